import type { Clock } from '#domain/kernel/clock';
import { parseSubject } from '#events/domain-event';
import type { Logger } from '#infra/logger';
import { createWorkQueue, type WorkQueue } from '#infra/work-queue';
import type { Card } from '../cards/card.ts';
import type { CardBuilders } from '../cards/card-builder.ts';
import type { ChatPlatform, PlatformName } from '../platform.ts';
import { deliver } from './deliver.ts';
import { DeliveryModel, type DeliveryRecord } from './delivery.model.ts';
import { deliverySignals } from './queue-delivery.ts';
import type { Settle } from './settle-delivery.ts';
import { settleDeliveries } from './settle-delivery.ts';

export interface SenderOptions {
  platforms: ReadonlyMap<PlatformName, ChatPlatform>;
  builders: CardBuilders;
  /** Platform user ids of active staff; a missing entry means the person cannot be reached there any more. */
  addressesOf: (staffIds: readonly string[], platform: PlatformName) => Promise<ReadonlyMap<string, string>>;
  clock: Clock;
  logger: Logger;
}

/** People served at the same time; one person's messages always go in order. */
const PARALLEL = 8;

/** Brings what people see in line with what they should see: sends, updates, re-issues. */
export function createSender(options: SenderOptions): WorkQueue {
  return createWorkQueue<DeliveryRecord>({
    name: 'deliveries',
    collection: () => DeliveryModel.collection as never,
    owed: { owed: true },
    sort: { lane: 1, nextAt: 1 },
    process: (rows) => processBatch(options, rows),
    clock: options.clock,
    logger: options.logger,
    batchSize: 100,
    leaseMs: 30_000,
    pollMs: 500,
    signals: { emitter: deliverySignals, event: 'owed' },
  });
}

async function processBatch(options: SenderOptions, rows: DeliveryRecord[]): Promise<void> {
  const cards = await drawCards(options.builders, rows);
  const addresses = new Map<PlatformName, ReadonlyMap<string, string>>();
  for (const platform of new Set(rows.map((row) => row.platform))) {
    const people = rows.filter((row) => row.platform === platform).map((row) => row.recipientId);
    addresses.set(platform, await options.addressesOf([...new Set(people)], platform));
  }
  const queue = [...groupBy(rows, (row) => `${row.platform}:${row.recipientId}`).values()];
  const serve = async () => {
    for (let mine = queue.shift(); mine !== undefined; mine = queue.shift()) {
      const settled: Settle[] = [];
      for (const row of mine) {
        const platform = options.platforms.get(row.platform);
        const userId = addresses.get(row.platform)?.get(row.recipientId);
        const card = cards.get(row._id) ?? null;
        settled.push(
          await deliver({ row, card, platform, userId, clock: options.clock, logger: options.logger }),
        );
      }
      await settleDeliveries(options.clock, settled);
    }
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL, queue.length) }, serve));
}

async function drawCards(
  builders: CardBuilders,
  rows: readonly DeliveryRecord[],
): Promise<Map<string, Card | null>> {
  const drawn = new Map<string, Card | null>();
  for (const [kind, wanted] of groupBy(
    rows.filter((row) => row.kind === 'card'),
    (row) => row.card,
  )) {
    const builder = builders.get(kind);
    const cards = await builder?.build(
      wanted.map((row) => ({
        subjectId: parseSubject(row.subject).id,
        recipientId: row.recipientId,
        about: row.about,
      })),
    );
    for (const [i, row] of wanted.entries()) drawn.set(row._id, cards?.[i] ?? null);
  }
  return drawn;
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}
