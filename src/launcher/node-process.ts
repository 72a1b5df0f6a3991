import { spawn } from 'node:child_process';
import { type Running, runningChild } from './running.ts';

/** Starts one of our compiled entry points as a process in a group of its own (Ctrl-C reaches only us). */
export async function startNodeProcess(options: {
  entry: string;
  args?: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  graceMs: number;
  /** Keeps its ordinary output off the terminal; what it has to complain about is still shown. */
  quiet?: boolean;
}): Promise<Running> {
  const child = spawn(process.execPath, [options.entry, ...(options.args ?? [])], {
    env: { ...options.env },
    detached: true,
    stdio: ['ignore', options.quiet ? 'ignore' : 'inherit', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  return runningChild(child, options.graceMs);
}
