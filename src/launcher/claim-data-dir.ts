import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson, writePrivateJson } from './private-file.ts';
import { commandLineOf, isAlive, runningByPid } from './running.ts';

const Claim = z.object({ pid: z.number().int(), children: z.record(z.string(), z.number().int()) });

/** The launcher's hold on a data folder: only one may run on it. */
export interface DataDirClaim {
  /** Remembers a child, so that the next start can end it should this launcher be killed. */
  setChild(name: string, pid: number | null): void;
  release(): void;
}

/** Another start runs on the same data folder. */
export class DataDirInUseError extends Error {
  readonly pid: number;
  constructor(dataDir: string, pid: number) {
    super(
      `${dataDir} 正被进程 ${pid} 使用 · is in use by process ${pid}; stop it (kill ${pid}) or set another DATA_DIR`,
    );
    this.name = 'DataDirInUseError';
    this.pid = pid;
  }
}

/** Words that mark our own processes, so that a reused pid of a stranger is never mistaken for ours. */
const LAUNCHER_MARK = /launcher|start\.mjs/;
const CHILD_MARK = /main\.(js|ts|mjs)/;

/** The pid of a launcher that is running on the folder now, or null. */
export async function launcherOn(dataDir: string): Promise<number | null> {
  const claim = readClaim(dataDir);
  if (claim === null || claim.pid === process.pid || !isAlive(claim.pid)) return null;
  return LAUNCHER_MARK.test(await commandLineOf(claim.pid)) ? claim.pid : null;
}

/**
 * Takes the folder for this launcher. Throws DataDirInUseError when another one has it. Children that a
 * killed launcher left behind are ended first: they hold the ports and would work on the same data.
 */
export async function claimDataDir(dataDir: string, say: (line: string) => void): Promise<DataDirClaim> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const other = await launcherOn(dataDir);
  if (other !== null) throw new DataDirInUseError(dataDir, other);
  for (const [name, pid] of Object.entries(readClaim(dataDir)?.children ?? {})) {
    if (!isAlive(pid) || !CHILD_MARK.test(await commandLineOf(pid))) continue;
    say(`结束上次遗留的进程 · ending ${name} left by an earlier run (pid ${pid})`);
    await runningByPid(pid, 15_000).stop();
  }
  const children: Record<string, number> = {};
  const write = () => writePrivateJson(claimFile(dataDir), { pid: process.pid, children });
  write();
  return {
    setChild: (name, pid) => {
      if (pid === null) delete children[name];
      else children[name] = pid;
      write();
    },
    release: () => rmSync(claimFile(dataDir), { force: true }),
  };
}

function claimFile(dataDir: string): string {
  return join(dataDir, 'launcher.json');
}

function readClaim(dataDir: string): z.output<typeof Claim> | null {
  return Claim.safeParse(readJson(claimFile(dataDir))).data ?? null;
}
