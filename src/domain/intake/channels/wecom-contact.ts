import { z } from 'zod';
import { defineChannel } from '../channel.ts';

/**
 * 企业微信添加: a customer added a member. `state` is what the contact way carries (`add_contact_way`,
 * wecom docs 92577, at most 30 characters): `c_<campaign slug>` or `s_<store id>`. No number is known yet.
 */
export const wecomContact = defineChannel({
  channel: 'wecom_contact',
  schema: z.strictObject({
    externalUserId: z.string().min(1).max(64),
    userId: z.string().max(64).nullish(),
    staffId: z.string().max(64).nullish(),
    state: z.string().max(128).nullish(),
    name: z.string().trim().max(60).nullish(),
    phone: z.string().trim().max(40).nullish(),
  }),
  toReading: ({ externalUserId, staffId, state, name, phone }) => ({
    externalUserId,
    externalId: undefined,
    name: name || undefined,
    phone: phone || undefined,
    staffId: staffId || undefined,
    ...readState(state ?? ''),
  }),
});

function readState(state: string): { campaign?: string; storeId?: string } {
  if (state.startsWith('s_')) return { storeId: state.slice(2) };
  if (state.startsWith('c_')) return { campaign: state.slice(2) };
  return state === '' ? {} : { campaign: state };
}
