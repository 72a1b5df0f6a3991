import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { DEFAULT_CALLBACK_SETTINGS } from '#sandbox/callbacks/sender';
import { type BuiltCore, createCore } from '#sandbox/create-core';
import { createCredentials } from '#sandbox/credentials';
import { readRoster } from '#sandbox/roster';

export const ROSTER = readRoster(fileURLToPath(new URL('../../../demo/roster.json', import.meta.url)));

/** Ten in the morning in Shanghai on 6 May 2026. */
export const START = Date.UTC(2026, 4, 6, 2);

/** Bytes that never repeat within a run and are the same in every run. */
export function countedRandom(): (bytes: number) => Buffer {
  let count = 0;
  return (bytes) => {
    const blocks: Buffer[] = [];
    for (let size = 0; size < bytes; size += 32) {
      count += 1;
      blocks.push(createHash('sha256').update(`block ${count}`).digest());
    }
    return Buffer.concat(blocks).subarray(0, bytes);
  };
}

export interface OpenedCore extends BuiltCore {
  /** Moves the clock under the sandbox, as real time does. */
  readonly pass: (seconds: number) => void;
  readonly events: { readonly name: string; readonly data: unknown }[];
}

/** The sandbox without HTTP and without a product. */
export function openCore(snapshotFile: string | null = null): OpenedCore {
  let now = START;
  const random = countedRandom();
  const built = createCore(
    {
      credentials: createCredentials(random),
      roster: ROSTER,
      productUrl: 'http://localhost:3000',
      clock: { now: () => new Date(now) },
      monotonicMs: () => now,
      random,
      snapshotFile,
      callbacks: DEFAULT_CALLBACK_SETTINGS,
    },
    () => 'http://127.0.0.1:3900',
  );
  const events: { name: string; data: unknown }[] = [];
  built.core.bus.listen((name, data) => events.push({ name, data }));
  return {
    ...built,
    events,
    pass: (seconds) => {
      now += seconds * 1000;
    },
  };
}
