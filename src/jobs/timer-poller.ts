import {
  claimTimers,
  fireTimers,
  keepTimers,
  peekTimers,
  reviveTimers,
  TIMER_LANES,
  type TimerBatch,
  type TimerHandlers,
  type TimerLane,
  timerSignals,
} from '#domain/clocks/index';
import type { Clock } from '#domain/kernel/clock';
import { systemContext } from '#domain/kernel/command-context';
import type { Logger } from '#infra/logger';
import { metrics } from '#infra/metrics';
import { createDuePoller, type DuePoller } from './due-poller.ts';

export interface TimerPollerOptions {
  /** Business time, corrected against the database's clock (`createDatabaseClock`). */
  readonly clock: Clock;
  readonly logger: Logger;
  /** Names this process in leases; unique per process. */
  readonly holder: string;
  readonly handlers: TimerHandlers;
  readonly limit?: number;
  readonly leaseMs?: number;
  readonly netMs?: number;
}

/** The poller over the `timers` collection. `run` in one process or many: each timer fires once. */
export function createTimerPoller(options: TimerPollerOptions): DuePoller {
  const { clock, logger, holder, handlers, limit = 500, leaseMs = 30_000 } = options;
  const poller = createDuePoller<TimerLane, TimerBatch>(
    {
      lanes: TIMER_LANES,
      claim: (lane, now, skip) => claimTimers({ lane, now, holder, limit, leaseMs, skip }),
      size: (batch) => batch.timers.length,
      keep: (batch) => keepTimers(batch, leaseMs),
      run: async (batch) => {
        const now = clock.now().getTime();
        for (const timer of batch.timers) {
          metrics.timerLatenessSeconds.observe(Math.max(0, now - timer.dueAt.getTime()) / 1_000);
        }
        await fireTimers(systemContext(clock, 'clocks.fire', batch.token), batch, handlers);
      },
      peek: peekTimers,
      revive: reviveTimers,
    },
    {
      clock,
      logger,
      limit,
      keepMs: leaseMs / 3,
      ...(options.netMs === undefined ? {} : { netMs: options.netMs }),
    },
  );
  const wake = () => poller.wake();
  return {
    ...poller,
    start: () => {
      timerSignals.on('scheduled', wake);
      poller.start();
    },
    stop: async () => {
      timerSignals.off('scheduled', wake);
      await poller.stop();
    },
  };
}
