import type { Clock } from '#domain/kernel/clock';
import { type CommandContext, systemContext } from '#domain/kernel/command-context';
import { getLeads, leadCreated } from '#domain/leads/index';
import { defineSubscriber, type Subscriber } from '#events/subscriber';
import { assignBatch, type BatchOutcome } from './assign-batch.ts';

const NOBODY: ReadonlySet<string> = new Set();

/** Gives every new lead an owner by the rules, or holds it with an alarm when nobody can take it. */
export function assignNewLeads(clock: Clock): Subscriber {
  return defineSubscriber({
    id: 'assignment.assign-new-leads',
    on: [leadCreated],
    handle: async (events) => {
      const ctx = systemContext(clock, 'assignment.assign-new-leads', events[0]!.requestId);
      await assignWaiting(ctx, { leadIds: events.map(({ payload }) => payload.leadId) });
    },
  });
}

/**
 * Assigns those of the leads that have no owner and are not in the public pool; the others are left alone,
 * so repeating it changes nothing. For new leads, and for held ones when somebody becomes free.
 */
export async function assignWaiting(
  ctx: CommandContext,
  input: { leadIds: readonly string[] },
): Promise<BatchOutcome> {
  const leadIds = [...new Set(input.leadIds)];
  return await assignBatch(ctx, async () =>
    (await getLeads(leadIds))
      .filter(({ status, ownerId }) => ownerId === null && (status === 'new' || status === 'unassigned'))
      .map((lead) => ({
        lead,
        mode: lead.status === 'new' ? ('rule' as const) : ('handover' as const),
        barred: NOBODY,
        reason: 'rule',
      })),
  );
}
