import { describe, expect, it } from 'vitest';
import { OutboxModel } from '#events/outbox.model';
import { listDeadEvents, measureOutboxAge, purgeDoneEvents, replayDeadEvents } from '#events/outbox-upkeep';
import { metrics } from '#infra/metrics';
import { useDatabase } from '../../support/mongo.ts';
import { buildRelay, outboxRow, recorder, recordParcels } from './relay-fixture.ts';

describe('upkeep of the outbox', () => {
  useDatabase({ clean: true });

  it('lists dead events and sends them out again to whoever still lacks them', async () => {
    const [dead, other] = await recordParcels(2);
    const gaveUp = { state: 'dead', attempts: 8, handled: ['test.had-it'], lastError: 'test.ill: Error' };
    await OutboxModel.updateOne({ _id: dead! }, gaveUp);
    expect(await listDeadEvents()).toEqual([
      { id: dead, type: 'parcel.sent', subject: 'parcel:0', lastError: 'test.ill: Error' },
    ]);
    expect(await replayDeadEvents([other!])).toBe(0);
    expect(await replayDeadEvents([dead!])).toBe(1);
    const hadIt = recorder('test.had-it');
    const lacksIt = recorder('test.lacks-it');
    await buildRelay([hadIt.subscriber, lacksIt.subscriber]).drain();
    expect(hadIt.seen()).toEqual([other]);
    expect(new Set(lacksIt.seen())).toEqual(new Set([dead, other]));
    expect(await outboxRow(dead!)).toMatchObject({ state: 'done' });
  });

  it('measures the age of the oldest undelivered event', async () => {
    expect(await measureOutboxAge()).toBe(0);
    await recordParcels(3);
    const age = await measureOutboxAge();
    expect(age).toBeGreaterThanOrEqual(0);
    expect(age).toBeLessThan(30);
    expect((await metrics.outboxOldestSeconds.get()).values[0]!.value).toBe(age);
    await buildRelay([]).drain();
    expect(await measureOutboxAge()).toBe(0);
  });

  it('purges delivered events before a date, never what is still owed or dead', async () => {
    const [done, dead, owed] = await recordParcels(3);
    await OutboxModel.updateOne({ _id: done! }, { state: 'done' });
    await OutboxModel.updateOne({ _id: dead! }, { state: 'dead' });
    expect(await purgeDoneEvents(new Date(Date.now() - 60_000))).toBe(0);
    expect(await purgeDoneEvents(new Date(Date.now() + 60_000))).toBe(1);
    const left = await OutboxModel.find().sort({ _id: 1 }).lean();
    expect(left.map((row) => row._id)).toEqual([dead, owed]);
  });
});
