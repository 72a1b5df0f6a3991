import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Running, runningChild } from '../running.ts';
import { becomePrimary, embeddedUri, readdressMember, waitUntilAnswering } from './replica-set.ts';

export interface MongodProcess extends Running {
  readonly port: number;
  readonly uri: string;
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
  const running = runningChild(child, 10_000);
  let over = false;
  void running.ended.then(() => {
    over = true;
  });
  try {
    await becomePrimary({ port: options.port, timeoutMs: 60_000, hasEnded: () => over });
  } catch (error) {
    child.kill('SIGKILL');
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`数据库无法启动 · the database cannot start: ${reason}; see ${log}`);
  }
  return { ...running, port: options.port, uri: embeddedUri(options.port) };
}

/** Lets the set's one member move to another port; the old one has been taken by somebody else. */
export async function moveMongod(options: { binary: string; dataDir: string; port: number }): Promise<void> {
  const args = mongodArguments(
    mongoFolder(options.dataDir),
    join(options.dataDir, 'mongod.log'),
    options.port,
  );
  const child = spawn(options.binary, args.slice(0, args.indexOf('--replSet')), {
    detached: true,
    stdio: 'ignore',
  });
  const running = runningChild(child, 10_000);
  try {
    await waitUntilAnswering(options.port, 60_000);
    await readdressMember(options.port);
  } finally {
    await running.stop();
  }
}

function mongodArguments(folder: string, log: string, port: number): string[] {
  const parameters = [
    'shutdownTimeoutMillisForSignaledShutdown=200',
    'diagnosticDataCollectionEnabled=false',
  ];
  return [
    ...['--dbpath', folder, '--logpath', log, '--logappend', '--quiet'],
    ...['--bind_ip', '127.0.0.1', '--port', String(port), '--nounixsocket'],
    ...['--wiredTigerCacheSizeGB', '0.25'],
    ...parameters.flatMap((parameter) => ['--setParameter', parameter]),
    // Last, so that the one start without a replica set can leave it out.
    ...['--replSet', 'rs0', '--oplogSize', '128'],
  ];
}
