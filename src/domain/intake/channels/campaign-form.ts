import { z } from 'zod';
import { defineChannel } from '../channel.ts';
import { formFields, readForm } from '../form-fields.ts';

/** 活动表单: the hosted form of a campaign. */
export const campaignForm = defineChannel({
  channel: 'campaign_form',
  schema: z.strictObject(formFields),
  toReading: readForm,
});
