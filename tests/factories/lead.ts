import { createManualClock, type ManualClock } from '#domain/kernel/clock';
import type { CommandContext } from '#domain/kernel/command-context';
import type { LeadDraft } from '#domain/leads/index';

/** A weekday morning inside every store's hours (10:00 in Shanghai). */
export const MONDAY_10 = new Date('2026-11-23T02:00:00.000Z');

let counter = 0;

/** A valid mobile number in E.164 that no other call of this process gave. */
export function freshPhone(): string {
  counter += 1;
  return `+86138${String(10_000_000 + counter).padStart(8, '0')}`;
}

/** A draft as a channel would hand it in; every field can be set. */
export function leadDraft(overrides: Partial<LeadDraft> = {}): LeadDraft {
  return {
    businessLine: 'new_car',
    channel: 'site_form',
    phone: freshPhone(),
    name: '王小明',
    ...overrides,
  };
}

/** A context of the system at a clock of its own. */
export function testContext(clock: ManualClock = createManualClock(MONDAY_10)): CommandContext & {
  readonly clock: ManualClock;
} {
  return { actor: { type: 'system', job: 'test' }, clock, requestId: 'req-test' };
}

/** The same context, acted by a member of staff. */
export function asStaff<C extends CommandContext>(ctx: C, staffId: string): C {
  return { ...ctx, actor: { type: 'staff', staffId } };
}
