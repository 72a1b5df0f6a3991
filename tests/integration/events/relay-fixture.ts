import { systemContext } from '#domain/kernel/command-context';
import { type DomainEvent, defineEvent } from '#events/domain-event';
import { OutboxModel } from '#events/outbox.model';
import { recordEvents } from '#events/record-event';
import { createRelay, type RelayOptions } from '#events/relay';
import { defineSubscriber, type Subscriber } from '#events/subscriber';
import { systemClock } from '#infra/clock';
import { createLogger } from '#infra/logger';
import { inTransaction } from '#infra/mongo';

export const parcelSent = defineEvent<{ n: number }>('parcel.sent', 'test');
export const parcelLost = defineEvent<{ n: number }>('parcel.lost', 'test');

const silent = createLogger('silent');
let holders = 0;

export function buildRelay(subscribers: Subscriber[], options: Partial<RelayOptions> = {}) {
  holders += 1;
  return createRelay({ subscribers, logger: silent, holder: `relay-${holders}`, ...options });
}

/** Records `count` parcels of one subject (or `parcel:<n>` each) in one transaction. */
export async function recordParcels(count: number, subject?: string): Promise<string[]> {
  const ctx = systemContext(systemClock, 'test');
  return inTransaction((tx) =>
    recordEvents(
      tx,
      ctx,
      Array.from({ length: count }, (_, n) => ({
        event: parcelSent,
        subject: subject ?? `parcel:${n}`,
        payload: { n },
      })),
    ),
  );
}

type Handle = (events: readonly DomainEvent<{ n: number }>[]) => Promise<void>;

/** A subscriber that keeps every batch it was given, and then does what the test says. */
export function recorder(id: string, handle: Handle = async () => {}) {
  const batches: string[][] = [];
  const subscriber = defineSubscriber({
    id,
    on: [parcelSent, parcelLost],
    handle: async (events) => {
      batches.push(events.map((event) => event.id));
      await handle(events);
    },
  });
  return { subscriber, batches, seen: () => batches.flat() };
}

export const outboxRow = async (id: string) => (await OutboxModel.findById(id).lean())!;

/** Makes everything pending due now, as if its backoff or lease had run out. */
export async function makeDue(): Promise<void> {
  await OutboxModel.collection.updateMany({ state: 'pending' }, { $set: { nextAt: new Date(0) } });
}
