import type { JobDefinition } from './define-job.ts';

/** Everything that recurs, on one screen. Cron lines are Shanghai time. */
export const SCHEDULE = {
  syncContacts: {
    name: 'contacts.sync',
    every: '15 minutes',
    means: 'compares staff and teams with the chat platform’s directory',
  },
  measureOutbox: {
    name: 'outbox.measure-age',
    every: '15 seconds',
    means: 'sets the gauge of the oldest undelivered event',
  },
  checkCalendar: {
    name: 'calendar.check-years',
    every: '0 8 * * *',
    means: 'warns when the holidays of a year that is near are not known',
  },
  assignWaiting: {
    name: 'leads.assign-waiting',
    every: '1 minutes',
    means: 'offers leads without an owner again: a leave or a busy time may have run out',
  },
  purgeOutbox: {
    name: 'outbox.purge',
    every: '10 3 * * *',
    means: 'deletes delivered events older than a month',
  },
  purgeTimers: {
    name: 'timers.purge',
    every: '20 3 * * *',
    means: 'deletes ended timers older than three months',
  },
  purgeInbound: {
    name: 'inbound.purge',
    every: '30 3 * * *',
    means: 'deletes processed callbacks and lead payloads past their retention',
  },
} as const satisfies Record<string, JobDefinition>;
