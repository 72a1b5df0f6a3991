import { z } from 'zod';
import { defineChannel } from '../channel.ts';
import { instant, phoneText } from '../form-fields.ts';

const short = z.string().trim().max(80).nullish();

/** 来电: an inbound call as a telephone system reports it. A call nobody took asks for a call back. */
export const phoneCall = defineChannel({
  channel: 'phone_call',
  schema: z.strictObject({
    callId: z.string().min(1).max(80),
    from: phoneText,
    to: z.string().max(40).nullish(),
    startedAt: instant,
    durationSeconds: z.number().nonnegative().max(86_400),
    name: short,
    model: short,
    city: short,
    storeId: z.string().max(64).nullish(),
    note: z.string().trim().max(500).nullish(),
  }),
  toReading: (call) => ({
    externalId: call.callId,
    phone: call.from,
    // The network delivered the number: nobody typed it.
    phoneVerified: true,
    name: call.name || undefined,
    modelText: call.model || undefined,
    city: call.city || undefined,
    storeId: call.storeId || undefined,
    remark: call.note || undefined,
    wants: call.durationSeconds === 0 ? ['call_back'] : [],
    askedAt: call.startedAt,
  }),
});
