import { metrics } from '#infra/metrics';
import { DeliveryModel } from './deliveries/delivery.model.ts';
import { InboxModel } from './inbox/inbox.model.ts';

/** Callbacks are kept this long as the keys of deduplication; platforms repeat within minutes, replays may be later. */
const INBOX_DAYS = 30;
/** After three days no card can be updated on WeCom; after three months nobody asks what was sent. */
const DELIVERY_DAYS = 92;

const DAY_MS = 86_400_000;

/** Sets the gauges of the oldest callback not processed and the oldest message not sent. */
export async function measureQueues(now: Date): Promise<void> {
  const [inbox, delivery] = await Promise.all([
    InboxModel.findOne({ state: 'received' }).sort({ receivedAt: 1 }).select({ receivedAt: 1 }).lean(),
    DeliveryModel.findOne({ owed: true, state: 'queued' })
      .sort({ createdAt: 1 })
      .select({ createdAt: 1 })
      .lean(),
  ]);
  metrics.inboxOldestSeconds.set(age(inbox?.receivedAt, now));
  metrics.deliveriesOldestSeconds.set(age(delivery?.createdAt, now));
}

function age(since: Date | undefined, now: Date): number {
  return since === undefined ? 0 : Math.max(0, (now.getTime() - since.getTime()) / 1_000);
}

/** Deletes processed callbacks and old messages. What failed stays until somebody has looked at it. */
export async function purgeChat(now: Date): Promise<void> {
  await InboxModel.collection.deleteMany({
    state: 'done',
    receivedAt: { $lt: new Date(now.getTime() - INBOX_DAYS * DAY_MS) },
  });
  await DeliveryModel.collection.deleteMany({
    owed: false,
    createdAt: { $lt: new Date(now.getTime() - DELIVERY_DAYS * DAY_MS) },
  });
}
