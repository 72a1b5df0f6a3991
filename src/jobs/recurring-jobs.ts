import { assignEveryWaiting } from '#domain/assignment/index';
import { calendarCovers } from '#domain/calendar/index';
import { purgeTimers } from '#domain/clocks/index';
import type { Clock } from '#domain/kernel/clock';
import { systemContext } from '#domain/kernel/command-context';
import { localDate } from '#domain/kernel/local-time';
import type { Logger } from '#infra/logger';
import { databaseNow } from '#infra/mongo';
import { defineJob, type Job } from './define-job.ts';
import { SCHEDULE } from './schedule.ts';

const DAY_MS = 86_400_000;

/** The work jobs cannot know: given by the composition root. A missing one leaves its line unscheduled. */
export interface InjectedWork {
  readonly syncContacts?: () => Promise<unknown>;
  readonly measureOutbox?: () => Promise<unknown>;
  /** Deletes delivered events recorded before the given instant (database time). */
  readonly purgeOutbox?: (before: Date) => Promise<unknown>;
  /** Deletes processed callbacks and payloads whose retention is over by the given instant. */
  readonly purgeInbound?: (now: Date) => Promise<unknown>;
}

/** The schedule joined with its work. */
export function recurringJobs(options: InjectedWork & { clock: Clock; logger: Logger }): Job[] {
  const { clock, logger, syncContacts, measureOutbox, purgeOutbox, purgeInbound } = options;
  const daysAgo = (now: Date, days: number) => new Date(now.getTime() - days * DAY_MS);
  const jobs = [
    defineJob(SCHEDULE.checkCalendar, async () => warnOfUnknownYears(clock, logger)),
    defineJob(SCHEDULE.assignWaiting, () => assignEveryWaiting(systemContext(clock, 'assignment.sweep'))),
    defineJob(SCHEDULE.purgeTimers, () => purgeTimers(daysAgo(clock.now(), 92))),
  ];
  if (syncContacts) jobs.push(defineJob(SCHEDULE.syncContacts, syncContacts));
  if (measureOutbox) jobs.push(defineJob(SCHEDULE.measureOutbox, measureOutbox));
  if (purgeOutbox) {
    jobs.push(defineJob(SCHEDULE.purgeOutbox, async () => purgeOutbox(daysAgo(await databaseNow(), 31))));
  }
  if (purgeInbound) jobs.push(defineJob(SCHEDULE.purgeInbound, () => purgeInbound(clock.now())));
  return jobs;
}

/** Years the holiday calendar does not cover among today's and that of two months ahead; logged as a warning. */
export function warnOfUnknownYears(clock: Clock, logger: Logger): number[] {
  const now = clock.now();
  const years = [now, new Date(now.getTime() + 60 * DAY_MS)].map((at) => Number(localDate(at).slice(0, 4)));
  const unknown = [...new Set(years)].filter((year) => !calendarCovers(year));
  if (unknown.length > 0) {
    logger.warn(
      { years: unknown },
      'holidays not known: clocks take these days by weekday; update the program',
    );
  }
  return unknown;
}
