import { createManualClock, type ManualClock } from '#domain/kernel/clock';
import { type CommandContext, systemContext } from '#domain/kernel/command-context';
import { type OrganisationInput, upsertOrganisation } from '#domain/staff/index';
import roster from '../../demo/roster.json' with { type: 'json' };

/** A Wednesday, 10:00 in Shanghai: every default store is open. */
export const WORKDAY = new Date('2026-11-25T02:00:00Z');

/** A context whose clock the test moves. */
export function buildContext(at: Date = WORKDAY): { ctx: CommandContext; clock: ManualClock } {
  const clock = createManualClock(at);
  return { ctx: systemContext(clock, 'test'), clock };
}

/** The context of a person's press. */
export function asStaff(ctx: CommandContext, staffId: string): CommandContext {
  return { ...ctx, actor: { type: 'staff', staffId } };
}

/** The demo roster as import input; `change` may edit the copy. */
export function buildRoster(change: (roster: OrganisationInput) => void = () => {}): OrganisationInput {
  const copy = structuredClone(roster) as OrganisationInput;
  change(copy);
  return copy;
}

/** Imports the demo company: two stores, three teams, ten people. */
export async function seedOrganisation(
  ctx: CommandContext,
  change?: (roster: OrganisationInput) => void,
): Promise<void> {
  await upsertOrganisation(ctx, buildRoster(change), { platform: 'wecom' });
}
