import { OutboxModel, type OutboxRecord } from './outbox.model.ts';

/** Attempts after which an event is given up and waits for an operator. */
export const MAX_ATTEMPTS = 8;

/** From this attempt on an event travels alone, so that one that kills its process cannot take others along. */
const ALONE_FROM = 4;

/** The events one relay holds, under a token no other claim uses. */
export interface ClaimedBatch {
  readonly token: string;
  /** In the order they were recorded, hence in order per subject. */
  readonly events: readonly OutboxRecord[];
}

/** What became of an event a batch held. */
export type Settlement =
  | { readonly id: string; readonly outcome: 'done' }
  | {
      readonly id: string;
      readonly outcome: 'failed';
      /** Subscribers that are through with it now. */
      readonly handled: readonly string[];
      readonly attempts: number;
      readonly error: string;
    };

const isDue = { state: 'pending', $expr: { $lte: ['$nextAt', '$$NOW'] } } as const;
const leaseEnd = (leaseMs: number) => ({ $add: ['$$NOW', leaseMs] });

/**
 * Claims up to `limit` due events for `leaseMs` of database time. A claim moves `nextAt` to the end of its
 * lease, so what others hold is simply not due, and a dead relay's events fall due again by themselves.
 * The attempt is counted here, before any work, so that an event that crashes its process is counted too.
 */
export async function claimEvents(
  token: string,
  options: { readonly limit: number; readonly leaseMs: number },
): Promise<ClaimedBatch> {
  const outbox = OutboxModel.collection;
  const found = await outbox
    .find(isDue, { projection: { attempts: 1 }, sort: { nextAt: 1, _id: 1 }, limit: options.limit })
    .toArray();
  if (found.length === 0) return { token, events: [] };
  const young = found.filter((row) => row.attempts < ALONE_FROM);
  const ids = (young.length > 0 ? young : found.slice(0, 1)).map((row) => row._id);
  const leaseUntil = leaseEnd(options.leaseMs);
  const claim = { leaseBy: token, leaseUntil, nextAt: leaseUntil, attempts: { $add: ['$attempts', 1] } };
  const { modifiedCount } = await outbox.updateMany({ _id: { $in: ids }, ...isDue }, [{ $set: claim }]);
  if (modifiedCount === 0) return { token, events: [] };
  const events = await outbox.find({ state: 'pending', leaseBy: token }, { sort: { _id: 1 } }).toArray();
  return { token, events: events as unknown as OutboxRecord[] };
}

/** Prolongs the batch's lease. False when some of it was lost to another relay. */
export async function keepLease(batch: ClaimedBatch, leaseMs: number): Promise<boolean> {
  const leaseUntil = leaseEnd(leaseMs);
  const result = await OutboxModel.collection.updateMany({ state: 'pending', leaseBy: batch.token }, [
    { $set: { leaseUntil, nextAt: leaseUntil } },
  ]);
  return result.matchedCount === batch.events.length;
}

/**
 * Records the outcome of a batch in one command. Only rows still held under the batch's token change: a relay
 * that lost its lease cannot overwrite what its successor did.
 */
export async function settleEvents(batch: ClaimedBatch, settlements: readonly Settlement[]): Promise<void> {
  const free = { leaseBy: null, leaseUntil: null };
  const done = settlements.filter((settlement) => settlement.outcome === 'done').map(({ id }) => id);
  const operations: object[] = [];
  if (done.length > 0) {
    operations.push({
      updateMany: {
        filter: { _id: { $in: done }, leaseBy: batch.token },
        update: { $set: { ...free, state: 'done', lastError: null } },
      },
    });
  }
  for (const settlement of settlements) {
    if (settlement.outcome === 'done') continue;
    const dead = settlement.attempts >= MAX_ATTEMPTS;
    const set = {
      ...free,
      state: dead ? 'dead' : 'pending',
      handled: { $literal: settlement.handled },
      lastError: { $literal: settlement.error },
      nextAt: { $add: ['$$NOW', backoffMs(settlement.attempts)] },
    };
    const filter = { _id: settlement.id, leaseBy: batch.token };
    operations.push({ updateOne: { filter, update: [{ $set: set }] } });
  }
  if (operations.length > 0) {
    await OutboxModel.collection.bulkWrite(operations as never[], { ordered: false });
  }
}

/** 1 s, 3 s, 9 s … at most 5 min: eight attempts span about eleven minutes. */
export function backoffMs(attempts: number): number {
  return Math.min(300_000, 1_000 * 3 ** Math.max(0, attempts - 1));
}
