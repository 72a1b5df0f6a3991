import { afterEach, describe, expect, it } from 'vitest';
import { acquireLease } from '#infra/lease';
import { createLogger } from '#infra/logger';
import { connectedDatabase } from '#infra/mongo';
import { defineJob, type Job } from '#jobs/define-job';
import { createScheduler, runJob, type Scheduler } from '#jobs/scheduler';
import { useDatabase } from '../../support/mongo.ts';
import { waitFor } from '../../support/wait-for.ts';

const logger = createLogger('silent');
const running: Scheduler[] = [];

async function startScheduler(jobs: Job[], holder = 'one', drainMs = 5_000): Promise<Scheduler> {
  const db = connectedDatabase();
  const scheduler = createScheduler({ db, logger, jobs, holder, processEveryMs: 100, drainMs });
  running.push(scheduler);
  await scheduler.start();
  return scheduler;
}

const job = (work: () => Promise<unknown>, every = '1 seconds') =>
  defineJob({ name: 'test.tick', every, means: 'test' }, work);
const rows = () => connectedDatabase().collection('agenda_jobs').find().toArray();

describe('the scheduler', () => {
  useDatabase({ clean: true });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((scheduler) => scheduler.stop()));
  });

  it('runs a job again and again, also after it failed', async () => {
    let runs = 0;
    await startScheduler([
      job(async () => {
        runs += 1;
        if (runs === 1) throw new Error('first time');
      }),
    ]);
    await waitFor(() => runs >= 3, { timeoutMs: 15_000 });
  });

  it('keeps one row per job, with two processes starting at once', async () => {
    const jobs = [job(async () => {}, '1 hours')];
    await Promise.all([startScheduler(jobs, 'one'), startScheduler(jobs, 'two')]);
    expect(await rows()).toHaveLength(1);
    await startScheduler([job(async () => {}, '2 hours')], 'three');
    expect((await rows())[0]).toMatchObject({ name: 'test.tick', repeatInterval: '2 hours' });
  });

  it('reckons cron lines in Shanghai time', async () => {
    await startScheduler([job(async () => {}, '10 3 * * *')]);
    const [row] = await rows();
    expect(row!.nextRunAt.toISOString()).toMatch(/T19:10:00\.000Z$/);
  });

  it('does not run a job that another process is running', async () => {
    const lease = await acquireLease('job:test.tick', 'other', 30_000);
    let runs = 0;
    const tick = job(async () => {
      runs += 1;
    });
    expect(await runJob(tick, 'one', logger)).toBe('busy');
    await lease!.release();
    expect(await runJob(tick, 'one', logger)).toBe('done');
    expect(runs).toBe(1);
    const failing = job(async () => Promise.reject(new Error('no')));
    expect(await runJob(failing, 'one', logger)).toBe('failed');
    expect(await runJob(tick, 'one', logger)).toBe('done'); // the lease was given back
  });

  it('waits at its stop for the job that runs, but not for ever', async () => {
    let finished = false;
    let began = false;
    let release = () => {};
    const slow = job(async () => {
      began = true;
      await new Promise<void>((resolve) => (release = resolve));
      finished = true;
    });
    const scheduler = await startScheduler([slow]);
    await waitFor(() => began);
    const stopped = scheduler.stop();
    release();
    await stopped;
    expect(finished).toBe(true);

    began = false;
    const stuck = await startScheduler([slow], 'two', 300);
    await waitFor(() => began);
    const startedAt = performance.now();
    await stuck.stop();
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    release();
  });

  it('fails its start instead of hanging when the store does not answer', async () => {
    const dead = { collection: () => ({ createIndex: () => new Promise(() => {}) }) };
    const scheduler = createScheduler({
      db: dead as never,
      logger,
      jobs: [],
      holder: 'one',
      readyMs: 200,
    });
    await expect(scheduler.start()).rejects.toThrow('the job store does not answer within 200 ms');
  });
});
