import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import mongoose from 'mongoose';
import { type BenchCorp, callbackRequests, helloRequests, newCorp } from './callback-requests.ts';
import type { ServerOrder, Variant } from './callback-server.ts';
import { pin } from './machine.ts';
import type { Section } from './report.ts';
import { median, percentile, ratio, rotated, spread } from './stats.ts';
import { closedLoop, openLoop } from './wire-load.ts';

const ENTRY = fileURLToPath(new URL('./callback-server.ts', import.meta.url));
const VARIANTS: readonly Variant[] = ['hello', 'memory', 'durable'];
const CONNECTIONS = 64;

export interface CallbackSizes {
  readonly rounds: number;
  /** Requests per variant and round. */
  readonly requests: number;
  /** Seconds of open loop per variant and round. */
  readonly openSeconds: number;
}

interface Server {
  readonly port: number;
  requests(count: number): Buffer[];
  /** CPU of the server's whole process so far, in microseconds. */
  cpuUs(): Promise<number>;
  stop(): void;
}

async function startServer(order: ServerOrder): Promise<Server> {
  const child: ChildProcess = fork(ENTRY, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = new Promise<never>((_, reject) => {
    child.once('exit', () => reject(new Error(`the ${order.variant} server ended`)));
  });
  ended.catch(() => undefined);
  const ask = async (question: ServerOrder | 'cpu'): Promise<unknown> => {
    const answer = new Promise<unknown>((resolve) => child.once('message', resolve));
    child.send(question);
    return await Promise.race([answer, ended]);
  };
  const { port } = (await ask(order)) as { port: number };
  pin(child.pid!, 0);
  return {
    port,
    requests: (count) =>
      order.variant === 'hello' ? helloRequests(count) : callbackRequests(order.corp, count, Date.now()),
    cpuUs: async () => (await ask('cpu')) as number,
    stop: () => child.disconnect(),
  };
}

interface Measurements {
  readonly cpuUs: Record<Variant, number[]>;
  readonly perSecond: Record<Variant, number[]>;
  readonly p99: Record<Variant, number[]>;
  readonly p999: Record<Variant, number[]>;
  /** Callbacks the durable server acknowledged. */
  acknowledged: number;
}

const perVariant = (): Record<Variant, number[]> => ({ hello: [], memory: [], durable: [] });

/** CPU and throughput under a closed loop; then latency in an open loop at half of what was just reached. */
export async function measureCallbacks(mongodbUri: string, sizes: CallbackSizes): Promise<Section> {
  const corp = newCorp();
  const servers = new Map<Variant, Server>();
  const unpin = pin(process.pid, 1);
  const found: Measurements = {
    ...{ cpuUs: perVariant(), perSecond: perVariant(), p99: perVariant(), p999: perVariant() },
    acknowledged: 0,
  };
  try {
    for (const variant of VARIANTS) servers.set(variant, await startServer({ variant, mongodbUri, corp }));
    const each = async (round: number, work: (variant: Variant, server: Server) => Promise<void>) => {
      for (const variant of rotated(VARIANTS, round)) await work(variant, servers.get(variant)!);
    };
    await each(0, (variant, server) => saturate(variant, server, sizes.requests, found));
    for (const values of [found.cpuUs, found.perSecond]) for (const list of Object.values(values)) list.pop();
    for (let round = 0; round < sizes.rounds; round++) {
      await each(round, (variant, server) => saturate(variant, server, sizes.requests, found));
    }
    const half = median(found.perSecond.durable) / 2;
    for (let round = 0; round < sizes.rounds; round++) {
      await each(round, (variant, server) => pace(variant, server, half, sizes.openSeconds, found));
    }
    await assertKept(mongodbUri, found.acknowledged);
    return describe(found, { half, corp, sizes });
  } finally {
    for (const server of servers.values()) server.stop();
    unpin();
  }
}

async function saturate(variant: Variant, server: Server, count: number, found: Measurements): Promise<void> {
  const requests = server.requests(count);
  const before = await server.cpuUs();
  const { seconds, refused } = await closedLoop(server.port, requests, CONNECTIONS);
  const after = await server.cpuUs();
  assertAll(variant, count, refused, found);
  found.cpuUs[variant].push((after - before) / count);
  found.perSecond[variant].push(count / seconds);
}

async function pace(
  variant: Variant,
  server: Server,
  perSecond: number,
  seconds: number,
  found: Measurements,
): Promise<void> {
  const requests = server.requests(Math.round(perSecond * seconds));
  const options = { perSecond, connections: 4 * CONNECTIONS };
  const { latencies, refused } = await openLoop(server.port, requests, options);
  assertAll(variant, requests.length, refused, found);
  found.p99[variant].push(percentile(latencies, 0.99));
  found.p999[variant].push(percentile(latencies, 0.999));
}

function assertAll(variant: Variant, sent: number, refused: number, found: Measurements): void {
  if (refused > 0) throw new Error(`${variant}: ${refused} of ${sent} requests were not answered with 200`);
  if (variant === 'durable') found.acknowledged += sent;
}

/** A fast run that loses an acknowledged message would be worth nothing. */
async function assertKept(mongodbUri: string, acknowledged: number): Promise<void> {
  const connection = await mongoose.createConnection(mongodbUri).asPromise();
  try {
    const kept = await connection.collection('inbox').countDocuments({});
    if (kept !== acknowledged) throw new Error(`${acknowledged} acknowledged, ${kept} kept in the inbox`);
  } finally {
    await connection.close();
  }
}

function describe(
  found: Measurements,
  run: { half: number; corp: BenchCorp; sizes: CallbackSizes },
): Section {
  const { cpuUs, perSecond, p99, p999 } = found;
  const bytes = callbackRequests(run.corp, 1, 0)[0]!.length;
  const rows = (what: string, unit: string, values: Record<Variant, number[]>) =>
    VARIANTS.map((variant) => ({
      what: `${LABEL[variant]}: ${what}`,
      unit,
      result: spread(values[variant]),
    }));
  return {
    name: 'callback',
    title: 'Platform callbacks',
    figures: [
      {
        ...{ id: 'callback-cpu', what: 'CPU of a durable callback ÷ a bare Koa hello', unit: '×' },
        ...{ goal: { atMost: 5 }, result: ratio(cpuUs.durable, cpuUs.hello) },
      },
      {
        ...{
          id: 'callback-rate',
          what: 'durable acknowledgements/s ÷ the same without a database',
          unit: '×',
        },
        ...{ goal: { atLeast: 0.5 }, result: ratio(perSecond.durable, perSecond.memory) },
      },
      {
        ...{
          id: 'callback-p99',
          what: 'p99 of a durable acknowledgement in open loop at half load',
          unit: 'ms',
        },
        ...{ goal: { atMost: 25 }, result: spread(p99.durable) },
      },
    ],
    measured: [
      ...rows('CPU per request', 'µs', cpuUs),
      ...rows('answers in closed loop', '1/s', perSecond),
      ...rows(`p99 at ${Math.round(run.half)}/s`, 'ms', p99),
      ...rows(`p99.9 at ${Math.round(run.half)}/s`, 'ms', p999),
    ],
    notes: [
      `${run.sizes.rounds} rounds of ${run.sizes.requests} requests of about ${bytes} bytes on ${CONNECTIONS} connections, ` +
        `then ${run.sizes.rounds} × ${run.sizes.openSeconds} s in open loop. Checked: every answer was 200, and the inbox ` +
        `holds exactly the ${found.acknowledged.toLocaleString('en-US')} acknowledged messages.`,
    ],
  };
}

const LABEL: Readonly<Record<Variant, string>> = {
  hello: 'bare Koa hello',
  memory: 'callback, no database',
  durable: 'durable callback',
};
