import { z } from 'zod';
import { defineChannel } from '../channel.ts';
import { formFields, readForm } from '../form-fields.ts';

/** 官网表单: the dealer's own web site. */
export const siteForm = defineChannel({
  channel: 'site_form',
  schema: z.strictObject(formFields),
  toReading: readForm,
});
