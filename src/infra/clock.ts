import { readFileSync, statSync } from 'node:fs';
import type { Clock } from '#domain/kernel/clock';

/** The system clock: the one place product code may read it. */
export const systemClock: Clock = { now: () => new Date() };

/** Monotonic milliseconds for measuring durations; never a point in time. */
export function monotonicMs(): number {
  return performance.now();
}

/**
 * A clock shifted by an offset that every process reads from one small file, so that all of them skip the
 * night together. The file is looked at, at most, every `pollMs`.
 */
export function createOffsetClock(file: string, base: Clock = systemClock, pollMs = 10): Clock {
  let offsetMs = 0;
  let modified = -1;
  let lookedAt = Number.NEGATIVE_INFINITY;
  const refresh = () => {
    const now = monotonicMs();
    if (now - lookedAt < pollMs) return;
    lookedAt = now;
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat === undefined || stat.mtimeMs === modified) return;
    modified = stat.mtimeMs;
    const read = Number(readFileSync(file, 'utf8').trim());
    if (Number.isFinite(read)) offsetMs = read;
  };
  return {
    now: () => {
      refresh();
      return new Date(base.now().getTime() + offsetMs);
    },
  };
}
