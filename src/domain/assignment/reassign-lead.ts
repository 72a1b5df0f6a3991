import type { CommandContext } from '#domain/kernel/command-context';
import { appError } from '#domain/kernel/errors';
import { getLead, LEAD_STATUS_LABELS } from '#domain/leads/index';
import { assertActorMay } from '#domain/staff/index';
import { assignBatch } from './assign-batch.ts';

/**
 * Gives an open lead to somebody else by the rules, without asking its present owner or `excludeStaffIds`.
 * Null when there is nobody: the lead then stays where it is. Of two at once, or one racing an acceptance,
 * exactly one wins. Throws LEAD_CLOSED, STALE_REVISION.
 */
export async function reassignLead(
  ctx: CommandContext,
  input: {
    leadId: string;
    expectedRev: number;
    excludeStaffIds: readonly string[];
    /** A code, e.g. `accept_timeout`; kept in the ledger. */
    reason: string;
  },
): Promise<{ ownerId: string | null; assignmentId: string | null }> {
  const { assigned } = await assignBatch(ctx, async () => {
    const lead = await getLead(input.leadId);
    if (!lead.open) throw appError('LEAD_CLOSED', { status: LEAD_STATUS_LABELS[lead.status].slice(1) });
    if (lead.rev !== input.expectedRev) throw appError('STALE_REVISION');
    await assertActorMay(ctx.actor, 'lead.transfer', lead);
    const barred = new Set(input.excludeStaffIds);
    if (lead.ownerId !== null) barred.add(lead.ownerId);
    return [{ lead, mode: 'reassign' as const, barred, reason: input.reason }];
  });
  const [made] = assigned;
  return { ownerId: made?.chosenId ?? null, assignmentId: made?.id ?? null };
}
