import { MongoBackend } from '@agendajs/mongo-backend';
import { Agenda } from 'agenda';
import { ZONE } from '#domain/kernel/local-time';
import { acquireLease } from '#infra/lease';
import type { Logger } from '#infra/logger';
import type { connectedDatabase } from '#infra/mongo';
import type { Job } from './define-job.ts';

export interface Scheduler {
  /** Rejects when the job store does not answer in time. */
  start(): Promise<void>;
  /** Waits for running jobs, at most `drainMs`. */
  stop(): Promise<void>;
}

export interface SchedulerOptions {
  /** The connected database: agenda must never connect by itself (it would die of an unhandled rejection). */
  readonly db: ReturnType<typeof connectedDatabase>;
  readonly logger: Logger;
  readonly jobs: readonly Job[];
  readonly holder: string;
  readonly processEveryMs?: number;
  readonly readyMs?: number;
  readonly drainMs?: number;
}

const COLLECTION = 'agenda_jobs';
const LEASE_MS = 30_000;

/**
 * Recurring jobs by agenda, which only wakes: its locks expire under a running job, so each run holds a lease
 * of ours in database time, and a second process that is woken meanwhile does nothing.
 */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { db, logger, jobs, holder, processEveryMs = 15_000, readyMs = 10_000, drainMs = 10_000 } = options;
  let agenda: Agenda | null = null;
  return {
    start: async () => {
      // Its `every` is an upsert without a unique index: two processes would both insert.
      const oneRowPerJob = { unique: true, partialFilterExpression: { type: 'single' } };
      const indexed = db.collection(COLLECTION).createIndex({ name: 1 }, oneRowPerJob);
      await within(readyMs, indexed, 'the job store does not answer');
      agenda = new Agenda({
        backend: new MongoBackend({ mongo: db, collection: COLLECTION }),
        processEvery: processEveryMs,
        defaultConcurrency: 1,
        defaultLockLimit: 1,
        defaultLockLifetime: LEASE_MS,
      });
      agenda.on('error', (error) => logger.error({ err: error }, 'agenda'));
      await within(readyMs, agenda.ready, 'agenda does not become ready');
      for (const job of jobs) {
        agenda.define(job.name, (_woken, finished) => {
          runJob(job, holder, logger).then(() => finished(), finished);
        });
      }
      for (const job of jobs) await schedule(agenda, job);
      await within(readyMs, agenda.start(), 'agenda does not start');
    },
    stop: async () => {
      const result = await agenda?.drain(drainMs);
      agenda = null;
      if (result?.timedOut) logger.warn({ running: result.running }, 'jobs were still running at the stop');
    },
  };
}

async function schedule(agenda: Agenda, job: Job): Promise<void> {
  try {
    await agenda.every(job.every, job.name, undefined, { timezone: ZONE, skipImmediate: true });
  } catch (error) {
    // Another process inserted it at the same moment: then it is scheduled.
    if (typeof error !== 'object' || error === null || !('code' in error) || error.code !== 11000)
      throw error;
  }
}

/** One run, unless another process is at it. A failure is logged and waits for the next turn. */
export async function runJob(job: Job, holder: string, logger: Logger): Promise<'done' | 'busy' | 'failed'> {
  const lease = await acquireLease(`job:${job.name}`, holder, LEASE_MS);
  if (lease === null) return 'busy';
  const heartbeat = setInterval(() => {
    lease.renew().catch((error: unknown) => logger.warn({ err: error, job: job.name }, 'job lease'));
  }, LEASE_MS / 3);
  try {
    await job.work();
    return 'done';
  } catch (error) {
    logger.error({ err: error, job: job.name }, 'job failed');
    return 'failed';
  } finally {
    clearInterval(heartbeat);
    await lease.release();
  }
}

async function within<T>(ms: number, work: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
