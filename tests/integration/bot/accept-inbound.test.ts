import { afterEach, describe, expect, it, vi } from 'vitest';
import { createAcceptInbound, inboxSignals, RAW_CONTEXT } from '#bot/inbox/accept-inbound';
import { InboxModel, type InboxRecord } from '#bot/inbox/inbox.model';
import { createManualClock } from '#domain/kernel/clock';
import { fieldCrypto } from '#infra/field-crypto';
import { WORKDAY } from '../../factories/organisation.ts';
import { useDatabase } from '../../support/mongo.ts';

useDatabase({ clean: true });

const clock = createManualClock(WORKDAY);
afterEach(() => vi.restoreAllMocks());

const message = (deliveryId: string, raw = `<xml>${deliveryId}</xml>`) => ({
  deliveryId,
  raw,
  lane: 'normal' as const,
});

describe('keeping a callback before it is acknowledged', () => {
  it('[IN1] is there, sealed, when the promise resolves', async () => {
    expect(await createAcceptInbound(clock)('wecom', message('h1', '<xml>秘密</xml>'))).toBe('accepted');
    const row = (await InboxModel.collection.findOne({})) as unknown as InboxRecord;
    expect(row).toMatchObject({
      _id: 'wecom:h1',
      platform: 'wecom',
      state: 'received',
      attempts: 0,
      lane: 'normal',
      receivedAt: WORKDAY,
    });
    expect(row.rawSealed).not.toContain('秘密');
    expect(fieldCrypto().open(row.rawSealed, RAW_CONTEXT)).toBe('<xml>秘密</xml>');
  });

  it('[IN2] the platform’s own repeat is a duplicate, also years apart in this process', async () => {
    const accept = createAcceptInbound(clock);
    expect(await accept('wecom', message('h1'))).toBe('accepted');
    expect(await accept('wecom', message('h1'))).toBe('duplicate');
    expect(await createAcceptInbound(clock)('wecom', message('h1'))).toBe('duplicate');
    expect(await InboxModel.countDocuments({})).toBe(1);
  });

  it('[IN2] the same hash on another platform is another message', async () => {
    const accept = createAcceptInbound(clock);
    expect(await accept('wecom', message('h1'))).toBe('accepted');
    expect(await accept('dingtalk', message('h1'))).toBe('accepted');
  });

  it('[IN2] repeats inside one burst are told apart one by one', async () => {
    const accept = createAcceptInbound(clock);
    const ids = Array.from({ length: 300 }, (_, i) => `h${i % 100}`);
    const results = await Promise.all(ids.map((id) => accept('wecom', message(id))));
    for (let i = 0; i < 100; i += 1) {
      const mine = results.filter((_, n) => ids[n] === `h${i}`);
      expect(mine.filter((result) => result === 'accepted')).toHaveLength(1);
      expect(mine.filter((result) => result === 'duplicate')).toHaveLength(2);
    }
    expect(await InboxModel.countDocuments({})).toBe(100);
  });

  it('a burst shares a few writes', async () => {
    const insert = vi.spyOn(InboxModel.collection, 'insertMany');
    const accept = createAcceptInbound(clock);
    await Promise.all(Array.from({ length: 400 }, (_, i) => accept('wecom', message(`h${i}`))));
    expect(insert.mock.calls.length).toBeLessThanOrEqual(4);
    expect(await InboxModel.countDocuments({})).toBe(400);
  });

  it('wakes the worker after the write, not before', async () => {
    const seen: number[] = [];
    const listener = () => void InboxModel.countDocuments({}).then((count) => seen.push(count));
    inboxSignals.on('received', listener);
    await createAcceptInbound(clock)('wecom', message('h1'));
    inboxSignals.off('received', listener);
    await vi.waitFor(() => expect(seen).toEqual([1]));
  });
});

describe('a database that does not answer', () => {
  it('[OP3] is said to the platform within 2 seconds, which then sends again', async () => {
    vi.spyOn(InboxModel.collection, 'insertMany').mockImplementation(() => new Promise(() => {}));
    const started = performance.now();
    await expect(createAcceptInbound(clock)('wecom', message('h1'))).rejects.toMatchObject({
      code: 'OVERLOADED',
    });
    expect(performance.now() - started).toBeLessThan(2_500);
  });

  it('[OP3] the late first write makes the repeat a duplicate, so that nothing happens twice', async () => {
    const insertMany = InboxModel.collection.insertMany.bind(InboxModel.collection);
    let release = () => {};
    const stalled = new Promise<void>((resolve) => {
      release = resolve;
    });
    vi.spyOn(InboxModel.collection, 'insertMany').mockImplementationOnce(async (...call) => {
      await stalled;
      return insertMany(...call);
    });
    const accept = createAcceptInbound(clock);
    await expect(accept('wecom', message('h1'))).rejects.toMatchObject({ code: 'OVERLOADED' });
    release();
    await vi.waitFor(async () => expect(await InboxModel.countDocuments({})).toBe(1));
    expect(await accept('wecom', message('h1'))).toBe('duplicate');
  });

  it('[OP3] a write that fails is never acknowledged', async () => {
    vi.spyOn(InboxModel.collection, 'insertMany').mockRejectedValueOnce(new Error('not primary'));
    const accept = createAcceptInbound(clock);
    await expect(accept('wecom', message('h1'))).rejects.toThrow();
    expect(await accept('wecom', message('h1'))).toBe('accepted');
  });

  it('[OP3] beyond ten thousand waiting it refuses at once instead of growing', async () => {
    vi.spyOn(InboxModel.collection, 'insertMany').mockImplementation(() => new Promise(() => {}));
    const accept = createAcceptInbound(clock);
    const waiting = Array.from({ length: 11_000 }, (_, i) =>
      accept('wecom', message(`h${i}`)).catch(() => null),
    );
    const started = performance.now();
    await expect(accept('wecom', message('one too many'))).rejects.toMatchObject({ code: 'OVERLOADED' });
    expect(performance.now() - started).toBeLessThan(500);
    await Promise.all(waiting);
  });
});
