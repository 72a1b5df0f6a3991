import { leadTimerHandlers, type TimerHandlers } from '#domain/clocks/index';
import type { Clock } from '#domain/kernel/clock';
import type { Logger } from '#infra/logger';
import { connectedDatabase } from '#infra/mongo';
import { type InjectedWork, recurringJobs } from './recurring-jobs.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';
import { createTimerPoller } from './timer-poller.ts';

export type { InjectedWork } from './recurring-jobs.ts';

/** Everything that happens by time: due timers and recurring jobs. */
export interface Jobs {
  /** After the database is connected. */
  start(): Promise<void>;
  /** Within 15 s. */
  stop(): Promise<void>;
}

export interface JobsOptions extends InjectedWork {
  /** Business time. Give it the database-corrected clock, or a host with a wrong clock fires early or late. */
  readonly clock: Clock;
  readonly logger: Logger;
  readonly holder: string;
  /** Timers of other modules, beside those of leads. */
  readonly timerHandlers?: TimerHandlers;
}

export function createJobs(options: JobsOptions): Jobs {
  const { clock, logger, holder } = options;
  const handlers = { ...leadTimerHandlers, ...options.timerHandlers };
  const timers = createTimerPoller({ clock, logger, holder, handlers });
  let scheduler: Scheduler | null = null;
  return {
    start: async () => {
      timers.start();
      scheduler = createScheduler({ db: connectedDatabase(), logger, holder, jobs: recurringJobs(options) });
      await scheduler.start();
    },
    stop: async () => {
      await Promise.all([timers.stop(), scheduler?.stop()]);
    },
  };
}
