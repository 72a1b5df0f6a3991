import { z } from 'zod';
import { defineChannel } from '../channel.ts';
import { formFields, readForm } from '../form-fields.ts';

/** 车展扫码: a visitor scans the code of a show and fills the form, perhaps on a weak network. */
export const autoShow = defineChannel({
  channel: 'auto_show',
  schema: z.strictObject({
    ...formFields,
    event: z.string().max(60).nullish(),
    booth: z.string().max(40).nullish(),
  }),
  toReading: ({ event, booth, ...form }) => {
    const reading = readForm(form);
    const remark = [reading.remark, booth ? `展位 ${booth}` : ''].filter(Boolean).join('；');
    return { ...reading, campaign: event || reading.campaign, remark: remark || undefined };
  },
});
