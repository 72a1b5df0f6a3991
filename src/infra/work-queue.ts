import { EventEmitter } from 'node:events';
import type { Collection, Document, Filter } from 'mongodb';
import type { Clock } from '#domain/kernel/clock';
import { newId } from '#domain/kernel/ids';
import type { Logger } from './logger.ts';

/** Fields a collection needs to be worked off by several processes. */
export interface QueueRow {
  _id: string;
  /** Not before this instant (the injected clock: back-off moves with a skipped night). */
  nextAt: Date;
  /** Lease in database time; null or past = free. */
  leaseUntil: Date | null;
  leaseBy: string | null;
}

export interface WorkQueue {
  start(): void;
  /** Stops claiming and resolves when the rows in hand are finished. */
  stop(): Promise<void>;
  /** Claims and processes what is due now; resolves with the number of rows. For tests and drains. */
  runOnce(): Promise<number>;
}

/**
 * Works off due rows of a collection: claim many by lease with two commands, process, repeat; woken by a
 * signal in this process, with a poll beneath. A process that dies loses its lease and the rows run again,
 * so whatever `process` does must be idempotent.
 */
export function createWorkQueue<R extends QueueRow>(options: {
  name: string;
  collection: () => Collection<R>;
  /** Rows that are owed work, besides time and lease; must match the partial index. */
  owed: Filter<R>;
  sort: Record<string, 1 | -1>;
  process: (rows: R[], lease: string) => Promise<void>;
  clock: Clock;
  logger: Logger;
  batchSize: number;
  leaseMs: number;
  pollMs: number;
  signals?: { emitter: EventEmitter; event: string };
}): WorkQueue {
  let stopped = true;
  let loop: Promise<void> = Promise.resolve();
  const waker = new EventEmitter();
  let signalled = false;
  const wake = () => {
    signalled = true;
    waker.emit('wake');
  };

  const runOnce = async () => {
    const lease = newId();
    const rows = await claim(options, lease);
    if (rows.length > 0) await options.process(rows, lease);
    return rows.length;
  };
  const run = async () => {
    while (!stopped) {
      signalled = false;
      let worked = 0;
      try {
        worked = await runOnce();
      } catch (error) {
        options.logger.error({ err: error, queue: options.name }, 'queue pass failed');
      }
      if (worked === 0 && !signalled && !stopped) await sleepOrWake(waker, options.pollMs);
    }
  };
  return {
    start: () => {
      if (!stopped) return;
      stopped = false;
      options.signals?.emitter.on(options.signals.event, wake);
      loop = run();
    },
    stop: async () => {
      stopped = true;
      options.signals?.emitter.off(options.signals.event, wake);
      waker.emit('wake');
      await loop;
    },
    runOnce,
  };
}

async function claim<R extends QueueRow>(
  options: {
    collection: () => Collection<R>;
    owed: Filter<R>;
    sort: Record<string, 1 | -1>;
    clock: Clock;
    batchSize: number;
    leaseMs: number;
  },
  lease: string,
): Promise<R[]> {
  const collection = options.collection();
  const due = { ...options.owed, nextAt: { $lte: options.clock.now() } } as Filter<R>;
  const free = { $expr: { $lte: [{ $ifNull: ['$leaseUntil', new Date(0)] }, '$$NOW'] } };
  const found = await collection
    .find({ ...due, ...free } as Filter<R>, { projection: { _id: 1 } })
    .sort(options.sort)
    .limit(options.batchSize)
    .toArray();
  if (found.length === 0) return [];
  const ids = found.map((row) => row._id);
  await collection.updateMany(
    { ...due, ...free, _id: { $in: ids } } as Filter<R>,
    [{ $set: { leaseBy: lease, leaseUntil: { $add: ['$$NOW', options.leaseMs] } } }] as Document[],
  );
  return (await collection
    .find({ _id: { $in: ids }, leaseBy: lease } as unknown as Filter<R>)
    .sort(options.sort)
    .toArray()) as unknown as R[];
}

function sleepOrWake(waker: EventEmitter, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      waker.off('wake', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    waker.once('wake', done);
  });
}
