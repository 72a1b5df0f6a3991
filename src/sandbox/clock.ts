import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** Structural twin of the product's clock port: the sandbox may not import the kernel. */
export interface TimeSource {
  now(): Date;
}

/** The platform's time: the base clock plus an offset that every process beside the sandbox shares by file. */
export interface SandboxClock {
  now(): Date;
  /** Milliseconds since the epoch. */
  ms(): number;
  /** Whole seconds since the epoch, the unit of every WeCom timestamp. */
  seconds(): number;
  readonly offsetMs: number;
  /** Moves time forward and tells the other processes through the offset file. */
  advance(seconds: number): void;
}

/** Reads the offset left by an earlier run, so that a restarted sandbox does not travel back in time. */
export function createSandboxClock(base: TimeSource, offsetFile: string | null): SandboxClock {
  let offsetMs = offsetFile === null ? 0 : readOffset(offsetFile);
  const ms = () => base.now().getTime() + offsetMs;
  return {
    now: () => new Date(ms()),
    ms,
    seconds: () => Math.floor(ms() / 1000),
    get offsetMs() {
      return offsetMs;
    },
    advance: (seconds) => {
      offsetMs += Math.round(seconds * 1000);
      if (offsetFile !== null) writeOffset(offsetFile, offsetMs);
    },
  };
}

function readOffset(file: string): number {
  try {
    const read = Number(readFileSync(file, 'utf8').trim());
    return Number.isFinite(read) ? read : 0;
  } catch {
    return 0;
  }
}

/** Rename, so that a reader never sees half a number. */
function writeOffset(file: string, offsetMs: number): void {
  writeFileSync(`${file}.new`, `${offsetMs}\n`);
  renameSync(`${file}.new`, file);
}
