import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { runCommand } from './run-command.ts';

/** A process this launcher looks after, its own child or one it found running. */
export interface Running {
  readonly pid: number;
  /** Settles with the exit code when it has ended (null: by a signal, or unknown). */
  readonly ended: Promise<number | null>;
  /** Asks it to end and waits; kills it when it takes longer than its grace. */
  stop(): Promise<void>;
}

/** A child process as something to look after. `graceMs` = time between SIGTERM and SIGKILL. */
export function runningChild(child: ChildProcess, graceMs: number): Running {
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => resolve(code));
    child.once('error', () => resolve(null));
  });
  const send = (signal: NodeJS.Signals) => child.kill(signal);
  return { pid: child.pid ?? 0, ended, stop: () => endGracefully(send, ended, graceMs) };
}

/** A process that is not our child: watched by its pid. */
export function runningByPid(pid: number, graceMs: number): Running {
  const ended = (async () => {
    while (isAlive(pid)) await delay(100);
    return null;
  })();
  const send = (signal: NodeJS.Signals) => signalQuietly(pid, signal);
  return { pid, ended, stop: () => endGracefully(send, ended, graceMs) };
}

async function endGracefully(
  send: (signal: NodeJS.Signals) => void,
  ended: Promise<unknown>,
  graceMs: number,
): Promise<void> {
  send('SIGTERM');
  const kill = setTimeout(() => send('SIGKILL'), graceMs);
  await ended;
  clearTimeout(kill);
}

/** True while a process of that id exists (zombies that nobody reaped count as ended where /proc tells). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it exists and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const stat = `/proc/${pid}/stat`;
  return !existsSync(stat) || !/\) Z /.test(readQuietly(stat));
}

/** The command line of a process, words joined by spaces; empty when there is none. */
export async function commandLineOf(pid: number): Promise<string> {
  const file = `/proc/${pid}/cmdline`;
  if (existsSync(file)) return readQuietly(file).replaceAll('\0', ' ').trim();
  if (process.platform === 'linux') return '';
  const result = await runCommand('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { timeoutMs: 5_000 });
  return result.code === 0 ? result.output : '';
}

function readQuietly(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself meanwhile, which is what the signal was for.
  }
}
