import { z } from 'zod';
import { defineChannel } from '../channel.ts';
import { formFields, readForm } from '../form-fields.ts';

/** 官方小程序: the number comes from WeChat's phone component, unless the program says it was typed. */
export const miniProgram = defineChannel({
  channel: 'mini_program',
  schema: z.strictObject({
    ...formFields,
    openId: z.string().max(64).nullish(),
    nickName: z.string().trim().max(60).nullish(),
    phoneTyped: z.boolean().nullish(),
    page: z.string().max(200).nullish(),
  }),
  toReading: ({ openId: _openId, nickName, phoneTyped, page: _page, ...form }) => {
    const reading = readForm(form);
    return { ...reading, name: reading.name ?? (nickName || undefined), phoneVerified: phoneTyped !== true };
  },
});
