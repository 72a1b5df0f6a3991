import { newId } from '#domain/kernel/ids';
import { type TimerLane, TimerModel, type TimerRecord } from './timer.model.ts';

/** Due timers in the hands of one worker until their lease (database time) ends. */
export interface TimerBatch {
  readonly token: string;
  /** Earliest due first. */
  readonly timers: readonly TimerRecord[];
}

export interface ClaimOptions {
  readonly lane: TimerLane;
  /** Business time. */
  readonly now: Date;
  readonly holder: string;
  readonly limit: number;
  readonly leaseMs: number;
  /** Due rows to leave to others, for a worker that was just beaten to the first ones. */
  readonly skip?: number;
}

/**
 * Claims up to `limit` due timers with two commands, three when another worker took some of them meanwhile.
 * Null when nothing is due; an empty batch when others got it all.
 */
export async function claimTimers(options: ClaimOptions): Promise<TimerBatch | null> {
  const { lane, now, holder, limit, leaseMs, skip = 0 } = options;
  const timers = TimerModel.collection;
  const due = { state: 'waiting', lane, dueAt: { $lte: now } };
  const found = await timers.find(due, { sort: { dueAt: 1 }, limit, skip, batchSize: limit + 1 }).toArray();
  if (found.length === 0) return skip === 0 ? null : { token: '', timers: [] };
  const token = `${holder}:${newId()}`;
  const ids = found.map((row) => row._id);
  const claim = {
    state: 'claimed',
    leaseBy: token,
    leaseUntil: { $add: ['$$NOW', leaseMs] },
    fence: { $add: ['$fence', 1] },
    attempts: { $add: ['$attempts', 1] },
  };
  const { modifiedCount } = await timers.updateMany({ _id: { $in: ids }, ...due }, [{ $set: claim }]);
  const mine =
    modifiedCount === found.length
      ? found.map((row) => ({ ...row, attempts: row.attempts + 1, fence: row.fence + 1, leaseBy: token }))
      : await timers.find({ _id: { $in: ids }, leaseBy: token }, { sort: { dueAt: 1 } }).toArray();
  return { token, timers: mine as unknown as TimerRecord[] };
}

/** Prolongs a batch's lease. */
export async function keepTimers(batch: TimerBatch, leaseMs: number): Promise<void> {
  const held = { _id: { $in: batch.timers.map((timer) => timer._id as never) }, leaseBy: batch.token };
  const leaseUntil = { $add: ['$$NOW', leaseMs] };
  await TimerModel.collection.updateMany(held, [{ $set: { leaseUntil } }]);
}

/** Gives timers back whose worker fell silent (or whose backoff is over). Returns how many. */
export async function reviveTimers(): Promise<number> {
  const silent = { state: 'claimed', $expr: { $lte: ['$leaseUntil', '$$NOW'] } };
  const update = { $set: { state: 'waiting', leaseBy: null, leaseUntil: null } };
  return (await TimerModel.collection.updateMany(silent, update)).modifiedCount;
}

/** What a worker with nothing to do needs to know. */
export interface TimerOutlook {
  /** The nearest due time per lane; missing when the lane is empty. */
  readonly nearest: Readonly<Partial<Record<TimerLane, Date>>>;
  /** Whether `reviveTimers` has something to do. */
  readonly silent: boolean;
}

const nearestOf = (lane: TimerLane) => [
  { $match: { state: 'waiting', lane } },
  { $sort: { dueAt: 1 } },
  { $limit: 1 },
  { $project: { _id: 0, lane: 1, dueAt: 1 } },
];

/** One command, whose cost does not depend on how many timers sleep. */
export async function peekTimers(): Promise<TimerOutlook> {
  const silent = [
    { $match: { state: 'claimed', $expr: { $lte: ['$leaseUntil', '$$NOW'] } } },
    { $limit: 1 },
    { $project: { _id: 0, silent: { $literal: true } } },
  ];
  const union = (pipeline: object[]) => ({ $unionWith: { coll: TimerModel.collection.name, pipeline } });
  const rows = await TimerModel.collection
    .aggregate<{ lane?: TimerLane; dueAt?: Date; silent?: true }>([
      ...nearestOf('sla'),
      union(nearestOf('bulk')),
      union(silent),
    ] as never[])
    .toArray();
  const nearest = rows.flatMap((row) => (row.lane && row.dueAt ? [[row.lane, row.dueAt] as const] : []));
  return { nearest: Object.fromEntries(nearest), silent: rows.some((row) => row.silent === true) };
}
