import { describe, expect, it } from 'vitest';
import { createManualClock } from '#domain/kernel/clock';
import { createLogger } from '#infra/logger';
import { defineJob } from '#jobs/define-job';
import { recurringJobs, warnOfUnknownYears } from '#jobs/recurring-jobs';
import { SCHEDULE } from '#jobs/schedule';

const work = async () => undefined;
const at = (iso: string) => createManualClock(new Date(iso));

function listeningLogger() {
  const lines: { level: string; years?: number[] }[] = [];
  const logger = createLogger('info', { write: (line: string) => lines.push(JSON.parse(line)) });
  return { logger, lines };
}

describe('the schedule', () => {
  it('consists of definitions the scheduler accepts, each name once', () => {
    const definitions = Object.values(SCHEDULE);
    for (const definition of definitions) expect(() => defineJob(definition, work)).not.toThrow();
    expect(new Set(definitions.map((definition) => definition.name)).size).toBe(definitions.length);
  });

  it('refuses names and rhythms that would be misread', () => {
    const fine = { name: 'contacts.sync', every: '15 minutes', means: '' };
    expect(() => defineJob({ ...fine, name: 'syncContacts' }, work)).toThrow('noun.verb-phrase');
    expect(() => defineJob({ ...fine, every: 'every quarter' }, work)).toThrow('neither an interval');
    expect(() => defineJob({ ...fine, every: '*/5 * * *' }, work)).toThrow('neither an interval');
  });

  it('leaves out lines whose work was not given, and hands dates to the others', async () => {
    const { logger } = listeningLogger();
    const clock = at('2026-11-25T02:00:00Z');
    const names = (jobs: ReturnType<typeof recurringJobs>) => jobs.map((job) => job.name);
    expect(names(recurringJobs({ clock, logger }))).toEqual([
      'calendar.check-years',
      'leads.assign-waiting',
      'timers.purge',
    ]);
    const given: Date[] = [];
    const jobs = recurringJobs({
      clock,
      logger,
      syncContacts: work,
      measureOutbox: work,
      purgeOutbox: work,
      purgeInbound: async (now) => given.push(now),
    });
    expect(names(jobs).sort()).toEqual(
      Object.values(SCHEDULE)
        .map((definition) => definition.name)
        .sort(),
    );
    await jobs.find((job) => job.name === 'inbound.purge')!.work();
    expect(given).toEqual([clock.now()]);
  });
});

describe('the warning of unknown holidays', () => {
  it('names the years that are near and not known', () => {
    const { logger, lines } = listeningLogger();
    expect(warnOfUnknownYears(at('2025-06-01T00:00:00Z'), logger)).toEqual([]);
    expect(lines).toEqual([]);
    expect(warnOfUnknownYears(at('2098-12-15T00:00:00Z'), logger)).toEqual([2098, 2099]);
    expect(lines[0]).toMatchObject({ level: 'warn', years: [2098, 2099] });
  });
});
