import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { OutboxModel } from '#events/outbox.model';
import { armCrashPoint } from '#infra/crash-point';
import { useDatabase } from '../../support/mongo.ts';
import { waitFor } from '../../support/wait-for.ts';
import { buildRelay, makeDue, outboxRow, recorder, recordParcels } from './relay-fixture.ts';

describe('relay', () => {
  useDatabase({ clean: true });

  it('hands a whole batch to each subscriber once, in the order of recording, and marks it done', async () => {
    const one = recorder('test.one');
    const two = recorder('test.two');
    const ids = await recordParcels(50, 'parcel:same');
    const relay = buildRelay([one.subscriber, two.subscriber]);
    expect(await relay.runOnce()).toBe(50);
    expect(one.batches).toEqual([ids]);
    expect(two.batches).toEqual([ids]);
    expect(await OutboxModel.countDocuments({ state: 'done', leaseBy: null })).toBe(50);
    expect(await relay.runOnce()).toBe(0);
  });

  it('keeps the order per subject over several batches', async () => {
    const one = recorder('test.one');
    const ids = await recordParcels(25, 'parcel:same');
    await buildRelay([one.subscriber], { batchSize: 10 }).drain();
    expect(one.batches.map((batch) => batch.length)).toEqual([10, 10, 5]);
    expect(one.seen()).toEqual(ids);
  });

  it('marks events nobody listens to as done', async () => {
    const [id] = await recordParcels(1);
    await buildRelay([]).runOnce();
    expect((await outboxRow(id!)).state).toBe('done');
  });

  it('isolates a failing subscriber: the others are served once, only the failing one is owed', async () => {
    const well = recorder('test.well');
    let broken = true;
    const ill = recorder('test.ill', async () => {
      if (broken) throw new Error('down');
    });
    const [id] = await recordParcels(1);
    const relay = buildRelay([ill.subscriber, well.subscriber]);
    await relay.runOnce();
    const row = await outboxRow(id!);
    expect(row).toMatchObject({ state: 'pending', handled: ['test.well'], attempts: 1, leaseBy: null });
    expect(row.lastError).toContain('test.ill: Error: down');
    expect(row.nextAt.getTime()).toBeGreaterThan(Date.now() - 1_000);
    expect(await relay.runOnce()).toBe(0);
    broken = false;
    await makeDue();
    await relay.drain();
    expect(well.seen()).toEqual([id]);
    expect(ill.seen()).toEqual([id, id]);
    expect(await outboxRow(id!)).toMatchObject({ state: 'done', lastError: null });
  });

  it('falls back to one by one, so that one bad event does not hold up its batch', async () => {
    const ids = await recordParcels(6);
    const picky = recorder('test.picky', async (events) => {
      if (events.some((event) => event.payload.n === 3)) throw new Error('cannot digest 3');
    });
    await buildRelay([picky.subscriber]).runOnce();
    expect(picky.batches).toEqual([ids, ...ids.map((id) => [id])]);
    expect(await OutboxModel.countDocuments({ state: 'done' })).toBe(5);
    expect(await outboxRow(ids[3]!)).toMatchObject({ state: 'pending', attempts: 1, handled: [] });
  });

  it('gives an event up after eight attempts and says why', async () => {
    const [id] = await recordParcels(1);
    const ill = recorder('test.ill', async () => {
      throw new Error('never');
    });
    const relay = buildRelay([ill.subscriber]);
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      await makeDue();
      expect(await relay.runOnce()).toBe(1);
    }
    expect(await outboxRow(id!)).toMatchObject({ state: 'dead', attempts: 8 });
    await makeDue();
    expect(await relay.runOnce()).toBe(0);
    expect(ill.seen()).toHaveLength(8);
  });

  it('lets an event that failed often travel alone, so that it cannot take others down with it', async () => {
    const ids = await recordParcels(4);
    await OutboxModel.collection.updateOne({ _id: ids[1]! as never }, { $set: { attempts: 5 } });
    const one = recorder('test.one');
    await buildRelay([one.subscriber]).drain();
    expect(one.batches).toEqual([[ids[0], ids[2], ids[3]], [ids[1]]]);
  });

  it('delivers again when it dies between handling and marking, and counts the attempt', async () => {
    const one = recorder('test.one');
    const [id] = await recordParcels(1);
    armCrashPoint('relay.after-handle:throw');
    await expect(buildRelay([one.subscriber]).runOnce()).rejects.toThrow('crash point');
    expect(await outboxRow(id!)).toMatchObject({ state: 'pending', attempts: 1 });
    const successor = buildRelay([one.subscriber]);
    expect(await successor.runOnce()).toBe(0); // the dead one's lease still runs
    await makeDue();
    await successor.runOnce();
    expect(one.seen()).toEqual([id, id]);
    expect(await outboxRow(id!)).toMatchObject({ state: 'done', attempts: 2 });
  });

  it('cannot mark what another relay has taken over since', async () => {
    const [id] = await recordParcels(1);
    let release = () => {};
    const slow = recorder('test.slow', () => new Promise((resolve) => (release = resolve)));
    const late = buildRelay([slow.subscriber]).runOnce();
    await waitFor(() => slow.seen().length === 1);
    await makeDue(); // as if its lease had run out while it slept
    const ill = recorder('test.slow', async () => {
      throw new Error('later');
    });
    await buildRelay([ill.subscriber]).runOnce();
    release();
    await late;
    expect(await outboxRow(id!)).toMatchObject({ state: 'pending', attempts: 2, handled: [] });
  });

  it('never lets two living relays handle the same event at once, however slow the handler', async () => {
    const inHand = new Set<string>();
    const twice: string[] = [];
    const served: string[] = [];
    const handle = async (events: readonly { id: string }[]) => {
      for (const { id } of events) {
        if (inHand.has(id)) twice.push(id);
        inHand.add(id);
      }
      await delay(400); // several leases long: the heartbeat has to hold it
      for (const { id } of events) {
        inHand.delete(id);
        served.push(id);
      }
    };
    const ids = await recordParcels(60);
    const options = { leaseMs: 150, batchSize: 20, pollMs: 20 };
    const relays = [1, 2].map(() => buildRelay([recorder('test.slow', handle).subscriber], options));
    for (const relay of relays) relay.start();
    await waitFor(() => served.length >= 60);
    await Promise.all(relays.map((relay) => relay.stop()));
    expect(twice).toEqual([]);
    expect([...served].sort()).toEqual([...ids].sort());
  });

  it('counts a subscriber that does not answer in time as failed', async () => {
    const [id] = await recordParcels(1);
    const stuck = recorder('test.stuck', () => new Promise(() => {}));
    await buildRelay([stuck.subscriber], { handleTimeoutMs: 30 }).runOnce();
    expect((await outboxRow(id!)).lastError).toContain('no answer within 30 ms');
  });

  it('is woken by a commit of this process, without waiting for its poll', async () => {
    const one = recorder('test.one');
    const relay = buildRelay([one.subscriber], { pollMs: 60_000 });
    relay.start();
    await waitFor(async () => (await relay.runOnce()) === 0);
    const [id] = await recordParcels(1);
    await waitFor(() => one.seen().includes(id!), { timeoutMs: 3_000 });
    await relay.stop();
  });

  it('finds events of other processes by its poll', async () => {
    const one = recorder('test.one');
    const relay = buildRelay([one.subscriber], { pollMs: 50 });
    const [id] = await recordParcels(1);
    const row = await outboxRow(id!);
    await OutboxModel.deleteOne({ _id: id! });
    relay.start();
    await OutboxModel.collection.insertOne(row as never); // nobody signals
    await waitFor(() => one.seen().includes(id!));
    await relay.stop();
  });

  it('stops only after the batch under way is marked, and claims nothing afterwards', async () => {
    let release = () => {};
    const slow = recorder('test.slow', () => new Promise((resolve) => (release = resolve)));
    const relay = buildRelay([slow.subscriber], { pollMs: 20 });
    relay.start();
    const [id] = await recordParcels(1);
    await waitFor(() => slow.seen().length === 1);
    const stopped = relay.stop();
    await recordParcels(1);
    release();
    await stopped;
    expect((await outboxRow(id!)).state).toBe('done');
    expect(slow.seen()).toEqual([id]);
  });
});
