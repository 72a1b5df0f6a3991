import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { becomePrimary, embeddedUri } from './replica-set.ts';

export interface MongodProcess {
  readonly pid: number;
  readonly port: number;
  readonly uri: string;
  /** Settles when the process has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Ends it in order; kills it when it takes longer than 10 s. */
  stop(): Promise<void>;
}

/** Folder of the database files inside DATA_DIR; only `npm run reset` removes it. */
export function mongoFolder(dataDir: string): string {
  return join(dataDir, 'mongo');
}

/**
 * Starts mongod as a one-member replica set on a loopback port and waits until it is primary.
 * Its own log goes to `DATA_DIR/mongod.log`. Throws with the log's place when it cannot start.
 */
export async function startMongod(options: {
  binary: string;
  dataDir: string;
  port: number;
}): Promise<MongodProcess> {
  const folder = mongoFolder(options.dataDir);
  const log = join(options.dataDir, 'mongod.log');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const child = spawn(options.binary, mongodArguments(folder, log, options.port), {
    // A group of its own: Ctrl-C must not end the database before the product has drained.
    detached: true,
    stdio: 'ignore',
  });
  let over = false;
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      over = true;
      resolve();
    };
    child.once('exit', end);
    child.once('error', end);
  });
  try {
    await becomePrimary({ port: options.port, timeoutMs: 60_000, hasEnded: () => over });
  } catch (error) {
    child.kill('SIGKILL');
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`数据库无法启动 · the database cannot start: ${reason}; see ${log}`);
  }
  return {
    pid: child.pid ?? 0,
    port: options.port,
    uri: embeddedUri(options.port),
    ended,
    stop: () => stopChild(child, ended),
  };
}

function mongodArguments(folder: string, log: string, port: number): string[] {
  const parameters = [
    'shutdownTimeoutMillisForSignaledShutdown=200',
    'diagnosticDataCollectionEnabled=false',
  ];
  return [
    ...['--dbpath', folder, '--logpath', log, '--logappend', '--quiet'],
    ...['--bind_ip', '127.0.0.1', '--port', String(port), '--nounixsocket'],
    ...['--replSet', 'rs0', '--oplogSize', '128', '--wiredTigerCacheSizeGB', '0.25'],
    ...parameters.flatMap((parameter) => ['--setParameter', parameter]),
  ];
}

async function stopChild(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill('SIGTERM');
  const kill = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(kill);
}
