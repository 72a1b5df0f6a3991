import { receivePayload } from '#domain/intake/index';
import { systemContext } from '#domain/kernel/command-context';
import { findStaffByIdentity, findStore } from '#domain/staff/index';
import type { AnswerOptions } from '../answer.ts';
import type { Inbound } from '../inbox/inbox-worker.ts';
import type { InboundEvent } from '../platform.ts';

type CustomerAdded = Extract<InboundEvent, { kind: 'customer_added' }>;

/**
 * Greets a customer who added a member (within 20 s, so before anything else), then takes the contact in as a
 * lead of the channel that the contact way's `state` names.
 */
export async function welcomeCustomer(
  options: AnswerOptions,
  inbound: Inbound,
  event: CustomerAdded,
): Promise<void> {
  const staff = await findStaffByIdentity(inbound.platform.name, event.userId);
  if (event.welcomeCode !== null && staff !== null && staff.status === 'active') {
    const store = staff.storeId === null ? null : await findStore(staff.storeId);
    const text = options.render('notices/welcome', { store: store?.name ?? '我们店', name: staff.name });
    const outcome = await inbound.platform.sendWelcome({ welcomeCode: event.welcomeCode, text });
    if (outcome.type === 'retry')
      await inbound.platform.sendWelcome({ welcomeCode: event.welcomeCode, text });
    // A greeting that failed is not repeated: after 20 s the code is worthless, and the lead matters more.
  }
  await receivePayload(systemContext(options.clock, 'contacts', inbound.id), {
    channel: 'wecom_contact',
    raw: {
      externalUserId: event.externalUserId,
      userId: event.userId,
      state: event.state,
      staffId: staff?.id ?? null,
    },
    idempotencyKey: inbound.id,
  });
}
