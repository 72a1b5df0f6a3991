import type { CommandContext } from '#domain/kernel/command-context';
import { recordEvents } from '#events/record-event';
import { inTransaction, type Tx } from '#infra/mongo';
import { leadSubject, leadUnassigned } from './lead.events.ts';
import { LeadModel, type LeadRecord } from './lead.model.ts';
import { leadLifecycle } from './lead-lifecycle.ts';
import { loadRecords } from './load-records.ts';

export interface HoldDecision {
  readonly leadId: string;
  readonly expectedRev: number;
  readonly storeId: string | null;
  readonly reason: 'no_candidate';
}

/** Lets leads wait without an owner, with an alarm event each; one result per decision in order. */
export async function holdLeads(
  ctx: CommandContext,
  decisions: readonly HoldDecision[],
  tx?: Tx,
): Promise<('held' | 'stale')[]> {
  if (decisions.length === 0) return [];
  if (tx === undefined) return await inTransaction((inner) => holdLeads(ctx, decisions, inner));
  const records = await loadRecords(
    tx,
    decisions.map((decision) => decision.leadId),
  );
  const held: { decision: HoldDecision; record: LeadRecord }[] = [];
  const results = decisions.map((decision): 'held' | 'stale' => {
    const record = records.get(decision.leadId);
    if (record === undefined || record.rev !== decision.expectedRev) return 'stale';
    if (!leadLifecycle.canMove(record.status, 'unassigned')) return 'stale';
    records.delete(decision.leadId);
    held.push({ decision, record });
    return 'held';
  });
  if (held.length === 0) return results;
  const now = ctx.clock.now();
  await LeadModel.collection.bulkWrite(
    held.map(({ decision, record }) => ({
      updateOne: {
        filter: { _id: record._id, rev: record.rev },
        update: { $set: waiting(decision.storeId ?? record.storeId, now), $inc: { rev: 1 } },
      },
    })) as never[],
    { session: tx.session, ordered: false },
  );
  await recordEvents(
    tx,
    ctx,
    held.map(({ decision, record }) => ({
      event: leadUnassigned,
      subject: leadSubject(record._id),
      payload: { leadId: record._id, storeId: decision.storeId ?? record.storeId, reason: decision.reason },
    })),
  );
  return results;
}

/** The fields of a lead that waits for an owner. */
export function waiting(storeId: string | null, now: Date) {
  return {
    status: 'unassigned',
    storeId,
    ownerId: null,
    teamId: null,
    assignmentId: null,
    acceptedAt: null,
    updatedAt: now,
  };
}
