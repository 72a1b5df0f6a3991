import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { monotonicMs } from '#infra/clock';
import { freePort } from '#launcher/free-port';
import { newCorp } from './callback-requests.ts';
import { residentMb } from './machine.ts';
import type { Section } from './report.ts';
import { ratio, rotated, spread } from './stats.ts';
import { statusOf } from './wire-load.ts';

export interface StartSizes {
  readonly rounds: number;
  readonly idleRounds: number;
  readonly idleSeconds: number;
}

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BOTH = 'web,worker';
const PATIENCE_MS = 60_000;

/** Time from spawn to the first good /readyz of the compiled product, and what it holds when it has nothing to do. */
export async function measureStart(mongodbUri: string, sizes: StartSizes): Promise<Section> {
  await compile();
  const platform = await startPlatformStub();
  const apiBase = `http://127.0.0.1:${(platform.address() as AddressInfo).port}`;
  const environment = productEnvironment(mongodbUri, apiBase);
  const ms: Record<string, number[]> = { node: [], [BOTH]: [], web: [] };
  const resident: Record<string, number[]> = { node: [], [BOTH]: [], web: [] };
  try {
    // The first start makes collections and indexes: once per database, shown apart.
    const first = await timeToReady(BOTH, environment);
    for (let round = 0; round < sizes.rounds; round++) {
      for (const what of rotated(Object.keys(ms), round)) {
        ms[what]!.push(what === 'node' ? await timeOfNode() : await timeToReady(what, environment));
      }
    }
    for (let round = 0; round < sizes.idleRounds; round++) {
      for (const what of rotated(Object.keys(resident), round)) {
        resident[what]!.push(await idleMemory(what, environment, sizes.idleSeconds));
      }
    }
    return describe({ ms, resident, first }, sizes);
  } finally {
    platform.close();
  }
}

async function compile(): Promise<void> {
  const build = spawn(process.execPath, ['scripts/start.mjs', '--build-only'], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  const [code] = await once(build, 'exit');
  if (code !== 0) throw new Error('the product does not compile');
}

/** Answers every call like a platform with one member, so that the start is not that of a failure. */
async function startPlatformStub(): Promise<Server> {
  const body = JSON.stringify({
    ...{ errcode: 0, errmsg: 'ok', access_token: 'bench', expires_in: 7_200 },
    department: [{ id: 1, name: '压测集团', parentid: 0, order: 1 }],
    userlist: [{ userid: 'member1', name: '顾问', department: [1], status: 1 }],
  });
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json').end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** A real deployment's variables; nothing of the benchmark's own environment but what finds node. */
function productEnvironment(mongodbUri: string, apiBase: string): Record<string, string> {
  const corp = newCorp();
  return {
    PATH: process.env.PATH ?? '',
    NODE_ENV: 'production',
    MONGODB_URI: mongodbUri,
    LOG_LEVEL: 'warn',
    SESSION_SECRET: 's'.repeat(32),
    FIELD_KEY: '0123456789abcdef'.repeat(4),
    WECOM_CORP_ID: corp.corpId,
    WECOM_AGENT_ID: String(corp.agentId),
    WECOM_SECRET: 's'.repeat(32),
    WECOM_TOKEN: corp.token,
    WECOM_AES_KEY: corp.aesKey,
    WECOM_API_BASE: apiBase,
  };
}

async function startProduct(
  role: string,
  environment: Record<string, string>,
): Promise<{ child: ChildProcess; ms: number }> {
  const port = await freePort();
  const startedAt = monotonicMs();
  const child = spawn(process.execPath, ['dist/main.js', `--role=${role}`], {
    cwd: ROOT,
    env: { ...environment, PORT: String(port) },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  while ((await ask(port)) !== 200) {
    if (child.exitCode !== null) throw new Error(`--role=${role} ended with ${child.exitCode}`);
    if (monotonicMs() - startedAt > PATIENCE_MS) throw new Error(`--role=${role} does not get ready`);
  }
  return { child, ms: monotonicMs() - startedAt };
}

/** The status of /readyz over a bare socket, or 0 after a short pause while nobody listens. */
function ask(port: number): Promise<number> {
  return new Promise((resolve) => {
    let received = '';
    const socket = connect({ port, host: '127.0.0.1' });
    const later = () => setTimeout(() => resolve(0), 5);
    socket.setEncoding('latin1');
    socket.on('error', later);
    socket.on('connect', () => socket.write('GET /readyz HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n'));
    socket.on('data', (chunk: string) => {
      received += chunk;
      const status = statusOf(received);
      if (status === null) return;
      socket.destroy();
      if (status === 200) resolve(status);
      else later();
    });
  });
}

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

async function timeToReady(role: string, environment: Record<string, string>): Promise<number> {
  const { child, ms } = await startProduct(role, environment);
  await end(child);
  return ms;
}

async function timeOfNode(): Promise<number> {
  const startedAt = monotonicMs();
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit');
  return monotonicMs() - startedAt;
}

async function idleMemory(
  what: string,
  environment: Record<string, string>,
  seconds: number,
): Promise<number> {
  const child =
    what === 'node'
      ? spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' })
      : (await startProduct(what, environment)).child;
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  const megabytes = residentMb(child.pid!);
  await end(child);
  return megabytes;
}

function describe(
  found: { ms: Record<string, number[]>; resident: Record<string, number[]>; first: number },
  sizes: StartSizes,
): Section {
  const { ms, resident, first } = found;
  const startOf = (role: string) => ({
    ...{ id: `start-${role}`, what: `start to ready ÷ \`node -e 0\`, \`--role=${role}\``, unit: '×' },
    ...{ goal: { atMost: 6 }, result: ratio(ms[role]!, ms.node!) },
  });
  const memoryOf = (role: string) => ({
    ...{ id: `idle-${role}`, what: `idle memory, \`--role=${role}\``, unit: 'MB' },
    ...{ goal: { atMost: 100 }, result: spread(resident[role]!) },
  });
  return {
    name: 'start',
    title: 'Start and idle memory',
    figures: [startOf(BOTH), startOf('web'), memoryOf(BOTH), memoryOf('web')],
    measured: [
      { what: '`node -e 0`, spawn to exit', unit: 'ms', result: spread(ms.node!) },
      { what: `spawn to ready, \`--role=${BOTH}\``, unit: 'ms', result: spread(ms[BOTH]!) },
      { what: 'spawn to ready, `--role=web`', unit: 'ms', result: spread(ms.web!) },
      { what: 'first start on an empty database', unit: 'ms', result: spread([first]) },
      { what: 'idle memory of a bare node process', unit: 'MB', result: spread(resident.node!) },
    ],
    notes: [
      `${sizes.rounds} starts of each, interleaved; memory is what the system counts as resident ${sizes.idleSeconds} s ` +
        `after ready, ${sizes.idleRounds} processes each. Ready means that /readyz answers 200: database reached, ` +
        'migrations and every index checked, all loops running.',
    ],
  };
}
