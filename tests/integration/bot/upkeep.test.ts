import { describe, expect, it } from 'vitest';
import { DeliveryModel, type DeliveryState } from '#bot/deliveries/delivery.model';
import { InboxModel, type InboxRecord, type InboxState } from '#bot/inbox/inbox.model';
import { measureQueues, purgeChat } from '#bot/upkeep';
import { registry } from '#infra/metrics';
import { buildDelivery } from '../../factories/delivery.ts';
import { WORKDAY } from '../../factories/organisation.ts';
import { useDatabase } from '../../support/mongo.ts';

useDatabase({ clean: true });

const DAY = 86_400_000;
const ago = (ms: number) => new Date(WORKDAY.getTime() - ms);

async function inbox(id: string, state: InboxState, age: number) {
  const row: InboxRecord = {
    _id: id,
    platform: 'wecom',
    rawSealed: 'x',
    lane: 'normal',
    state,
    receivedAt: ago(age),
    attempts: 0,
    nextAt: ago(age),
    leaseUntil: null,
    leaseBy: null,
    lastError: null,
  };
  await InboxModel.collection.insertOne(row as never);
}

async function delivery(id: string, state: DeliveryState, owed: boolean, age: number) {
  const row = buildDelivery({ _id: id, dedupeKey: id, state, owed, createdAt: ago(age) });
  await DeliveryModel.collection.insertOne(row as never);
}

const gauge = async (name: string) => {
  const metric = (await registry.getMetricsAsJSON()).find((one) => one.name === name);
  return metric?.values[0]?.value;
};

describe('what /metrics says of the queues', () => {
  it('[OP3] the age of the oldest message that waits, not of one that is done', async () => {
    await inbox('old', 'done', 3_600_000);
    await inbox('dead', 'dead', 3_600_000);
    await inbox('waits', 'received', 90_000);
    await inbox('waits less', 'received', 1_000);
    await delivery('sent', 'sent', false, 3_600_000);
    await delivery('refresh', 'sent', true, 3_600_000);
    await delivery('waits', 'queued', true, 45_000);
    await measureQueues(WORKDAY);
    expect(await gauge('cheliao_inbox_oldest_seconds')).toBe(90);
    expect(await gauge('cheliao_deliveries_oldest_seconds')).toBe(45);
  });

  it('nothing waits: zero, and never below it when clocks disagree', async () => {
    await measureQueues(WORKDAY);
    expect(await gauge('cheliao_inbox_oldest_seconds')).toBe(0);
    await inbox('from the future', 'received', -5_000);
    await measureQueues(WORKDAY);
    expect(await gauge('cheliao_inbox_oldest_seconds')).toBe(0);
  });
});

describe('what is deleted', () => {
  it('processed callbacks after 30 days; failed ones stay until somebody looked', async () => {
    await inbox('done, old', 'done', 31 * DAY);
    await inbox('done, young', 'done', 29 * DAY);
    await inbox('dead, old', 'dead', 300 * DAY);
    await inbox('waits, old', 'received', 300 * DAY);
    await purgeChat(WORKDAY);
    const left = await InboxModel.find({}).sort({ _id: 1 }).lean();
    expect(left.map((row) => row._id)).toEqual(['dead, old', 'done, young', 'waits, old']);
  });

  it('messages after three months, unless something is still owed', async () => {
    await delivery('sent, old', 'sent', false, 93 * DAY);
    await delivery('recalled, old', 'recalled', false, 93 * DAY);
    await delivery('sent, young', 'sent', false, 91 * DAY);
    await delivery('owed, old', 'queued', true, 300 * DAY);
    await purgeChat(WORKDAY);
    const left = await DeliveryModel.find({}).sort({ _id: 1 }).lean();
    expect(left.map((row) => row._id)).toEqual(['owed, old', 'sent, young']);
  });
});
