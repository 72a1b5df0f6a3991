import type { Clock } from '#domain/kernel/clock';
import { monotonicMs } from '#infra/clock';
import type { Logger } from '#infra/logger';
import { drainLane } from './drain-lane.ts';
import type { DueSource } from './due-source.ts';

export interface DuePoller {
  start(): void;
  /** Stops claiming; resolves when the batches in hand are done. */
  stop(): Promise<void>;
  /** Something due soon was added by this process. */
  wake(): void;
  /** Runs everything that is due now. Resolves with the number of rows. */
  runOnce(): Promise<number>;
}

export interface DuePollerOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Longest time between two looks at the database: how late a row added by another process may be seen. */
  readonly netMs?: number;
  readonly keepMs?: number;
  readonly limit: number;
}

/** How often the clock is asked locally, at no cost to the database, whether the nearest row is due. */
const GLANCE_MS = 50;

/**
 * Runs rows when they fall due. Idle, it costs one command per `netMs` whatever sleeps; the nearest due
 * time is remembered, so a row is claimed within a glance of falling due, also after the clock was moved.
 * Lanes run side by side; within a lane the next batch is claimed while the last one is still being done.
 */
export function createDuePoller<Lane extends string, Batch>(
  source: DueSource<Lane, Batch>,
  options: DuePollerOptions,
): DuePoller {
  const { clock, logger, limit, netMs = 1_500, keepMs = 10_000 } = options;
  const drainage = { clock, logger, limit, keepMs };
  let nearest: Partial<Record<Lane, Date>> = {};
  let lookAt = 0;
  let looking: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;
  const draining = new Map<Lane, Promise<unknown>>();

  const look = async (): Promise<void> => {
    // Set first: a wake-up that comes during the look must lead to another one.
    lookAt = monotonicMs() + netMs;
    const outlook = await source.peek();
    nearest = outlook.nearest;
    if (!outlook.silent) return;
    await source.revive();
    lookAt = 0;
  };
  const startDrain = (lane: Lane): void => {
    delete nearest[lane];
    const drain = drainLane(source, lane, { ...drainage, goOn: () => timer !== undefined })
      .then(() => {
        lookAt = 0;
      })
      .catch((error: unknown) => {
        // The next look, at most `netMs` away, starts it again.
        logger.error({ err: error, lane }, 'due poller');
      })
      .finally(() => draining.delete(lane));
    draining.set(lane, drain);
  };
  const glance = (): void => {
    const now = clock.now().getTime();
    for (const lane of source.lanes) {
      const due = nearest[lane];
      if (due !== undefined && due.getTime() <= now && !draining.has(lane)) startDrain(lane);
    }
    if (looking !== null || monotonicMs() < lookAt) return;
    looking = look()
      .catch((error: unknown) => logger.warn({ err: error }, 'due poller: no outlook'))
      .finally(() => {
        looking = null;
      });
  };
  return {
    start: () => {
      lookAt = 0;
      timer ??= setInterval(glance, GLANCE_MS);
    },
    stop: async () => {
      clearInterval(timer);
      timer = undefined;
      await looking;
      await Promise.all(draining.values());
    },
    wake: () => {
      lookAt = 0;
    },
    runOnce: async () => {
      const { silent } = await source.peek();
      if (silent) await source.revive();
      let done = 0;
      for (const lane of source.lanes)
        done += await drainLane(source, lane, { ...drainage, goOn: () => true });
      return done;
    },
  };
}
