import { resolve } from 'node:path';
import { ConfigError, loadConfig } from '#infra/config';
import { claimDataDir, type DataDirClaim } from './claim-data-dir.ts';
import { isPortFree } from './free-port.ts';
import { loadOrCreateSandboxIdentity, loadOrCreateSecrets, sandboxStateFile } from './generated-secrets.ts';
import { runEmbeddedDatabase } from './mongod/embedded-database.ts';
import { findMongod } from './mongod/find-mongod.ts';
import { startNodeProcess } from './node-process.ts';
import {
  hasRealCredentials,
  isSet,
  portsOf,
  productEnvironment,
  sandboxEnvironment,
} from './plan-processes.ts';
import { type Supervised, supervise } from './supervise.ts';
import { waitUntilReady } from './wait-until-ready.ts';

export interface LaunchOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly say: (line: string) => void;
  /** Compiled entry points. */
  readonly entries: { readonly product: string; readonly sandbox: string };
}

export interface Launched {
  /** Settles with a reason when a process cannot be kept running. */
  readonly failed: Promise<string>;
  /** True when everything answers; false when it was stopped or did not get ready in time. */
  readonly ready: Promise<boolean>;
  /** Address to open in a browser. */
  readonly address: string;
  /** Ends everything in order: product (drains), sandbox, database. */
  stop(): Promise<void>;
}

/** The product drains for at most 15 s; a little more, so that it is it that decides. */
const PRODUCT_GRACE_MS = 17_000;
const SANDBOX_GRACE_MS = 5_000;

/**
 * Starts everything a deployment needs: the embedded database unless MONGODB_URI is set, the sandbox unless
 * WECOM_CORP_ID is set, then the product. Throws, with everything already started stopped again.
 */
export async function launch(options: LaunchOptions): Promise<Launched> {
  const { env, say } = options;
  const dataDir = resolve(env.DATA_DIR || '.data');
  const real = hasRealCredentials(env);
  const started: Supervised[] = [];
  const claim = await claimDataDir(dataDir, say);
  const stop = async () => {
    for (const process of started.reverse().splice(0)) await process.stop();
    claim.release();
  };
  try {
    const sandbox = real ? null : loadOrCreateSandboxIdentity(dataDir);
    const secrets = real ? null : loadOrCreateSecrets(dataDir);
    const plan = (mongodbUri: string) => productEnvironment({ env, mongodbUri, dataDir, secrets, sandbox });
    await assertStartable(env, plan(env.MONGODB_URI || 'mongodb://127.0.0.1/'), real);
    const mongodbUri = isSet(env, 'MONGODB_URI')
      ? env.MONGODB_URI
      : await startDatabase(options, dataDir, started);
    if (!real) started.push(await startSandbox(options, dataDir, claim));
    started.push(await startProduct(options, plan(mongodbUri ?? ''), claim));
  } catch (error) {
    await stop();
    throw error;
  }
  const stopped = new AbortController();
  const ports = portsOf(env);
  return {
    failed: Promise.race(started.map((process) => process.gaveUp)),
    ready: areReady(ports, real, stopped.signal),
    address: real
      ? env.PUBLIC_URL || `http://localhost:${ports.product}`
      : `http://localhost:${ports.sandbox}`,
    stop: async () => {
      stopped.abort();
      await stop();
    },
  };
}

async function startDatabase(
  options: LaunchOptions,
  dataDir: string,
  started: Supervised[],
): Promise<string> {
  options.say('正在启动内置数据库 · starting the embedded database …');
  const binary = async () => (await findMongod(options)).path;
  const database = await runEmbeddedDatabase({ binary, dataDir, say: options.say });
  started.push(database);
  return database.uri;
}

function startSandbox(options: LaunchOptions, dataDir: string, claim: DataDirClaim): Promise<Supervised> {
  const environment = sandboxEnvironment({ env: options.env, dataDir, stateFile: sandboxStateFile(dataDir) });
  return supervise({
    name: '沙盒 sandbox',
    say: options.say,
    onPid: (pid) => claim.setChild('sandbox', pid),
    start: () =>
      startNodeProcess({
        entry: options.entries.sandbox,
        env: environment,
        graceMs: SANDBOX_GRACE_MS,
        quiet: true,
      }),
  });
}

function startProduct(
  options: LaunchOptions,
  env: Record<string, string | undefined>,
  claim: DataDirClaim,
): Promise<Supervised> {
  options.say('正在启动服务 · starting the service …');
  return supervise({
    name: '服务 product',
    say: options.say,
    onPid: (pid) => claim.setChild('product', pid),
    start: () =>
      startNodeProcess({
        entry: options.entries.product,
        args: ['--role=web,worker'],
        env,
        graceMs: PRODUCT_GRACE_MS,
      }),
  });
}

/** Refuses before anything is started: wrong configuration, or a port somebody else listens on. */
async function assertStartable(
  env: NodeJS.ProcessEnv,
  planned: NodeJS.ProcessEnv,
  real: boolean,
): Promise<void> {
  loadConfig(planned);
  const ports = portsOf(env);
  const needed = [['PORT', ports.product], ...(real ? [] : [['SANDBOX_PORT', ports.sandbox]])] as const;
  const problems: string[] = [];
  for (const [name, port] of needed) {
    if (await isPortFree(Number(port))) continue;
    problems.push(
      `${name}: 端口 ${port} 已被占用 · port ${port} is in use; stop its owner or set ${name} to a free port`,
    );
  }
  if (problems.length > 0) throw new ConfigError(problems);
}

async function areReady(
  ports: { product: number; sandbox: number },
  real: boolean,
  signal: AbortSignal,
): Promise<boolean> {
  const addresses = [`http://127.0.0.1:${ports.product}/readyz`];
  if (!real) addresses.push(`http://127.0.0.1:${ports.sandbox}/_sandbox/credentials`);
  const answers = await Promise.all(addresses.map((address) => waitUntilReady(address, 120_000, signal)));
  return answers.every(Boolean);
}
