import { isAppError } from '#domain/kernel/app-error';
import type { Clock } from '#domain/kernel/clock';
import { findStaffByIdentity } from '#domain/staff/index';
import type { ActionTable } from './actions/action.ts';
import { answer, type Speaker } from './answer.ts';
import { parseActionKey } from './cards/action-key.ts';
import { greetOnOpen } from './commands/greet-on-open.ts';
import { runTextCommand } from './commands/run-text-command.ts';
import { applyContactsChange } from './contacts/apply-contacts-change.ts';
import { welcomeCustomer } from './contacts/welcome-customer.ts';
import { keepPressCode, LANE, queueDeliveries } from './deliveries/queue-delivery.ts';
import type { Inbound } from './inbox/inbox-worker.ts';
import type { InboundPress, PlatformName } from './platform.ts';
import type { Render } from './templates.ts';

export interface RouterOptions {
  actions: ActionTable;
  render: Render;
  clock: Clock;
  /** Asks for a full directory comparison soon. */
  requestDirectorySync: (platform: PlatformName) => void;
}

/** Sends an inbound event to what answers it. Failures of kind `user` become an answer; others are thrown. */
export function createDispatch(options: RouterOptions): (inbound: Inbound) => Promise<void> {
  return async (inbound) => {
    const { event, platform } = inbound;
    switch (event.kind) {
      case 'press':
        return pressed(options, inbound, event);
      case 'text':
      case 'chat_opened': {
        const speaker = await identify(options, inbound, event.userId);
        if (speaker === null) return;
        if (event.kind === 'text') return runTextCommand(options, speaker, event.text);
        return greetOnOpen(options, speaker);
      }
      case 'contacts_changed':
        return applyContactsChange(options, platform, event.change, inbound.id);
      case 'customer_added':
        return welcomeCustomer(options, inbound, event);
      case 'customer_edited':
      case 'customer_removed':
      case 'other':
        // Kept in the inbox as they are; nothing reacts to them yet.
        return;
    }
  };
}

async function pressed(options: RouterOptions, inbound: Inbound, press: InboundPress): Promise<void> {
  const { platform } = inbound;
  // First, and whatever the command says: the person's copy must be refreshed, and this right is needed for it.
  await keepPressCode(options.clock, {
    cardId: press.cardId,
    code: press.updateCode,
    lifeMs: platform.updateCodeLifeMs,
  });
  const speaker = await identify(options, inbound, press.userId);
  if (speaker === null) return;
  const key = parseActionKey(press.key);
  const handler = key === null ? undefined : options.actions.get(key.action);
  if (key === null || handler === undefined) return answer(options, speaker, 'replies/unknown-button', {});
  try {
    const result = await handler({ ctx: speaker.ctx, key, press, staff: speaker.staff });
    if (result.reply) {
      const { template, values = {}, markdown } = result.reply;
      await answer(options, speaker, template, values, markdown);
    }
    if (result.prompt) {
      await queueDeliveries(options.clock, [
        {
          card: result.prompt.card,
          subject: `lead:${key.subjectId}`,
          recipientId: speaker.staff.id,
          platform: platform.name,
          dedupeKey: `prompt:${speaker.inboxId}`,
          about: result.prompt.about,
          lane: LANE.reply,
        },
      ]);
    }
  } catch (error) {
    if (!isAppError(error) || error.kind !== 'user') throw error;
    await answer(options, speaker, 'replies/refused', { message: error.message });
  }
}

/** Null when the person is unknown or has left; both are told once, and nothing else happens. */
async function identify(options: RouterOptions, inbound: Inbound, userId: string): Promise<Speaker | null> {
  const staff = await findStaffByIdentity(inbound.platform.name, userId);
  if (staff === null) {
    options.requestDirectorySync(inbound.platform.name);
    return null;
  }
  if (staff.status === 'left') return null;
  return {
    staff,
    platform: inbound.platform,
    inboxId: inbound.id,
    ctx: { actor: { type: 'staff', staffId: staff.id }, clock: options.clock, requestId: inbound.id },
  };
}
