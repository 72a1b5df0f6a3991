import type { Clock } from '#domain/kernel/clock';
import { monotonicMs } from './clock.ts';

/** A clock that follows the database's, so that hosts with wrong clocks agree on when something is due. */
export interface DatabaseClock extends Clock {
  /** Takes a first reading and keeps taking them. Rejects when the first one fails. */
  start(): Promise<void>;
  stop(): void;
  /** One reading now. */
  refresh(): Promise<void>;
  /** What is added to the host's clock, in milliseconds. */
  readonly skewMs: number;
}

/** A reading that took longer says too little about the moment it was taken. */
const SLOW_READING_MS = 1_000;

/**
 * Corrects `base` (the host's clock, before any adjustable offset) by its distance from the database's clock,
 * read every `refreshMs`. A reading within the noise of its own round trip changes nothing, so time does
 * not jitter; a failed or slow reading keeps the last correction.
 */
export function createDatabaseClock(options: {
  base: Clock;
  databaseNow: () => Promise<Date>;
  refreshMs?: number;
}): DatabaseClock {
  const { base, databaseNow, refreshMs = 5_000 } = options;
  let skewMs = 0;
  let readings = 0;
  let timer: NodeJS.Timeout | undefined;
  const refresh = async () => {
    const startedAt = monotonicMs();
    const before = base.now().getTime();
    const there = (await databaseNow()).getTime();
    const tripMs = monotonicMs() - startedAt;
    const read = there - (before + tripMs / 2);
    const first = readings === 0;
    if (tripMs > SLOW_READING_MS && !first) return;
    readings += 1;
    if (first || Math.abs(read - skewMs) > Math.max(20, tripMs)) skewMs = Math.round(read);
  };
  return {
    now: () => new Date(base.now().getTime() + skewMs),
    refresh,
    start: async () => {
      await refresh();
      clearInterval(timer);
      timer = setInterval(() => {
        refresh().catch(() => undefined);
      }, refreshMs);
      timer.unref();
    },
    stop: () => clearInterval(timer),
    get skewMs() {
      return skewMs;
    },
  };
}
