import { fileURLToPath } from 'node:url';
import { type Bot, createBot, createPlatforms, measureQueues, purgeChat } from '#bot/index';
import { assignmentSubscribers } from '#domain/assignment/index';
import { auditSubscriber } from '#domain/audit/index';
import { clockSubscribers } from '#domain/clocks/index';
import { drainIntake } from '#domain/intake/index';
import type { Clock } from '#domain/kernel/clock';
import { newId } from '#domain/kernel/ids';
import { measureOutboxAge, purgeDoneEvents } from '#events/outbox-upkeep';
import { createRelay } from '#events/relay';
import { createHttpServer } from '#http/server';
import { createOffsetClock } from '#infra/clock';
import type { Config } from '#infra/config';
import { createDatabaseClock } from '#infra/database-clock';
import { useFieldKey } from '#infra/field-crypto';
import { ensureIndexes } from '#infra/indexes';
import type { Logger } from '#infra/logger';
import { runMigrations } from '#infra/migrations/run-migrations';
import { connectMongo, databaseNow, disconnectMongo } from '#infra/mongo';
import { createJobs, type Jobs } from '#jobs/index';
import { type DemoKeys, seedDemo } from './demo/seed-demo.ts';
import { readinessChecks } from './readiness.ts';

export type Role = 'web' | 'worker';

export interface AppOptions {
  readonly config: Config;
  readonly roles: ReadonlySet<Role>;
  /** The host's clock; corrected by the database's, and moved by the shared offset where there is one. */
  readonly hostClock: Clock;
  readonly logger: Logger;
  /** Given only beside the sandbox: demo data is written on the first start. */
  readonly demo: DemoKeys | null;
}

export interface App {
  /** Resolves when ready: database reached, migrations run, indexes there, loops running, port open. */
  start(): Promise<{ port: number }>;
  /** Takes nothing new, finishes what is in hand, lets go of the database. */
  stop(): Promise<void>;
}

const TEMPLATES = fileURLToPath(new URL('../templates', import.meta.url));

/** The composition root: the only place that sees everything. */
export function createApp(options: AppOptions): App {
  const { config, roles, logger } = options;
  const holder = newId();
  useFieldKey(config.fieldKey);
  const databaseClock = createDatabaseClock({ base: options.hostClock, databaseNow });
  const offsetFile = config.clockOffsetFile;
  const clock = offsetFile === null ? databaseClock : createOffsetClock(offsetFile, databaseClock);
  const platforms = createPlatforms({ wecom: config.wecom, clock, logger });
  const bot = createBot({
    platforms,
    templatesDirectory: TEMPLATES,
    publicUrl: config.publicUrl,
    clock,
    logger,
  });
  const http = createHttpServer({
    config,
    logger,
    clock,
    platforms: [...platforms.values()],
    acceptInbound: bot.acceptInbound,
    readiness: readinessChecks(),
  });
  const worker = createWorker({ bot, clock, logger, holder });
  return {
    start: async () => {
      const connection = await connectMongo(config.mongodbUri);
      await databaseClock.start();
      await runMigrations(connection, { holder });
      await ensureIndexes();
      if (options.demo !== null) await seedDemo({ keys: options.demo, clock, logger, holder });
      if (roles.has('worker')) await worker.start();
      return { port: roles.has('web') ? await http.listen(config.port) : 0 };
    },
    stop: async () => {
      if (roles.has('web')) await http.close();
      await drainIntake();
      if (roles.has('worker')) await worker.stop();
      databaseClock.stop();
      await disconnectMongo();
    },
  };
}

/** The loops of the worker role: inbound messages, events, outbound messages, timers, recurring jobs. */
function createWorker(options: { bot: Bot; clock: Clock; logger: Logger; holder: string }): Jobs {
  const { bot, clock, logger, holder } = options;
  const relay = createRelay({
    subscribers: [
      ...assignmentSubscribers(clock),
      ...clockSubscribers(clock),
      auditSubscriber,
      ...bot.subscribers,
    ],
    logger,
    holder,
  });
  const jobs = createJobs({
    clock,
    logger,
    holder,
    syncContacts: () => bot.directory.runAll(),
    measureOutbox: () => Promise.all([measureOutboxAge(), measureQueues(clock.now())]),
    purgeOutbox: purgeDoneEvents,
    purgeInbound: purgeChat,
  });
  return {
    start: async () => {
      for (const queue of bot.queues) queue.start();
      relay.start();
      await jobs.start();
      void bot.directory.runAll();
    },
    stop: async () => {
      const queues = bot.queues.map((queue) => queue.stop());
      await Promise.all([bot.directory.stop(), jobs.stop(), relay.stop(), ...queues]);
    },
  };
}
