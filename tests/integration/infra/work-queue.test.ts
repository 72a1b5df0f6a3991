import { EventEmitter } from 'node:events';
import type { Collection } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createManualClock } from '#domain/kernel/clock';
import { createLogger } from '#infra/logger';
import { connectedDatabase } from '#infra/mongo';
import { createWorkQueue, type QueueRow, type WorkQueue } from '#infra/work-queue';
import { useDatabase } from '../../support/mongo.ts';
import { waitFor } from '../../support/wait-for.ts';

useDatabase();

interface Parcel extends QueueRow {
  owed: boolean;
  n: number;
}

const NOW = new Date('2026-11-25T02:00:00Z');
const parcels = (): Collection<Parcel> => connectedDatabase().collection<Parcel>('parcels');
const started: WorkQueue[] = [];
let clock = createManualClock(NOW);

beforeEach(async () => {
  clock = createManualClock(NOW);
  await parcels().deleteMany({});
});
afterEach(async () => {
  for (const queue of started.splice(0)) await queue.stop();
});

async function put(count: number, change: Partial<Parcel> = {}): Promise<void> {
  await parcels().insertMany(
    Array.from({ length: count }, (_, n) => ({
      _id: `p${String(n).padStart(3, '0')}`,
      n,
      owed: true,
      nextAt: NOW,
      leaseUntil: null,
      leaseBy: null,
      ...change,
    })),
  );
}

function build(
  process: (rows: Parcel[], lease: string) => Promise<void>,
  options: { batchSize?: number; pollMs?: number; signals?: { emitter: EventEmitter; event: string } } = {},
): WorkQueue {
  const queue = createWorkQueue<Parcel>({
    name: 'parcels',
    collection: parcels,
    owed: { owed: true },
    sort: { nextAt: 1, _id: 1 },
    process,
    clock,
    logger: createLogger('silent'),
    batchSize: 10,
    leaseMs: 60_000,
    pollMs: 60_000,
    ...options,
  });
  started.push(queue);
  return queue;
}

/** Processes by marking as done under the lease it was given. */
const finish = (seen: string[]) => async (rows: Parcel[], lease: string) => {
  seen.push(...rows.map(({ _id }) => _id));
  await parcels().updateMany(
    { _id: { $in: rows.map(({ _id }) => _id) }, leaseBy: lease },
    { $set: { owed: false } },
  );
};

describe('a queue of rows', () => {
  it('takes what is due, in order, a batch at a time, and nothing else', async () => {
    await put(25);
    await parcels().updateOne({ _id: 'p003' }, { $set: { nextAt: new Date(NOW.getTime() + 1) } });
    await parcels().updateOne({ _id: 'p004' }, { $set: { owed: false } });
    const seen: string[] = [];
    const queue = build(finish(seen));
    expect(await queue.runOnce()).toBe(10);
    expect(seen.slice(0, 4)).toEqual(['p000', 'p001', 'p002', 'p005']);
    expect(await queue.runOnce()).toBe(10);
    expect(await queue.runOnce()).toBe(3);
    expect(await queue.runOnce()).toBe(0);
    clock.advance(1);
    expect(await queue.runOnce()).toBe(1);
    expect(seen.at(-1)).toBe('p003');
  });

  it('two processes share the rows and none is done twice', async () => {
    await put(60);
    const seen: string[] = [];
    const queues = [build(finish(seen)), build(finish(seen)), build(finish(seen))];
    for (let pass = 0; pass < 12; pass += 1) await Promise.all(queues.map((queue) => queue.runOnce()));
    expect(seen).toHaveLength(60);
    expect(new Set(seen).size).toBe(60);
  });

  it('rows of a process that died come back when its lease is over', async () => {
    await put(2, { leaseBy: 'dead', leaseUntil: new Date(Date.now() + 60_000) });
    const seen: string[] = [];
    const queue = build(finish(seen));
    expect(await queue.runOnce()).toBe(0);
    await parcels().updateMany({}, { $set: { leaseUntil: new Date(Date.now() - 1_000) } });
    expect(await queue.runOnce()).toBe(2);
  });

  it('is woken by its signal, long before it would poll', async () => {
    const emitter = new EventEmitter();
    const seen: string[] = [];
    const queue = build(finish(seen), { signals: { emitter, event: 'recorded' } });
    queue.start();
    queue.start();
    await put(3);
    await waitFor(
      () => {
        emitter.emit('recorded');
        return seen.length === 3;
      },
      { what: 'three parcels' },
    );
    await queue.stop();
    expect(emitter.listenerCount('recorded')).toBe(0);
  });

  it('finds rows by polling when no signal came', async () => {
    const seen: string[] = [];
    build(finish(seen), { pollMs: 20 }).start();
    await put(2);
    await waitFor(() => seen.length === 2, { what: 'two parcels' });
  });

  it('goes on after a pass that failed', async () => {
    const seen: string[] = [];
    let failures = 0;
    const done = finish(seen);
    build(
      async (rows, lease) => {
        if (failures < 2) {
          failures += 1;
          await parcels().updateMany({ leaseBy: lease }, { $set: { leaseUntil: null } });
          throw new Error('the world failed');
        }
        await done(rows, lease);
      },
      { pollMs: 10 },
    ).start();
    await put(1);
    await waitFor(() => seen.length === 1, { what: 'a third try' });
    expect(failures).toBe(2);
  });

  it('stops only when the rows in hand are finished', async () => {
    await put(1);
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const steps: string[] = [];
    const queue = build(async () => {
      steps.push('began');
      await held;
      steps.push('finished');
    });
    queue.start();
    await waitFor(() => steps.length === 1, { what: 'the row in hand' });
    const stopped = queue.stop().then(() => steps.push('stopped'));
    release();
    await stopped;
    expect(steps).toEqual(['began', 'finished', 'stopped']);
  });
});
