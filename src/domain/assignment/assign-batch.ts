import type { CommandContext } from '#domain/kernel/command-context';
import { appError } from '#domain/kernel/errors';
import { assignLeads, holdLeads, type Lead } from '#domain/leads/index';
import { inTransaction, isDuplicateKey, type Tx } from '#infra/mongo';
import { AssignmentModel, type AssignmentRecord } from './assignment.model.ts';
import type { Assignment } from './assignment.ts';
import { type DecideOptions, decideAssignment } from './decide-assignment.ts';
import { loadDesk } from './desk.ts';

/** A lead to decide, as it was just read. */
export interface LeadToAssign extends DecideOptions {
  readonly lead: Lead;
  /** Written to the assignment this one replaces. */
  readonly reason: string;
}

export interface BatchOutcome {
  readonly assigned: readonly Assignment[];
  /** Leads nobody could take. */
  readonly unmatched: readonly Assignment[];
}

/** More lost races in a row than this mean something else is wrong. */
const MOST_ATTEMPTS = 12;

/** Thrown inside the transaction to abort it: a lead or a turn moved since it was read. */
class LostRaceError extends Error {}

/**
 * Decides a batch and writes all of it, or nothing: owners, traces, turns and daily counts, in one
 * transaction with a constant number of commands. When another process was first with a lead or a turn, it
 * starts again with what `load` now gives; so each lead gets one owner and no turn is given twice.
 */
export async function assignBatch(
  ctx: CommandContext,
  load: () => Promise<readonly LeadToAssign[]>,
): Promise<BatchOutcome> {
  let last: unknown;
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const leads = await load();
    if (leads.length === 0) return { assigned: [], unmatched: [] };
    try {
      return await inTransaction((tx) => decideAndWrite(tx, ctx, leads));
    } catch (error) {
      // A duplicate key is the first turn of a group, taken by another process at the same moment.
      if (!(error instanceof LostRaceError) && !isDuplicateKey(error)) throw error;
      last = error;
    }
  }
  throw appError('OVERLOADED', { job: 'assignment' }, last);
}

async function decideAndWrite(
  tx: Tx,
  ctx: CommandContext,
  leads: readonly LeadToAssign[],
): Promise<BatchOutcome> {
  const desk = await loadDesk(tx, ctx.clock.now());
  const decided = leads.map((item) => ({ item, made: decideAssignment(desk, item.lead, item) }));
  const assigned = decided.filter(({ made }) => made.chosenId !== null);
  // A lead that has an owner keeps them when nobody else is found; one that waits already was alarmed about.
  const held = decided.filter(({ item, made }) => made.chosenId === null && item.lead.status === 'new');
  const results = [
    ...(await assignLeads(
      ctx,
      assigned.map(({ item, made }) => ({
        leadId: made.leadId,
        expectedRev: item.lead.rev,
        ownerId: made.chosenId!,
        teamId: made.teamId,
        storeId: made.storeId,
        assignmentId: made.id,
        mode: made.mode,
      })),
      tx,
    )),
    ...(await holdLeads(
      ctx,
      held.map(({ item, made }) => ({
        leadId: made.leadId,
        expectedRev: item.lead.rev,
        storeId: made.storeId,
        reason: 'no_candidate' as const,
      })),
      tx,
    )),
  ];
  if (results.includes('stale')) throw new LostRaceError('a lead moved');
  await writeTraces(tx, [...assigned, ...held]);
  if (!(await desk.save(tx))) throw new LostRaceError('a turn moved');
  return {
    assigned: assigned.map(({ made }) => made),
    unmatched: decided.filter(({ made }) => made.chosenId === null).map(({ made }) => made),
  };
}

async function writeTraces(
  tx: Tx,
  decided: readonly { item: LeadToAssign; made: Assignment }[],
): Promise<void> {
  if (decided.length === 0) return;
  const { session } = tx;
  await AssignmentModel.collection.insertMany(
    decided.map(({ made: { id, ...rest } }): AssignmentRecord => ({ _id: id, ...rest })) as never[],
    { session },
  );
  const replaced = decided.filter(({ item }) => item.lead.assignmentId !== null);
  if (replaced.length === 0) return;
  await AssignmentModel.collection.bulkWrite(
    replaced.map(({ item, made }) => ({
      updateOne: {
        filter: { _id: item.lead.assignmentId, endedAt: null } as never,
        update: { $set: { endedAt: made.at, endReason: item.reason } },
      },
    })),
    { session, ordered: false },
  );
}
