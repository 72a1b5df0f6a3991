import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, isPortFree } from '../free-port.ts';
import { commandLineOf, isAlive, runningByPid } from '../running.ts';
import { type Supervised, supervise } from '../supervise.ts';
import { becomePrimary, embeddedUri } from './replica-set.ts';
import { type MongodProcess, mongoFolder, moveMongod, startMongod } from './run-mongod.ts';

export interface EmbeddedDatabase extends Supervised {
  readonly uri: string;
  readonly port: number;
}

/**
 * Runs the embedded database of a data folder under supervision, on the port it had before when that is
 * free. A mongod that a killed launcher left running on the folder is taken over instead of started twice.
 */
export async function runEmbeddedDatabase(options: {
  binary: () => Promise<string>;
  dataDir: string;
  say: (line: string) => void;
}): Promise<EmbeddedDatabase> {
  const { dataDir, say } = options;
  let left = await findRunningMongod(dataDir);
  const kept = left?.port ?? (await keptPort(dataDir));
  const port = kept ?? (await newPort(dataDir));
  // Asked for before supervision begins: a binary that cannot be had is an error of the start, not a crash.
  const binary = left === null ? await options.binary() : null;
  if (kept === null && binary !== null && existsSync(join(mongoFolder(dataDir), 'WiredTiger'))) {
    await moveMongod({ binary, dataDir, port });
  }
  const supervised = await supervise({
    name: '数据库 mongod',
    say,
    start: async () => {
      const found = left;
      left = null;
      if (found === null)
        return await startMongod({ binary: binary ?? (await options.binary()), dataDir, port });
      say(`数据库仍在运行 · taking over the running database (pid ${found.pid})`);
      return await adopt(found.pid, found.port);
    },
  });
  return {
    get pid() {
      return supervised.pid;
    },
    gaveUp: supervised.gaveUp,
    stop: () => supervised.stop(),
    uri: embeddedUri(port),
    port,
  };
}

/** A mongod that is running on the folder now: its lock file names the pid, its command line the port. */
export async function findRunningMongod(dataDir: string): Promise<{ pid: number; port: number } | null> {
  const folder = mongoFolder(dataDir);
  const pid = Number(readText(join(folder, 'mongod.lock')));
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return null;
  const command = await commandLineOf(pid);
  const port = Number(/--port (\d+)/.exec(command)?.[1]);
  return command.includes(`--dbpath ${folder} `) && port > 0 ? { pid, port } : null;
}

async function adopt(pid: number, port: number): Promise<MongodProcess> {
  await becomePrimary({ port, timeoutMs: 30_000, hasEnded: () => !isAlive(pid) });
  return { ...runningByPid(pid, 10_000), port, uri: embeddedUri(port) };
}

/** The port of the last run, or null when there was none or somebody else took it. */
async function keptPort(dataDir: string): Promise<number | null> {
  const kept = Number(readText(portFile(dataDir)));
  return Number.isInteger(kept) && kept > 0 && (await isPortFree(kept)) ? kept : null;
}

/** A free port, kept for the next run. */
async function newPort(dataDir: string): Promise<number> {
  const port = await freePort();
  writeFileSync(portFile(dataDir), `${port}\n`);
  return port;
}

function portFile(dataDir: string): string {
  return join(dataDir, 'mongod.port');
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '';
  }
}
