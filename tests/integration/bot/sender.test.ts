import { beforeEach, describe, expect, it } from 'vitest';
import type { Card } from '#bot/cards/card';
import { createCardBuilders } from '#bot/cards/card-builder';
import { DeliveryModel, type DeliveryRecord } from '#bot/deliveries/delivery.model';
import { type DeliveryDraft, LANE, queueDeliveries, touchCards } from '#bot/deliveries/queue-delivery';
import { createSender } from '#bot/deliveries/sender';
import type { ChatPlatform, PlatformName } from '#bot/platform';
import { createManualClock } from '#domain/kernel/clock';
import { createLogger } from '#infra/logger';
import { buildCode, buildDelivery } from '../../factories/delivery.ts';
import { MONDAY_TEN } from '../../factories/lead-view.ts';
import { useDatabase } from '../../support/mongo.ts';
import { createScriptedPlatform } from '../../support/scripted-platform.ts';

useDatabase({ clean: true });

const HOUR = 3_600_000;
const clock = createManualClock(MONDAY_TEN);
/** What the record says now; the card draws it. */
let state = 'new';
let asked: number[] = [];
let script = createScriptedPlatform();

beforeEach(() => {
  clock.set(MONDAY_TEN);
  state = 'new';
  asked = [];
  script = createScriptedPlatform();
});

const cardOf = (subjectId: string): Card => ({
  kind: 'lead',
  source: '车聊',
  tone: 'normal',
  title: `${subjectId} ${state}`,
  lines: [],
  buttons: [{ key: `lead.accept|${subjectId}|1`, text: '接单', style: 'primary' }],
});

function sender(overrides: Partial<Parameters<typeof createSender>[0]> = {}) {
  const builders = createCardBuilders([
    {
      card: 'lead',
      build: async (requests) => {
        asked.push(requests.length);
        return requests.map(({ subjectId }) => (subjectId === 'gone' ? null : cardOf(subjectId)));
      },
    },
  ]);
  return createSender({
    platforms: new Map<PlatformName, ChatPlatform>([['wecom', script.platform]]),
    builders,
    addressesOf: async (ids) =>
      new Map(ids.filter((id) => id !== 'staff-left').map((id) => [id, id.slice(6)])),
    clock,
    logger: createLogger('silent'),
    ...overrides,
  });
}

const draft = (overrides: Partial<DeliveryDraft> = {}): DeliveryDraft => ({
  card: 'lead',
  subject: 'lead:L1',
  recipientId: 'staff-a',
  platform: 'wecom',
  dedupeKey: 'k1',
  lane: LANE.card,
  ...overrides,
});

const all = async () =>
  (await DeliveryModel.collection.find({}).sort({ _id: 1 }).toArray()) as unknown as DeliveryRecord[];
const calls = () =>
  script.calls.map((call) => `${call.api} ${call.userId} ${call.card?.title ?? call.text ?? ''}`.trim());

async function work(times = 1) {
  for (let i = 0; i < times; i += 1) await sender().runOnce();
}

describe('what is queued is sent', () => {
  it('each person’s messages in order, answers before cards before reminders', async () => {
    await queueDeliveries(clock, [
      draft({ dedupeKey: 'k3', card: 'text', text: '提醒', lane: LANE.notice }),
      draft({ dedupeKey: 'k2', subject: 'lead:L2' }),
      draft({ dedupeKey: 'k1', card: 'text', text: '好的', lane: LANE.reply }),
    ]);
    await work();
    expect(calls()).toEqual(['sendText a 好的', 'sendCard a L2 new', 'sendText a 提醒']);
  });

  it('a key that was queued already is left as it is', async () => {
    await queueDeliveries(clock, [draft(), draft({ dedupeKey: 'k2', subject: 'lead:L2' })]);
    await queueDeliveries(clock, [draft({ subject: 'lead:other' }), draft({ dedupeKey: 'k3' })]);
    expect((await all()).map((row) => row.subject)).toEqual(['lead:L1', 'lead:L2', 'lead:L1']);
  });

  it('nothing to queue costs nothing', async () => {
    await queueDeliveries(clock, []);
    await touchCards(clock, []);
    expect(await all()).toEqual([]);
  });

  it('cards of one kind are drawn together, whoever they are for', async () => {
    await queueDeliveries(
      clock,
      Array.from({ length: 40 }, (_, i) =>
        draft({ dedupeKey: `k${i}`, subject: `lead:L${i}`, recipientId: `staff-${i % 5}` }),
      ),
    );
    await work();
    expect(asked).toEqual([40]);
    expect(script.calls).toHaveLength(40);
  });

  it('shows the state of the moment it is sent, not of the moment it was queued', async () => {
    await queueDeliveries(clock, [draft()]);
    state = 'accepted';
    await work();
    expect(calls()).toEqual(['sendCard a L1 accepted']);
  });

  it('a text keeps its words sealed until it goes, and its look with it', async () => {
    const look = { type: 'page', title: '超时', url: 'https://x.example/1', button: '去处理' } as const;
    await queueDeliveries(clock, [draft({ card: 'text', text: '张先生超时', look })]);
    expect(JSON.stringify(await all())).not.toMatch(/张先生|x\.example/);
    await work();
    expect(script.calls).toMatchObject([{ api: 'sendText', text: '张先生超时', look, dedupeKey: 'k1' }]);
  });

  it('two senders at once send each message once', async () => {
    await queueDeliveries(
      clock,
      Array.from({ length: 50 }, (_, i) =>
        draft({ dedupeKey: `k${i}`, subject: `lead:L${i}`, recipientId: `staff-${i % 9}` }),
      ),
    );
    await Promise.all([sender().runOnce(), sender().runOnce(), sender().runOnce()]);
    await work(3);
    const cards = script.calls.map((call) => call.cardId);
    expect(cards).toHaveLength(50);
    expect(new Set(cards).size).toBe(50);
  });

  it('one person who cannot be reached stops nobody else', async () => {
    await queueDeliveries(clock, [
      draft({ recipientId: 'staff-left' }),
      draft({ dedupeKey: 'k2', recipientId: 'staff-b' }),
      draft({ dedupeKey: 'k3', subject: 'lead:gone' }),
    ]);
    await work();
    expect((await all()).map((row) => row.state)).toEqual(['parked', 'sent', 'dropped']);
  });

  it('a platform that is not connected parks instead of looping', async () => {
    await queueDeliveries(clock, [draft({ platform: 'dingtalk' })]);
    await work();
    expect((await all())[0]).toMatchObject({ state: 'parked', lastError: 'recipient_unreachable' });
  });
});

describe('what is shown follows the record', () => {
  it('[CH2] every copy of a card is updated once its record changed', async () => {
    await queueDeliveries(clock, [draft(), draft({ dedupeKey: 'k2', recipientId: 'staff-b' })]);
    await work();
    state = 'accepted';
    await touchCards(clock, ['lead:L1', 'lead:L1', 'lead:unknown']);
    await work();
    expect(calls().slice(2).sort()).toEqual(['updateCard a L1 accepted', 'updateCard b L1 accepted']);
    expect((await all()).every((row) => !row.owed)).toBe(true);
  });

  it('many changes before the sender looks are one update', async () => {
    await queueDeliveries(clock, [draft()]);
    await work();
    for (state of ['a', 'b', 'c']) await touchCards(clock, ['lead:L1']);
    await work(2);
    expect(calls()).toEqual(['sendCard a L1 new', 'updateCard a L1 c']);
  });

  it('texts are said once and never touched', async () => {
    await queueDeliveries(clock, [draft({ card: 'text', text: '好的' })]);
    await work();
    await touchCards(clock, ['lead:L1']);
    await work();
    expect(calls()).toEqual(['sendText a 好的']);
  });
});

describe('[CH3] a card that cannot be updated any more', () => {
  const spent = (overrides: Partial<DeliveryRecord> = {}) =>
    buildDelivery({
      subject: 'lead:L1',
      state: 'sent',
      messageId: 'm-old',
      sentAt: MONDAY_TEN,
      shownHash: 'something else',
      shownButtons: true,
      ...overrides,
    });

  it('is replaced by a fresh one, and then taken out of the chat', async () => {
    await DeliveryModel.collection.insertOne(spent() as never);
    await work(2);
    expect(calls()).toEqual(['sendCard a L1 new']);
    clock.advance(5_000);
    await work();
    expect(script.calls.at(-1)).toMatchObject({ api: 'recall', messageId: 'm-old' });
    expect((await all()).map((row) => [row.state, row.owed]).sort()).toEqual([
      ['recalled', false],
      ['sent', false],
    ]);
  });

  it('older than the platform takes back stays, and is left alone', async () => {
    clock.set(new Date(MONDAY_TEN.getTime() + 25 * HOUR));
    await DeliveryModel.collection.insertOne(spent() as never);
    await work(2);
    clock.advance(5_000);
    await work();
    expect(calls()).toEqual(['sendCard a L1 new']);
    expect((await all()).map((row) => row.state).sort()).toEqual(['sent', 'superseded']);
    expect((await all()).every((row) => !row.owed)).toBe(true);
  });

  it.each([
    ['says it is too late', { type: 'refused', reason: 'expired', code: '42052', hint: '' }],
    ['knows no such message', { type: 'refused', reason: 'bad_request', code: '40058', hint: '' }],
    ['does not answer', { type: 'unknown', code: 'timeout' }],
  ] as const)('a recall the platform %s is not repeated: the fresh card is below it', async (_, outcome) => {
    await DeliveryModel.collection.insertOne(spent({ state: 'superseded' }) as never);
    script.answers.push(outcome);
    await work(3);
    expect(script.calls).toHaveLength(1);
    expect((await all())[0]).toMatchObject({ state: 'superseded', owed: false });
  });

  it('a recall that is throttled is tried again later', async () => {
    await DeliveryModel.collection.insertOne(spent({ state: 'superseded' }) as never);
    script.answers.push({ type: 'retry', retryAfterMs: 60_000, code: '45009' });
    await work(2);
    expect(script.calls).toHaveLength(1);
    clock.advance(61_000);
    await work();
    expect((await all())[0]!.state).toBe('recalled');
  });

  it('whose receipt was lost is not recalled, because nothing names it', async () => {
    await DeliveryModel.collection.insertOne(spent({ state: 'superseded', messageId: null }) as never);
    await work(2);
    expect(script.calls).toEqual([]);
  });

  it('that was pressed meanwhile stays and says where to press instead', async () => {
    const codes = [buildCode('rc', new Date(MONDAY_TEN.getTime() + HOUR))];
    await DeliveryModel.collection.insertOne(spent({ state: 'superseded', force: true, codes }) as never);
    await work();
    expect(script.calls).toMatchObject([{ api: 'updateCard', updateCode: 'rc', card: { buttons: [] } }]);
  });

  it('a press that was under way when the card was recalled changes nothing', async () => {
    const codes = [buildCode('rc', new Date(MONDAY_TEN.getTime() + HOUR))];
    await DeliveryModel.collection.insertOne(spent({ state: 'recalled', force: true, codes }) as never);
    await work();
    expect(script.calls).toEqual([]);
    expect((await all())[0]).toMatchObject({ state: 'recalled', owed: false });
  });

  it('a platform that takes nothing back keeps the old card', async () => {
    await DeliveryModel.collection.insertOne(spent({ state: 'superseded' }) as never);
    const platform = { ...script.platform, recallLifeMs: null };
    await sender({ platforms: new Map([['wecom', platform]]) }).runOnce();
    expect(script.calls).toEqual([]);
    expect((await all())[0]).toMatchObject({ state: 'superseded', owed: false });
  });
});
