import { beforeEach, describe, expect, it } from 'vitest';
import { createAcceptInbound } from '#bot/inbox/accept-inbound';
import { InboxModel, type InboxRecord } from '#bot/inbox/inbox.model';
import { createInboxWorker, type Inbound } from '#bot/inbox/inbox-worker';
import type { ChatPlatform, InboundEvent } from '#bot/platform';
import { createManualClock } from '#domain/kernel/clock';
import { appError } from '#domain/kernel/errors';
import { createLogger } from '#infra/logger';
import { WORKDAY } from '../../factories/organisation.ts';
import { useDatabase } from '../../support/mongo.ts';
import { createScriptedPlatform } from '../../support/scripted-platform.ts';

useDatabase({ clean: true });

const clock = createManualClock(WORKDAY);
const accept = createAcceptInbound(clock);
/** Raw messages of these tests are `person:what`. */
const interpret = (raw: string): InboundEvent => {
  const [userId = '', text = ''] = raw.split(':');
  return { kind: 'text', userId, text, at: WORKDAY };
};
const platform: ChatPlatform = { ...createScriptedPlatform().platform, interpret };
let handled: string[] = [];
let failing: (raw: string) => unknown = () => null;
let logged = '';

function worker(overrides: Partial<Parameters<typeof createInboxWorker>[0]> = {}) {
  return createInboxWorker({
    platforms: new Map([['wecom', platform]]),
    dispatch: async ({ event }: Inbound) => {
      const { userId, text } = event as Extract<InboundEvent, { kind: 'text' }>;
      const error = failing(`${userId}:${text}`);
      if (error) throw error;
      handled.push(`${userId}:${text}`);
    },
    clock,
    logger: createLogger('info', { write: (line: string) => void (logged += line) }),
    ...overrides,
  });
}

let messages = 0;
async function arrives(raw: string, lane: 'fast' | 'normal' = 'normal', deliveryId?: string) {
  messages += 1;
  clock.advance(1);
  return accept('wecom', { deliveryId: deliveryId ?? `m${messages}`, raw, lane });
}

async function rows(): Promise<InboxRecord[]> {
  return (await InboxModel.collection.find({}).sort({ receivedAt: 1 }).toArray()) as unknown as InboxRecord[];
}

beforeEach(() => {
  clock.set(WORKDAY);
  handled = [];
  failing = () => null;
  logged = '';
});

describe('the inbox worker', () => {
  it('works one person’s messages in the order they came, whoever else writes', async () => {
    const wanted = ['a:1', 'b:1', 'a:2', 'c:1', 'a:3', 'b:2'];
    for (const raw of wanted) await arrives(raw);
    expect(await worker().runOnce()).toBe(6);
    for (const person of ['a', 'b', 'c']) {
      const mine = (list: string[]) => list.filter((raw) => raw.startsWith(person));
      expect(mine(handled)).toEqual(mine(wanted));
    }
    expect((await rows()).every((row) => row.state === 'done')).toBe(true);
  });

  it('what must be answered within seconds goes first', async () => {
    await arrives('a:slow');
    await arrives('a:welcome', 'fast');
    await worker().runOnce();
    expect(handled).toEqual(['a:welcome', 'a:slow']);
  });

  it('a processed message is never processed again, not even when it arrives again', async () => {
    await arrives('a:1', 'normal', 'same');
    await worker().runOnce();
    expect(await arrives('a:1', 'normal', 'same')).toBe('duplicate');
    expect(await worker().runOnce()).toBe(0);
    expect(handled).toEqual(['a:1']);
  });

  it('two workers at once share the messages without doing one twice', async () => {
    await Promise.all(Array.from({ length: 60 }, (_, i) => arrives(`p${i % 7}:${i}`)));
    const workers = [worker(), worker(), worker()];
    while ((await InboxModel.countDocuments({ state: 'received' })) > 0) {
      await Promise.all(workers.map((each) => each.runOnce()));
    }
    expect(handled).toHaveLength(60);
    expect(new Set(handled).size).toBe(60);
  });

  it('a message whose worker died is taken over when the lease ends, and counts as tried', async () => {
    await arrives('a:1');
    const dead = { leaseBy: 'dead', leaseUntil: new Date(Date.now() + 3_600_000), attempts: 1 };
    await InboxModel.collection.updateMany({}, { $set: dead });
    expect(await worker().runOnce()).toBe(0);
    await InboxModel.collection.updateMany({}, { $set: { leaseUntil: new Date(0) } });
    await worker().runOnce();
    expect(handled).toEqual(['a:1']);
    expect((await rows())[0]).toMatchObject({ state: 'done', attempts: 2 });
  });
});

describe('messages that fail', () => {
  it.each([
    ['a failure of the world', () => appError('DATABASE_UNAVAILABLE'), 2_000],
    ['a bug', () => new TypeError('x is not a function'), 500],
  ])('%s is tried again later, each time later', async (_, failure, firstWait) => {
    failing = failure;
    await arrives('a:1');
    const due: number[] = [];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await worker().runOnce();
      const [row] = await rows();
      due.push(row!.nextAt.getTime() - clock.now().getTime());
      expect(await worker().runOnce()).toBe(0);
      clock.set(row!.nextAt);
    }
    expect(due).toEqual([firstWait, firstWait * 2, firstWait * 4]);
    failing = () => null;
    await worker().runOnce();
    expect(handled).toEqual(['a:1']);
  });

  it('[IN3] a poisonous message is set aside after five tries, and others go on', async () => {
    failing = (raw) => (raw === 'a:poison' ? new Error('boom') : null);
    await arrives('a:poison');
    await arrives('b:fine');
    for (let pass = 0; pass < 8; pass += 1) {
      await worker().runOnce();
      clock.advance(60_000);
    }
    const [poison, fine] = await rows();
    expect(poison).toMatchObject({ state: 'dead', attempts: 5, leaseBy: null });
    expect(fine!.state).toBe('done');
    expect(handled).toEqual(['b:fine']);
  });

  it('keeps why, without what was written', async () => {
    failing = () => new Error('boom');
    await arrives('a:13800001234');
    await worker().runOnce();
    const [row] = await rows();
    expect(row!.lastError).toContain('boom');
    expect(JSON.stringify(row)).not.toContain('13800001234');
    expect(logged).toContain('inbox message failed');
    expect(logged).not.toContain('13800001234');
  });

  it('what a person did after it waits for it, so that “busy” and “free” never swap', async () => {
    let broken = true;
    failing = (raw) => (broken && raw === 'a:busy' ? appError('DATABASE_UNAVAILABLE') : null);
    await arrives('a:busy');
    await arrives('a:free');
    await arrives('b:hello');
    await worker().runOnce();
    expect(handled).toEqual(['b:hello']);
    broken = false;
    clock.advance(10_000);
    await worker().runOnce();
    expect(handled).toEqual(['b:hello', 'a:busy', 'a:free']);
  });

  it('the ones that had to wait were not tried: their own five tries are left', async () => {
    failing = (raw) => (raw === 'a:1' ? new Error('boom') : null);
    for (const raw of ['a:1', 'a:2']) await arrives(raw);
    await worker().runOnce();
    expect((await rows()).map((row) => [row.state, row.attempts])).toEqual([
      ['received', 1],
      ['received', 0],
    ]);
  });

  it('a message that cannot be opened is set aside like any other, alone', async () => {
    await arrives('a:1');
    await InboxModel.collection.updateMany({}, { $set: { rawSealed: 'not sealed by us' } });
    await arrives('b:1');
    for (let pass = 0; pass < 8; pass += 1) {
      await worker().runOnce();
      clock.advance(60_000);
    }
    expect((await rows()).map((row) => row.state)).toEqual(['dead', 'done']);
  });

  it('a platform that is no longer connected leaves its messages for the day it is', async () => {
    await arrives('a:1');
    await worker({ platforms: new Map() }).runOnce();
    expect((await rows())[0]).toMatchObject({
      state: 'received',
      lastError: expect.stringContaining('wecom'),
    });
    clock.advance(60_000);
    await worker().runOnce();
    expect(handled).toEqual(['a:1']);
  });

  it('a worker that lost its lease does not overwrite what the next one wrote', async () => {
    await arrives('a:1');
    const slow = worker({
      dispatch: async () => {
        await InboxModel.collection.updateMany({}, { $set: { leaseBy: 'another', state: 'done' } });
        throw new Error('late');
      },
    });
    await slow.runOnce();
    expect((await rows())[0]).toMatchObject({ state: 'done', leaseBy: 'another', lastError: null });
  });
});
