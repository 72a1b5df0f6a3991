import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';

/** The machine a run was made on, in one line. */
export function describeMachine(mongodVersion: string): string {
  const processors = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const model = processors[0]?.model.trim() || 'unknown processor';
  const parts = [`${processors.length} × ${model}`, `${memory} GiB`, `${process.platform}-${process.arch}`];
  return [...parts, `node ${process.versions.node}`, `mongod ${mongodVersion} (embedded, one member)`].join(
    ', ',
  );
}

/** How busy the machine was in the last minute: above the number of cores, figures in seconds say little. */
export function loadNow(): number {
  return Math.round(loadavg()[0]! * 10) / 10;
}

/** Keeps a process on one core where the system can; gives back how to undo it. */
export function pin(pid: number, core: number): () => void {
  if (process.platform !== 'linux' || cpus().length < 2) return () => {};
  try {
    const before = taskset(['-pc', String(pid)])
      .split(':')
      .at(-1)!
      .trim();
    taskset(['-apc', String(core), String(pid)]);
    return () => void taskset(['-apc', before, String(pid)]);
  } catch {
    return () => {};
  }
}

function taskset(args: readonly string[]): string {
  return execFileSync('taskset', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

/** Resident memory of a process in MB. */
export function residentMb(pid: number): number {
  if (process.platform === 'linux') {
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return Number(kilobytes) / 1_024;
  }
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1_024;
}
