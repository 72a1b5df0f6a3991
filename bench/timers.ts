/**
 * Due timers per second with a million asleep: the product's poller, agenda, and a bare bulk-claim loop, one
 * after the other on the same database, so that only their ratios need be believed.
 * Run: node --conditions=source --import tsx bench/timers.ts MONGODB_URI [asleep] [due]
 */
import { MongoBackend } from '@agendajs/mongo-backend';
import { Agenda } from 'agenda';
import mongoose from 'mongoose';
import { type TimerRecord, timerId } from '#domain/clocks/index';
import { monotonicMs, systemClock } from '#infra/clock';
import { ensureIndexes } from '#infra/indexes';
import { createLogger } from '#infra/logger';
import { connectMongo, disconnectMongo } from '#infra/mongo';
import { createTimerPoller } from '#jobs/timer-poller';

const HOUR = 3_600_000;
const AGENDA_JOBS = 2_000;
const logger = createLogger('error');

export interface TimerFigures {
  readonly asleep: number;
  readonly due: number;
  readonly pollerPerSecond: number;
  readonly barePerSecond: number;
  readonly agendaPerSecond: number;
  readonly timesAgenda: number;
  readonly timesBare: number;
  readonly keysAt: Readonly<Record<number, number>>;
  readonly pollMsAt: Readonly<Record<number, number>>;
  readonly heapGrowthMb: number;
}

function timerRow(n: number, dueAt: Date): TimerRecord {
  const draft = { kind: 'bench', leadId: `lead${n}`, assignmentId: null };
  return {
    _id: timerId(draft),
    ...draft,
    lane: 'bulk',
    dueAt,
    anchorAt: new Date(0),
    data: {},
    state: 'waiting',
    leaseUntil: null,
    leaseBy: null,
    fence: 0,
    attempts: 0,
    firedAt: null,
    lastError: null,
  };
}

async function fill(
  collection: string,
  from: number,
  to: number,
  build: (n: number) => object,
): Promise<void> {
  const target = mongoose.connection.db!.collection(collection);
  for (let n = from; n < to; n += 10_000) {
    const count = Math.min(10_000, to - n);
    const rows = Array.from({ length: count }, (_, i) => build(n + i));
    // Majority, as everything reads: a weaker write may not be visible yet when the measurement begins.
    await target.insertMany(rows as never[], { ordered: false });
  }
}

const asleepRow = (n: number) => timerRow(n, new Date(Date.now() + HOUR + n));
const dueRow = (n: number) => timerRow(1e8 + n, new Date(Date.now() - 1_000 - n));

async function perSecond(count: number, work: () => Promise<unknown>): Promise<number> {
  const startedAt = monotonicMs();
  await work();
  return Math.round((count / (monotonicMs() - startedAt)) * 1_000);
}

async function measurePoller(due: number): Promise<{ rate: number; heapGrowthMb: number }> {
  await fill('timers', 0, due, dueRow);
  const poller = createTimerPoller({
    clock: systemClock,
    logger,
    holder: 'bench',
    handlers: { bench: async (_ctx, timers) => timers.map(() => []) },
  });
  const heap = process.memoryUsage().heapUsed;
  const rate = await perSecond(due, async () => {
    const done = await poller.runOnce();
    if (done !== due) throw new Error(`the poller ran ${done} of ${due}`);
  });
  return { rate, heapGrowthMb: Math.round((process.memoryUsage().heapUsed - heap) / 2 ** 20) };
}

/** Find 500, claim by lease, read back, mark done: the least that is safe with two workers. */
async function measureBare(asleep: number, due: number): Promise<number> {
  const rows = mongoose.connection.db!.collection<{ _id: string; state: string; dueAt: Date }>('bare_timers');
  await rows.createIndex({ dueAt: 1 }, { partialFilterExpression: { state: 'waiting' } });
  await fill('bare_timers', 0, asleep, asleepRow);
  await fill('bare_timers', 0, due, dueRow);
  return perSecond(due, async () => {
    for (let batch = 0, done = 0; done < due; batch += 1) {
      const now = new Date();
      const found = await rows
        .find(
          { state: 'waiting', dueAt: { $lte: now } },
          { projection: { _id: 1 }, sort: { dueAt: 1 }, limit: 500 },
        )
        .toArray();
      const token = `bare:${batch}`;
      const ids = found.map((row) => row._id);
      const lease = { leaseBy: token, leaseUntil: new Date(now.getTime() + 30_000) };
      await rows.updateMany({ _id: { $in: ids }, state: 'waiting', leaseUntil: null } as never, {
        $set: lease,
      });
      const mine = await rows.find({ _id: { $in: ids }, leaseBy: token } as never).toArray();
      const mineIds = mine.map((row) => row._id);
      await rows.updateMany({ _id: { $in: mineIds }, leaseBy: token } as never, { $set: { state: 'done' } });
      done += mine.length;
    }
  });
}

async function measureAgenda(uri: string, asleep: number): Promise<number> {
  // A connection of its own with the driver's defaults: the product's small pool and short patience would
  // make agenda lose claims, and it gets those back only after its lock lifetime of ten minutes.
  const connection = await mongoose.createConnection(uri).asPromise();
  const agenda = new Agenda({
    backend: new MongoBackend({ mongo: connection.db as never, collection: 'agenda_bench' }),
    processEvery: 1_000,
    maxConcurrency: 1_000,
    defaultConcurrency: 100,
  });
  agenda.on('error', (error) => logger.error({ err: error }, 'agenda'));
  await agenda.ready;
  let done = 0;
  let finished = () => {};
  const all = new Promise<void>((resolve) => (finished = resolve));
  agenda.define('bench', (_job, release) => {
    done += 1;
    release();
    if (done === AGENDA_JOBS) finished();
  });
  const job = (nextRunAt: Date) => ({
    name: 'bench',
    type: 'normal',
    priority: 0,
    nextRunAt,
    lastModifiedBy: null,
    lockedAt: null,
    disabled: false,
    data: {},
  });
  await fill('agenda_bench', 0, asleep, (n) => job(new Date(Date.now() + HOUR + n)));
  await fill('agenda_bench', 0, AGENDA_JOBS, () => job(new Date(Date.now() - 1_000)));
  const rate = await perSecond(AGENDA_JOBS, async () => {
    await agenda.start();
    await all;
  });
  await agenda.stop();
  await connection.close();
  return rate;
}

/** Keys examined by a poll that finds ten due rows, and its time in ms. */
async function measurePoll(): Promise<{ keys: number; ms: number }> {
  const timers = mongoose.connection.db!.collection('timers');
  await fill('timers', 1_000_000, 1_000_010, dueRow);
  const due = { state: 'waiting', lane: 'bulk', dueAt: { $lte: new Date() } };
  const plan = await timers.find(due).sort({ dueAt: 1 }).limit(500).explain('executionStats');
  const times: number[] = [];
  for (let i = 0; i < 50; i += 1) {
    const startedAt = monotonicMs();
    await timers.find(due).sort({ dueAt: 1 }).limit(500).toArray();
    times.push(monotonicMs() - startedAt);
  }
  await timers.deleteMany(due);
  times.sort((a, b) => a - b);
  return { keys: plan.executionStats.totalKeysExamined, ms: Math.round(times[25]! * 100) / 100 };
}

export async function measureTimers(uri: string, asleep = 1_000_000, due = 50_000): Promise<TimerFigures> {
  await connectMongo(uri);
  await mongoose.connection.dropDatabase();
  await ensureIndexes();
  const few = Math.min(10_000, asleep);
  await fill('timers', 0, few, asleepRow);
  const small = await measurePoll();
  await fill('timers', few, asleep, asleepRow);
  const large = await measurePoll();
  const poller = await measurePoller(due);
  await mongoose.connection.db!.collection('timers').drop();
  const barePerSecond = await measureBare(asleep, due);
  await mongoose.connection.db!.collection('bare_timers').drop();
  // Agenda gets a tenth asleep at most: filling a million would only slow it further.
  const agendaPerSecond = await measureAgenda(uri, Math.min(50_000, asleep));
  await mongoose.connection.dropDatabase();
  await disconnectMongo();
  return {
    asleep,
    due,
    pollerPerSecond: poller.rate,
    barePerSecond,
    agendaPerSecond,
    timesAgenda: Math.round((poller.rate / agendaPerSecond) * 10) / 10,
    timesBare: Math.round((poller.rate / barePerSecond) * 100) / 100,
    keysAt: { [few]: small.keys, [asleep]: large.keys },
    pollMsAt: { [few]: small.ms, [asleep]: large.ms },
    heapGrowthMb: poller.heapGrowthMb,
  };
}

if (process.argv[1]?.endsWith('timers.ts')) {
  const [uri, asleep = '1000000', due = '50000'] = process.argv.slice(2);
  if (uri === undefined) throw new Error('usage: bench/timers.ts MONGODB_URI [asleep] [due]');
  console.log(await measureTimers(uri, Number(asleep), Number(due)));
}
