import { EventEmitter } from 'node:events';
import { duplicatesOf, type Tx } from '#infra/mongo';
import { type TimerLane, TimerModel, type TimerRecord, type TimerState } from './timer.model.ts';

/** Emits `scheduled` in this process when timers were added; the poller's look is the net beneath it. */
export const timerSignals = new EventEmitter();

export interface TimerDraft {
  readonly kind: string;
  readonly leadId: string;
  readonly assignmentId: string | null;
  readonly lane: TimerLane;
  readonly dueAt: Date;
  /** What it counts from; restarts a timer that ended only when newer than what it counted from before. */
  readonly anchorAt: Date;
  readonly data?: Record<string, unknown>;
}

/** `kind:leadId:assignmentId`. */
export function timerId(draft: Pick<TimerDraft, 'kind' | 'leadId' | 'assignmentId'>): string {
  return `${draft.kind}:${draft.leadId}:${draft.assignmentId ?? '-'}`;
}

/**
 * Sets timers, one command at any size. Setting the same one again changes nothing, in whatever order and
 * however often events arrive: only a newer anchor moves or restarts it.
 */
export async function scheduleTimers(drafts: readonly TimerDraft[], tx?: Tx): Promise<void> {
  if (drafts.length === 0) return;
  const known = tx === undefined ? await insertNew(drafts) : drafts;
  await moveKnown(known, tx);
  const signal = () => timerSignals.emit('scheduled');
  if (tx === undefined) signal();
  else tx.afterCommit(signal);
}

/**
 * Nearly every timer is new, and an insert costs an eighth of an upsert by pipeline. Answers those that exist.
 * Not inside a transaction: there a duplicate key ends it.
 */
async function insertNew(drafts: readonly TimerDraft[]): Promise<readonly TimerDraft[]> {
  const rows = drafts.map((draft) => ({
    _id: timerId(draft),
    kind: draft.kind,
    leadId: draft.leadId,
    assignmentId: draft.assignmentId,
    lane: draft.lane,
    dueAt: draft.dueAt,
    data: draft.data ?? {},
    state: 'waiting',
    attempts: 0,
    firedAt: null,
    leaseUntil: null,
    leaseBy: null,
    lastError: null,
    fence: 0,
    anchorAt: draft.anchorAt,
  }));
  try {
    await TimerModel.collection.insertMany(rows as never[], { ordered: false });
    return [];
  } catch (error) {
    return duplicatesOf(error).map((i) => drafts[i]!);
  }
}

async function moveKnown(drafts: readonly TimerDraft[], tx?: Tx): Promise<void> {
  if (drafts.length === 0) return;
  const operations = drafts.map((draft) => ({
    updateOne: { filter: { _id: timerId(draft) }, update: [{ $set: scheduled(draft) }], upsert: true },
  }));
  const session = tx === undefined ? {} : { session: tx.session };
  await TimerModel.collection.bulkWrite(operations as never[], { ordered: false, ...session });
}

function scheduled(draft: TimerDraft) {
  const newer = { $lt: [{ $ifNull: ['$anchorAt', new Date(0)] }, draft.anchorAt] };
  const fresh = (field: string, value: unknown) => ({ $cond: [newer, value, `$${field}`] });
  return {
    kind: draft.kind,
    leadId: draft.leadId,
    assignmentId: draft.assignmentId,
    lane: draft.lane,
    dueAt: fresh('dueAt', draft.dueAt),
    data: fresh('data', { $literal: draft.data ?? {} }),
    state: fresh('state', 'waiting'),
    attempts: fresh('attempts', 0),
    firedAt: fresh('firedAt', null),
    leaseUntil: fresh('leaseUntil', null),
    leaseBy: fresh('leaseBy', null),
    lastError: fresh('lastError', null),
    fence: { $ifNull: ['$fence', 0] },
    anchorAt: fresh('anchorAt', draft.anchorAt),
  };
}

/** Ends timers whose reason has gone. A worker that has one in hand finds it taken away. Returns how many. */
export async function cancelTimers(ids: readonly string[], tx?: Tx): Promise<number> {
  if (ids.length === 0) return 0;
  const { modifiedCount } = await TimerModel.collection.updateMany(
    { _id: { $in: ids as never[] }, state: { $in: ['waiting', 'claimed'] } },
    { $set: { state: 'cancelled', leaseBy: null, leaseUntil: null } },
    tx === undefined ? {} : { session: tx.session },
  );
  return modifiedCount;
}

/** The timers of leads in the given states, by due time. */
export async function listTimers(
  leadIds: readonly string[],
  states: readonly TimerState[] = ['waiting', 'claimed'],
): Promise<TimerRecord[]> {
  const rows = await TimerModel.collection
    .find({ leadId: { $in: [...leadIds] }, state: { $in: [...states] } }, { sort: { dueAt: 1 } })
    .toArray();
  return rows as unknown as TimerRecord[];
}

/** Deletes timers that ended before `before`; walks the whole collection, so it belongs into the night. */
export async function purgeTimers(before: Date): Promise<number> {
  const ended = { state: { $in: ['fired', 'cancelled'] }, dueAt: { $lt: before } };
  return (await TimerModel.collection.deleteMany(ended)).deletedCount;
}
