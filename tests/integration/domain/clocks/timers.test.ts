import { describe, expect, it } from 'vitest';
import {
  cancelTimers,
  fireTimers,
  listTimers,
  peekTimers,
  purgeTimers,
  reviveTimers,
  scheduleTimers,
} from '#domain/clocks/index';
import { TimerModel } from '#domain/clocks/timer.model';
import { defineEvent } from '#events/domain-event';
import { OutboxModel } from '#events/outbox.model';
import { useDatabase } from '../../../support/mongo.ts';
import {
  claim,
  contextAt,
  expireLeases,
  minutesAfter,
  NOON,
  rememberingHandlers,
  scheduleMany,
  testTimer,
  timerRow,
} from './timer-fixture.ts';

const rang = defineEvent<{ leadId: string }>('bell.rang', 'test');
const ringing = {
  test: async (_ctx: unknown, timers: readonly { leadId: string }[]) =>
    timers.map(({ leadId }) => [{ event: rang, subject: `lead:${leadId}`, payload: { leadId } }]),
};

describe('timers', () => {
  useDatabase({ clean: true });

  it('are claimed when due, earliest first, and by one worker only', async () => {
    await scheduleTimers([testTimer(1, -1), testTimer(2, -5), testTimer(3, 5)]);
    const batch = await claim('a');
    expect(batch.timers.map((timer) => timer.leadId)).toEqual(['lead-2', 'lead-1']);
    expect(await claim('b')).toBeNull();
  });

  it('are split, never shared, between workers that claim at the same moment', async () => {
    await scheduleMany(400);
    const batches = await Promise.all(['a', 'b', 'c'].map((holder) => claim(holder)));
    const ids = batches.flatMap((batch) => batch?.timers.map((timer) => timer._id) ?? []);
    expect(ids).toHaveLength(400);
    expect(new Set(ids).size).toBe(400);
  });

  it('fire with their events in one transaction, once', async () => {
    await scheduleMany(5);
    const batch = await claim('a');
    expect(await fireTimers(contextAt().ctx, batch, ringing)).toBe(5);
    expect(await OutboxModel.countDocuments({ type: 'bell.rang' })).toBe(5);
    expect(await fireTimers(contextAt().ctx, batch, ringing)).toBe(0);
    expect(await OutboxModel.countDocuments({ type: 'bell.rang' })).toBe(5);
    expect(await timerRow('test:lead-0:-')).toMatchObject({ state: 'fired', firedAt: NOON });
  });

  it('of a worker that fell silent are revived, and it cannot end them when it wakes up', async () => {
    await scheduleMany(3);
    const late = await claim('late');
    expect(await reviveTimers()).toBe(0);
    await expireLeases();
    expect((await peekTimers()).silent).toBe(true);
    expect(await reviveTimers()).toBe(3);
    const successor = await claim('successor');
    expect(successor.timers[0]).toMatchObject({ fence: 2, attempts: 2 });
    expect(await fireTimers(contextAt().ctx, late, ringing)).toBe(0);
    expect(await OutboxModel.countDocuments()).toBe(0);
    expect(await fireTimers(contextAt().ctx, successor, ringing)).toBe(3);
    expect(await OutboxModel.countDocuments()).toBe(3);
  });

  it('cancelled while in hand neither fire nor speak; the rest of the batch does', async () => {
    await scheduleMany(3);
    const batch = await claim('a');
    expect(await cancelTimers(['test:lead-1:-'])).toBe(1);
    expect(await fireTimers(contextAt().ctx, batch, ringing)).toBe(2);
    const subjects = (await OutboxModel.find().sort({ subject: 1 }).lean()).map((row) => row.subject);
    expect(subjects).toEqual(['lead:lead-0', 'lead:lead-2']);
    expect((await timerRow('test:lead-1:-')).state).toBe('cancelled');
  });

  it('that fail are retried later without holding up their batch, and set aside after eight attempts', async () => {
    await scheduleMany(3);
    const { fired, handlers } = rememberingHandlers((timer) => {
      if (timer.leadId === 'lead-1') throw new Error('cannot');
    });
    const { ctx } = contextAt();
    expect(await fireTimers(ctx, await claim('a'), handlers)).toBe(2);
    expect(fired.sort()).toEqual(['test:lead-0:-', 'test:lead-2:-']);
    expect(await timerRow('test:lead-1:-')).toMatchObject({ state: 'claimed', leaseBy: null });
    for (let attempt = 2; attempt <= 8; attempt += 1) {
      await expireLeases();
      await reviveTimers();
      await fireTimers(ctx, await claim('a'), handlers);
    }
    const row = await timerRow('test:lead-1:-');
    expect(row).toMatchObject({ state: 'dead', attempts: 8 });
    expect(row.lastError).toContain('cannot');
    await expireLeases();
    expect(await reviveTimers()).toBe(0);
  });

  it('of one lead fire one after the other, however many are due', async () => {
    const kinds = [-30, -20, -10].map((minutes, n) => ({
      ...testTimer(7, minutes),
      assignmentId: `a${n}`,
    }));
    await scheduleTimers(kinds);
    const rounds: string[][] = [];
    const handlers = {
      test: async (_ctx: unknown, timers: readonly { _id: string }[]) => {
        rounds.push(timers.map((timer) => timer._id));
        return timers.map(() => []);
      },
    };
    await fireTimers(contextAt().ctx, await claim('a'), handlers);
    expect(rounds).toEqual([['test:lead-7:a0'], ['test:lead-7:a1'], ['test:lead-7:a2']]);
  });

  it('set again change nothing; only a newer anchor moves or restarts them', async () => {
    const draft = testTimer(1, 10);
    await scheduleTimers([draft]);
    await scheduleTimers([{ ...draft, dueAt: minutesAfter(NOON, 99) }]);
    expect((await timerRow('test:lead-1:-')).dueAt).toEqual(draft.dueAt);
    await TimerModel.updateOne({ _id: 'test:lead-1:-' }, { state: 'fired', firedAt: NOON });
    await scheduleTimers([draft]);
    expect((await timerRow('test:lead-1:-')).state).toBe('fired');
    await scheduleTimers([{ ...draft, dueAt: minutesAfter(NOON, 99), anchorAt: NOON }]);
    expect(await timerRow('test:lead-1:-')).toMatchObject({
      state: 'waiting',
      dueAt: minutesAfter(NOON, 99),
      firedAt: null,
      attempts: 0,
    });
  });

  it('show their nearest due time per lane in one look', async () => {
    expect(await peekTimers()).toEqual({ nearest: {}, silent: false });
    await scheduleTimers([testTimer(1, 30), testTimer(2, 20), testTimer(3, 5, { lane: 'bulk' })]);
    const { nearest } = await peekTimers();
    expect(nearest).toEqual({ sla: minutesAfter(NOON, 20), bulk: minutesAfter(NOON, 5) });
  });

  it('are listed by lead and purged when they ended long ago', async () => {
    await scheduleTimers([testTimer(1, -50), testTimer(1, 50, { assignmentId: 'x' })]);
    await fireTimers(contextAt().ctx, await claim('a'), ringing);
    expect((await listTimers(['lead-1'])).map((timer) => timer._id)).toEqual(['test:lead-1:x']);
    expect(await purgeTimers(minutesAfter(NOON, -60))).toBe(0);
    expect(await purgeTimers(minutesAfter(NOON, 60))).toBe(1);
    expect(await TimerModel.countDocuments()).toBe(1);
  });

  it('cost a poll only what is due, whatever sleeps', async () => {
    const asleep = Array.from({ length: 4_000 }, (_, n) => testTimer(n, 60 + n));
    await scheduleTimers(asleep);
    await scheduleTimers([testTimer(9_999, -1)]);
    const due = { state: 'waiting', lane: 'sla', dueAt: { $lte: NOON } };
    const plan = await TimerModel.collection
      .find(due)
      .sort({ dueAt: 1 })
      .limit(500)
      .explain('executionStats');
    expect(plan.executionStats.nReturned).toBe(1);
    expect(plan.executionStats.totalKeysExamined).toBeLessThanOrEqual(2);
  });
});
