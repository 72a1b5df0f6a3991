import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SandboxState } from './state.ts';

/** Keeps the state over a restart: written a moment after a change, and at once on `flush`. */
export interface Snapshot {
  changed(): void;
  flush(): void;
}

const SHORTEST_MS = 500;
/** At most this share of the time goes into writing, however large the state grows. */
const SHARE = 20;

/** `file` null = keep nothing (tests); `read` is asked all the same, so that it can tidy up. */
export function createSnapshot(options: {
  file: string | null;
  read: () => SandboxState;
  monotonicMs: () => number;
}): Snapshot {
  const { file, read, monotonicMs } = options;
  let timer: NodeJS.Timeout | null = null;
  let tookMs = 0;
  const write = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const started = monotonicMs();
    const state = read();
    if (file !== null) writeWhole(file, JSON.stringify(state));
    tookMs = monotonicMs() - started;
  };
  return {
    changed: () => {
      if (timer !== null) return;
      timer = setTimeout(write, Math.max(SHORTEST_MS, tookMs * SHARE));
      timer.unref();
    },
    flush: () => {
      if (timer !== null) write();
    },
  };
}

/** Rename, so that a kill leaves the old or the new snapshot, never half of one. */
function writeWhole(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, content, { mode: 0o600 });
  renameSync(`${file}.new`, file);
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
