import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SandboxState } from './state.ts';

/** Keeps the state over a restart: written a moment after a change, and at once on `flush`. */
export interface Snapshot {
  changed(): void;
  flush(): void;
}

const DELAY_MS = 500;

/** `file` null = keep nothing (tests). */
export function createSnapshot(file: string | null, read: () => SandboxState): Snapshot {
  let timer: NodeJS.Timeout | null = null;
  const write = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (file === null) return;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, JSON.stringify(read()), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
  return {
    changed: () => {
      if (file === null || timer !== null) return;
      timer = setTimeout(write, DELAY_MS);
      timer.unref();
    },
    flush: () => {
      if (timer !== null) write();
    },
  };
}

/** Null when there is none or it cannot be read: the sandbox then starts empty. */
export function readSnapshot(file: string | null): Partial<SandboxState> | null {
  if (file === null) return null;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Partial<SandboxState>;
  } catch {
    return null;
  }
}
