import { describeError } from '#infra/describe-error';
import type { Logger } from '#infra/logger';
import type { Settlement } from './claim-events.ts';
import type { DomainEvent } from './domain-event.ts';
import type { OutboxRecord } from './outbox.model.ts';
import type { Subscriber } from './subscriber.ts';

export interface DeliveryOptions {
  readonly logger: Logger;
  /** A subscriber that takes longer counts as failed; its work may still end later, hence keyed effects. */
  readonly handleTimeoutMs: number;
}

/**
 * Hands events to every subscriber that has not had them yet. Subscribers run side by side and cannot hurt
 * each other: a batch that fails is tried again one event at a time, and only what fails then is owed.
 */
export async function deliverEvents(
  records: readonly OutboxRecord[],
  subscribers: readonly Subscriber[],
  options: DeliveryOptions,
): Promise<Settlement[]> {
  const owed = new Map(records.map((record) => [record._id, [] as { subscriber: string; error: string }[]]));
  await Promise.all(
    subscribers.map(async (subscriber) => {
      const events = records
        .filter((record) => subscriber.on.includes(record.type) && !record.handled.includes(subscriber.id))
        .map(toEvent);
      const failures = await deliverTo(subscriber, events, options);
      for (const [id, error] of failures) owed.get(id)!.push({ subscriber: subscriber.id, error });
    }),
  );
  return records.map((record) => settle(record, owed.get(record._id)!, subscribers));
}

async function deliverTo(
  subscriber: Subscriber,
  events: readonly DomainEvent[],
  options: DeliveryOptions,
): Promise<Map<string, string>> {
  const failures = new Map<string, string>();
  if (events.length === 0) return failures;
  const error = await attempt(subscriber, events, options);
  if (error === null) return failures;
  if (events.length === 1) return failures.set(events[0]!.id, error);
  for (const event of events) {
    const single = await attempt(subscriber, [event], options);
    if (single !== null) failures.set(event.id, single);
  }
  return failures;
}

/** One call; the description of its failure, or null. */
async function attempt(
  subscriber: Subscriber,
  events: readonly DomainEvent[],
  options: DeliveryOptions,
): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  try {
    const timeout = new Promise<never>((_, reject) => {
      const late = () => reject(new Error(`no answer within ${options.handleTimeoutMs} ms`));
      timer = setTimeout(late, options.handleTimeoutMs);
    });
    await Promise.race([subscriber.handle(events), timeout]);
    return null;
  } catch (error) {
    const fields = { err: error, subscriber: subscriber.id, events: events.length, first: events[0]!.id };
    options.logger.warn(fields, 'subscriber failed');
    const { name, code, message } = describeError(error);
    return `${subscriber.id}: ${code ?? name}: ${message}`;
  } finally {
    clearTimeout(timer);
  }
}

function settle(
  record: OutboxRecord,
  failures: readonly { subscriber: string; error: string }[],
  subscribers: readonly Subscriber[],
): Settlement {
  if (failures.length === 0) return { id: record._id, outcome: 'done' };
  const failed = new Set(failures.map((failure) => failure.subscriber));
  const handled = subscribers
    .filter((subscriber) => subscriber.on.includes(record.type) && !failed.has(subscriber.id))
    .map((subscriber) => subscriber.id);
  const error = failures.map((failure) => failure.error).join(' | ');
  return { id: record._id, outcome: 'failed', handled, attempts: record.attempts, error };
}

function toEvent(record: OutboxRecord): DomainEvent {
  const { _id, type, subject, at, actor, requestId, payload } = record;
  return { id: _id, type, subject, at, actor, requestId, payload };
}
