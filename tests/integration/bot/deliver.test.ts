import { beforeEach, describe, expect, it } from 'vitest';
import { leadCard } from '#bot/cards/lead.card';
import { deliver, hashCard } from '#bot/deliveries/deliver';
import { DeliveryModel, type DeliveryRecord } from '#bot/deliveries/delivery.model';
import { type Settle, settleDeliveries } from '#bot/deliveries/settle-delivery';
import type { ChatPlatform, PlatformOutcome, SentReceipt } from '#bot/platform';
import { createManualClock } from '#domain/kernel/clock';
import { OutboxModel } from '#events/outbox.model';
import { createLogger } from '#infra/logger';
import { buildCode, buildDelivery } from '../../factories/delivery.ts';
import { buildLeadView, MONDAY_TEN, render } from '../../factories/lead-view.ts';
import { useDatabase } from '../../support/mongo.ts';
import { createScriptedPlatform, OK } from '../../support/scripted-platform.ts';

useDatabase({ clean: true });

const clock = createManualClock(MONDAY_TEN);
const LATER = new Date(MONDAY_TEN.getTime() + 3_600_000);
const fresh = leadCard(buildLeadView(), render);
const accepted = leadCard(buildLeadView({ status: 'accepted', rev: 3 }), render);
const closed = leadCard(buildLeadView({ status: 'lost', open: false, lostReason: 'price' }), render);

beforeEach(() => clock.set(MONDAY_TEN));

async function run(
  row: DeliveryRecord,
  card: typeof fresh | null,
  platform?: ChatPlatform,
  userId: string | undefined = 'wangqiang',
) {
  await DeliveryModel.collection.insertOne({ ...row, leaseBy: 'me' } as never);
  const logger = createLogger('silent');
  const settled = await deliver({ row: { ...row, leaseBy: 'me' }, card, platform, userId, clock, logger });
  await settleDeliveries(clock, [settled]);
  return { settled, stored: await stored(row._id) };
}

async function stored(id: string): Promise<DeliveryRecord> {
  return (await DeliveryModel.collection.findOne({ _id: id as never })) as unknown as DeliveryRecord;
}

const shown = (overrides: Partial<DeliveryRecord>) =>
  buildDelivery({
    state: 'sent',
    messageId: 'm1',
    shownHash: hashCard(fresh),
    shownButtons: true,
    ...overrides,
  });

describe('sending a card', () => {
  it('keeps the right to update it and what is shown', async () => {
    const { platform, calls } = createScriptedPlatform();
    const { stored } = await run(buildDelivery(), fresh, platform);
    expect(calls).toMatchObject([{ api: 'sendCard', userId: 'wangqiang', cardId: buildDelivery()._id }]);
    expect(stored).toMatchObject({
      state: 'sent',
      owed: false,
      shownHash: hashCard(fresh),
      shownButtons: true,
      messageId: 'm1',
      leaseBy: null,
    });
    expect(stored.codes).toHaveLength(1);
    expect(JSON.stringify(stored.codes)).not.toContain('rc-send');
  });

  it('sends nothing for a record that is gone', async () => {
    const { platform, calls } = createScriptedPlatform();
    const { stored } = await run(buildDelivery(), null, platform);
    expect([calls.length, stored.state, stored.owed]).toEqual([0, 'dropped', false]);
  });

  it('waits out a throttled platform and stays owed', async () => {
    const { platform } = createScriptedPlatform([{ type: 'retry', retryAfterMs: 60_000, code: '45009' }]);
    const { stored } = await run(buildDelivery(), fresh, platform);
    expect(stored).toMatchObject({ state: 'queued', owed: true, attempts: 1, lastError: '45009' });
    expect(stored.nextAt.getTime() - MONDAY_TEN.getTime()).toBe(60_000);
  });

  it('does not count waiting for a budget window as a failure', async () => {
    const { platform } = createScriptedPlatform([
      { type: 'retry', retryAfterMs: 30_000, code: 'budget', throttled: true },
    ]);
    const { stored } = await run(buildDelivery({ attempts: 7 }), fresh, platform);
    expect(stored).toMatchObject({ state: 'queued', attempts: 7 });
  });

  it('[IN5] an unknown outcome is its own state and is asked again under the same card id', async () => {
    const { platform, calls } = createScriptedPlatform([{ type: 'unknown', code: 'timeout' }]);
    const { stored } = await run(buildDelivery(), fresh, platform);
    expect(stored).toMatchObject({ state: 'unknown', owed: true });
    const again = await deliver({
      row: stored,
      card: fresh,
      platform,
      userId: 'wangqiang',
      clock,
      logger: createLogger('silent'),
    });
    expect(again.type).toBe('sent');
    expect(new Set(calls.map((call) => call.cardId)).size).toBe(1);
  });

  it.each<[string, PlatformOutcome<SentReceipt>]>([
    ['refused', { type: 'refused', reason: 'recipient_unreachable', code: '81013', hint: '' }],
    ['failed for the eighth time', { type: 'retry', retryAfterMs: 1_000, code: '-1' }],
  ])('parks a card that was %s, and somebody is told', async (_, outcome) => {
    const { platform } = createScriptedPlatform([outcome]);
    const { stored } = await run(buildDelivery({ attempts: 7 }), fresh, platform);
    expect(stored).toMatchObject({ state: 'parked', owed: false });
    const events = await OutboxModel.find({ type: 'card.parked' }).lean();
    expect(events.map((event) => event.payload)).toMatchObject([
      { recipientId: 'staff-a', about: 'lead:01LEAD0000000000000000000A' },
    ]);
  });

  it('parks for a person without an address instead of failing the batch', async () => {
    const { platform, calls } = createScriptedPlatform();
    await DeliveryModel.collection.insertOne({ ...buildDelivery(), leaseBy: 'me' } as never);
    const row = { ...buildDelivery(), leaseBy: 'me' };
    const settled: Settle = await deliver({
      row,
      card: fresh,
      platform,
      userId: undefined,
      clock,
      logger: createLogger('silent'),
    });
    expect(settled).toMatchObject({ type: 'parked', error: 'recipient_unreachable' });
    expect(calls).toEqual([]);
  });
});

describe('updating a card', () => {
  it('[CH2] spends the newest code and shows the new state', async () => {
    const { platform, calls } = createScriptedPlatform();
    const row = shown({ codes: [buildCode('rc-old', LATER), buildCode('rc-new', LATER)] });
    const { stored } = await run(row, accepted, platform);
    expect(calls).toMatchObject([
      { api: 'updateCard', updateCode: 'rc-new', card: { title: accepted.title } },
    ]);
    expect(stored.codes).toHaveLength(1);
    expect(stored.shownHash).toBe(hashCard(accepted));
  });

  it('does nothing, and spends nothing, when the card already says so', async () => {
    const { platform, calls } = createScriptedPlatform();
    const { stored } = await run(shown({ codes: [buildCode('rc', LATER)] }), fresh, platform);
    expect([calls.length, stored.codes.length, stored.owed]).toEqual([0, 1, false]);
  });

  it('updates an unchanged card after a press, because the platform shows a spinner', async () => {
    const { platform, calls } = createScriptedPlatform();
    const { stored } = await run(shown({ force: true, codes: [buildCode('rc', LATER)] }), fresh, platform);
    expect(calls).toHaveLength(1);
    expect(stored.force).toBe(false);
  });

  it('tries the next code when one is spent', async () => {
    const spent = { type: 'refused', reason: 'update_code_spent', code: '60140', hint: '' } as const;
    const { platform, calls } = createScriptedPlatform([spent, OK]);
    await run(shown({ codes: [buildCode('a', LATER), buildCode('b', LATER)] }), accepted, platform);
    expect(calls.map((call) => call.updateCode)).toEqual(['b', 'a']);
  });

  it('[CH3] issues a fresh card when no code is left, once, and retires the old one', async () => {
    const { platform, calls } = createScriptedPlatform();
    const row = shown({ codes: [buildCode('expired', MONDAY_TEN)] });
    const { stored: old } = await run(row, accepted, platform);
    expect(calls).toEqual([]);
    expect(old).toMatchObject({ state: 'superseded', owed: true, force: false });
    const again = { ...row, leaseBy: 'me' };
    await settleDeliveries(clock, [{ row: again, type: 'reissue' }]);
    const copies = await DeliveryModel.find({ subject: row.subject, state: 'queued' }).lean();
    expect(copies).toHaveLength(1);
    expect(copies[0]).toMatchObject({ owed: true, recipientId: 'staff-a', codes: [] });
    expect(copies[0]!._id).not.toBe(row._id);
  });

  it('issues no fresh card for a lead that is over and had no buttons left', async () => {
    const { platform } = createScriptedPlatform();
    const row = shown({ shownHash: hashCard(accepted), shownButtons: false });
    const { settled } = await run(row, closed, platform);
    expect(settled.type).toBe('nothing');
  });

  it('tells a press on a retired card where to press, without buttons', async () => {
    const { platform, calls } = createScriptedPlatform();
    await run(
      shown({ state: 'superseded', force: true, codes: [buildCode('rc', LATER)] }),
      accepted,
      platform,
    );
    expect(calls[0]?.card).toMatchObject({ buttons: [], outcome: '已有新卡片，请在最新一张上操作' });
    expect(calls[0]?.card?.menu).toBeUndefined();
  });

  it('keeps a wish that arrived while the platform was answering', async () => {
    const { platform } = createScriptedPlatform();
    const row = { ...shown({ codes: [buildCode('rc', LATER)] }), leaseBy: 'me' };
    await DeliveryModel.collection.insertOne({ ...row, wanted: 2 } as never);
    const settled = await deliver({
      row,
      card: accepted,
      platform,
      userId: 'w',
      clock,
      logger: createLogger('silent'),
    });
    await settleDeliveries(clock, [settled]);
    expect((await stored(row._id)).owed).toBe(true);
  });

  it('writes nothing when the lease went to somebody else', async () => {
    const { platform } = createScriptedPlatform();
    const row = { ...buildDelivery(), leaseBy: 'me' };
    await DeliveryModel.collection.insertOne({ ...row, leaseBy: 'other' } as never);
    const settled = await deliver({
      row,
      card: fresh,
      platform,
      userId: 'w',
      clock,
      logger: createLogger('silent'),
    });
    await settleDeliveries(clock, [settled]);
    expect(await stored(row._id)).toMatchObject({ state: 'queued', leaseBy: 'other' });
  });
});
