import { crashPoint } from '#infra/crash-point';
import type { Logger } from '#infra/logger';
import { checkSubscribers } from './check-subscribers.ts';
import { claimEvents, keepLease, settleEvents } from './claim-events.ts';
import { deliverEvents } from './deliver-events.ts';
import { outboxSignals } from './record-event.ts';
import type { Subscriber } from './subscriber.ts';

/** Carries recorded events to subscribers: at least once each, a failing one never holding up the others. */
export interface Relay {
  /** Begins carrying: woken by commits of this process, with a poll as the net for those of others. */
  start(): void;
  /** Stops claiming and resolves when the batch under way is through and marked. */
  stop(): Promise<void>;
  /** Carries one batch now. Resolves with the number of events it claimed. */
  runOnce(): Promise<number>;
  /** Carries until nothing is due, including what the carried events caused. */
  drain(): Promise<void>;
}

export interface RelayOptions {
  readonly subscribers: readonly Subscriber[];
  readonly logger: Logger;
  /** Names this process in leases; unique per process. */
  readonly holder: string;
  readonly batchSize?: number;
  /** How long a silent relay keeps its events; a living one prolongs this. */
  readonly leaseMs?: number;
  readonly pollMs?: number;
  readonly handleTimeoutMs?: number;
}

/** Throws when a subscriber id is used twice or an event type is unknown. */
export function createRelay(options: RelayOptions): Relay {
  const { logger, holder, batchSize = 200, leaseMs = 30_000, pollMs = 500 } = options;
  const delivery = { logger, handleTimeoutMs: options.handleTimeoutMs ?? 60_000 };
  // Read once, here: what a subscriber listens to may be reckoned from all declared events.
  const subscribers = options.subscribers.map((subscriber) => ({
    id: subscriber.id,
    on: [...subscriber.on],
    handle: subscriber.handle.bind(subscriber),
  }));
  checkSubscribers(subscribers);
  let batches = 0;
  let running: Promise<void> | null = null;
  let started = false;
  let wokenAgain = false;
  let timer: NodeJS.Timeout | undefined;

  const runOnce = async (): Promise<number> => {
    batches += 1;
    const batch = await claimEvents(`${holder}:${batches}`, { limit: batchSize, leaseMs });
    if (batch.events.length === 0) return 0;
    const heartbeat = setInterval(() => {
      keepLease(batch, leaseMs).catch((error: unknown) => logger.warn({ err: error }, 'outbox lease'));
    }, leaseMs / 3);
    try {
      const settlements = await deliverEvents(batch.events, subscribers, delivery);
      await crashPoint('relay.after-handle');
      await settleEvents(batch, settlements);
    } finally {
      clearInterval(heartbeat);
    }
    return batch.events.length;
  };
  const drain = async (): Promise<void> => {
    while ((await runOnce()) > 0);
  };

  /** Runs until nothing is due; a wake-up that comes meanwhile is answered by another look. */
  const work = async (): Promise<void> => {
    do {
      wokenAgain = false;
      while (started && (await runOnce()) > 0);
    } while (started && wokenAgain);
  };
  const wake = (): void => {
    wokenAgain = true;
    if (!started || running !== null) return;
    clearTimeout(timer);
    running = work()
      .catch((error: unknown) => logger.error({ err: error }, 'relay'))
      .finally(() => {
        running = null;
        if (started) timer = setTimeout(wake, pollMs);
      });
  };
  return {
    start: () => {
      if (started) return;
      started = true;
      outboxSignals.on('recorded', wake);
      wake();
    },
    stop: async () => {
      started = false;
      outboxSignals.off('recorded', wake);
      clearTimeout(timer);
      await running;
    },
    runOnce,
    drain,
  };
}
