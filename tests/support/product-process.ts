import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { waitFor } from './wait-for.ts';

const ROOT = join(import.meta.dirname, '../..');

export interface ProductProcess {
  readonly child: ChildProcess;
  /** Resolves when /readyz says yes. */
  ready(): Promise<void>;
  /** kill -9, and waits until it is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
  readonly exited: Promise<number | null>;
  output(): string;
}

/** Runs the product as a process of its own, from source, so that it can be killed. */
export function spawnProduct(
  environment: Record<string, string>,
  args: readonly string[] = [],
): ProductProcess {
  const child = spawn(
    process.execPath,
    ['--conditions=source', '--import', 'tsx', join(ROOT, 'src/main.ts'), ...args],
    {
      cwd: ROOT,
      env: { PATH: process.env.PATH, LOG_LEVEL: 'warn', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let text = '';
  const keep = (chunk: Buffer) => {
    text += chunk.toString();
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  return {
    child,
    exited,
    output: () => text,
    ready: async () => {
      await waitFor(
        async () => {
          if (child.exitCode !== null || child.signalCode !== null)
            throw new Error(`the product ended: ${text.slice(-2_000)}`);
          return (await fetch(`${environment.PUBLIC_URL}/readyz`)).ok;
        },
        { timeoutMs: 120_000, what: 'a ready product' },
      );
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
    stop: async () => {
      child.kill('SIGTERM');
      return await exited;
    },
  };
}
