import type { CommandContext } from '#domain/kernel/command-context';
import { recordEvents } from '#events/record-event';
import { inTransaction, type Tx } from '#infra/mongo';
import { type AssignMode, leadAssigned, leadSubject } from './lead.events.ts';
import { LeadModel, type LeadRecord } from './lead.model.ts';
import { leadLifecycle } from './lead-lifecycle.ts';
import { loadRecords } from './load-records.ts';

export interface AssignDecision {
  readonly leadId: string;
  readonly expectedRev: number;
  readonly ownerId: string;
  readonly teamId: string | null;
  readonly storeId: string | null;
  readonly assignmentId: string;
  readonly mode: AssignMode;
}

/**
 * Gives leads to owners, one result per decision in order: `stale` when the lead moved since it was looked
 * at, or is closed. One read, one bulk write and one insert of events at any size.
 */
export async function assignLeads(
  ctx: CommandContext,
  decisions: readonly AssignDecision[],
  tx?: Tx,
): Promise<('assigned' | 'stale')[]> {
  if (decisions.length === 0) return [];
  if (tx === undefined) return await inTransaction((inner) => assignLeads(ctx, decisions, inner));
  const records = await loadRecords(
    tx,
    decisions.map((decision) => decision.leadId),
  );
  const taken = new Map<AssignDecision, LeadRecord>();
  const results = decisions.map((decision): 'assigned' | 'stale' => {
    const record = records.get(decision.leadId);
    if (record === undefined || record.rev !== decision.expectedRev) return 'stale';
    if (!leadLifecycle.canMove(record.status, 'assigned')) return 'stale';
    // A second decision for the same lead in one batch finds it taken.
    records.delete(decision.leadId);
    taken.set(decision, record);
    return 'assigned';
  });
  if (taken.size === 0) return results;
  const now = ctx.clock.now();
  await LeadModel.collection.bulkWrite(
    [...taken].map(([decision, record]) => ({
      updateOne: { filter: { _id: record._id, rev: record.rev }, update: assignment(decision, record, now) },
    })) as never[],
    { session: tx.session, ordered: false },
  );
  await recordEvents(
    tx,
    ctx,
    [...taken].map(([decision, record]) => ({
      event: leadAssigned,
      subject: leadSubject(record._id),
      payload: {
        leadId: record._id,
        ownerId: decision.ownerId,
        previousOwnerId: record.ownerId,
        teamId: decision.teamId,
        assignmentId: decision.assignmentId,
        mode: decision.mode,
      },
    })),
  );
  return results;
}

function assignment(decision: AssignDecision, record: LeadRecord, now: Date) {
  return {
    $set: {
      status: 'assigned',
      ownerId: decision.ownerId,
      teamId: decision.teamId,
      storeId: decision.storeId ?? record.storeId,
      assignmentId: decision.assignmentId,
      assignedAt: now,
      acceptedAt: null,
      updatedAt: now,
    },
    $inc: { rev: 1, reassignCount: record.assignedAt === null ? 0 : 1 },
  };
}
