import { afterEach, describe, expect, it, vi } from 'vitest';
import { scheduleTimers } from '#domain/clocks/index';
import { TimerModel } from '#domain/clocks/timer.model';
import { type Clock, createManualClock } from '#domain/kernel/clock';
import { systemClock } from '#infra/clock';
import { armCrashPoint } from '#infra/crash-point';
import { createDatabaseClock } from '#infra/database-clock';
import { createLogger } from '#infra/logger';
import { databaseNow } from '#infra/mongo';
import type { DuePoller } from '#jobs/due-poller';
import { createTimerPoller, type TimerPollerOptions } from '#jobs/timer-poller';
import { useDatabase } from '../../support/mongo.ts';
import { waitFor } from '../../support/wait-for.ts';
import {
  expireLeases,
  NOON,
  rememberingHandlers,
  scheduleMany,
  testTimer,
} from '../domain/clocks/timer-fixture.ts';

const running: DuePoller[] = [];

function buildPoller(
  clock: Clock,
  options: Partial<TimerPollerOptions> & Pick<TimerPollerOptions, 'handlers'>,
) {
  const poller = createTimerPoller({
    clock,
    logger: createLogger('silent'),
    holder: `worker-${running.length}`,
    ...options,
  });
  running.push(poller);
  return poller;
}

const firedCount = () => TimerModel.countDocuments({ state: 'fired' });
const skewed = (ms: number): Clock => ({ now: () => new Date(Date.now() + ms) });

describe('the timer poller', () => {
  useDatabase({ clean: true });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((poller) => poller.stop()));
  });

  it('fires what is due once, with two workers on the same rows', async () => {
    await scheduleMany(1_500);
    const { fired, handlers } = rememberingHandlers();
    const clock = createManualClock(NOON);
    const workers = [1, 2].map(() => buildPoller(clock, { handlers, limit: 100 }));
    for (const worker of workers) worker.start();
    await waitFor(async () => (await firedCount()) === 1_500, { timeoutMs: 20_000 });
    expect(fired).toHaveLength(1_500);
    expect(new Set(fired).size).toBe(1_500);
  });

  it('fires in order when the clock jumps over a night', async () => {
    const clock = createManualClock(NOON);
    await scheduleTimers([600, 30, 300, 5].map((minutes, n) => testTimer(n, minutes)));
    const { fired, handlers } = rememberingHandlers();
    buildPoller(clock, { handlers }).start();
    await waitFor(async () => (await firedCount()) === 0);
    clock.advance(12 * 3_600_000);
    await waitFor(() => fired.length === 4);
    expect(fired).toEqual(['test:lead-3:-', 'test:lead-1:-', 'test:lead-2:-', 'test:lead-0:-']);
  });

  it('goes on after a restart with what the dead process left, each timer once', async () => {
    await scheduleMany(50);
    const first = rememberingHandlers();
    armCrashPoint('timers.before-end:throw');
    await expect(
      buildPoller(createManualClock(NOON), { handlers: first.handlers }).runOnce(),
    ).rejects.toThrow('crash point');
    expect(await firedCount()).toBe(0);
    const second = rememberingHandlers();
    const successor = buildPoller(createManualClock(NOON), { handlers: second.handlers });
    expect(await successor.runOnce()).toBe(0); // the lease of the dead one still runs
    await expireLeases();
    expect(await successor.runOnce()).toBe(50);
    expect(await firedCount()).toBe(50);
    expect(await successor.runOnce()).toBe(0);
  });

  it('keeps its claim while a handler takes longer than the lease', async () => {
    await scheduleMany(1);
    let release = () => {};
    let started = false;
    const slow = {
      test: async (_ctx: unknown, timers: readonly unknown[]) => {
        started = true;
        await new Promise<void>((resolve) => (release = resolve));
        return timers.map(() => []);
      },
    };
    const clock = createManualClock(NOON);
    const busy = buildPoller(clock, { handlers: slow, leaseMs: 1_000 }).runOnce();
    // The first one has it in hand before the second one looks.
    await waitFor(() => started);
    const other = rememberingHandlers();
    const second = buildPoller(clock, { handlers: other.handlers, leaseMs: 1_000 });
    const until = performance.now() + 2_500; // longer than two leases
    while (performance.now() < until) await second.runOnce();
    release();
    await busy;
    expect(other.fired).toEqual([]);
    expect(await firedCount()).toBe(1);
  });

  it('with hosts 90 s fast and slow fires neither early nor late, and once', async () => {
    const base = Date.now();
    await scheduleTimers(
      Array.from({ length: 40 }, (_, n) => ({
        ...testTimer(n),
        dueAt: new Date(base + 1_500 + (n % 4) * 250),
      })),
    );
    const firedAt = new Map<string, number>();
    const { fired, handlers } = rememberingHandlers((timer) => {
      firedAt.set(timer._id, Date.now() - timer.dueAt.getTime());
    });
    for (const skew of [-90_000, 0, 90_000]) {
      const clock = createDatabaseClock({ base: skewed(skew), databaseNow, refreshMs: 500 });
      await clock.start();
      buildPoller(clock, { handlers, limit: 10 }).start();
    }
    await waitFor(() => fired.length >= 40);
    expect(new Set(fired).size).toBe(40);
    expect(fired).toHaveLength(40);
    const lateness = [...firedAt.values()].sort((a, b) => a - b);
    expect(lateness[0]).toBeGreaterThan(-150); // the noise of a reading, never a host's 90 s
    expect(lateness.at(-1)).toBeLessThan(5_000);
  });

  it('wakes up for the nearest due time instead of its next look', async () => {
    const { fired, handlers } = rememberingHandlers();
    let lateMs = Number.NaN;
    const due = new Date(Date.now() + 700);
    buildPoller(systemClock, {
      handlers: {
        test: async (ctx, timers) => {
          lateMs = Date.now() - due.getTime();
          return handlers.test!(ctx, timers);
        },
      },
      netMs: 60_000,
    }).start();
    await scheduleTimers([{ ...testTimer(1), dueAt: due }]);
    await waitFor(() => fired.length === 1, { timeoutMs: 5_000 });
    expect(lateMs).toBeGreaterThanOrEqual(0);
    expect(lateMs).toBeLessThan(500);
  });

  it('does not let promises queue behind a heap of bulk timers', async () => {
    await scheduleMany(600, -10, { lane: 'bulk', assignmentId: 'bulk' });
    let release = () => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const seen: string[] = [];
    const handlers = {
      test: async (_ctx: unknown, timers: readonly { lane: string }[]) => {
        if (timers[0]!.lane === 'bulk') await gate;
        seen.push(...timers.map((timer) => timer.lane));
        return timers.map(() => []);
      },
    };
    const poller = buildPoller(createManualClock(NOON), { handlers, limit: 100, netMs: 50 });
    poller.start();
    await waitFor(async () => (await TimerModel.countDocuments({ state: 'claimed' })) > 0);
    await scheduleTimers([testTimer(1, -1)]);
    await waitFor(() => seen.includes('sla'));
    expect(seen).toEqual(['sla']);
    release();
    await waitFor(() => seen.length === 601);
  });

  it('costs at most one command a second while everything sleeps', async () => {
    await scheduleMany(200, 600);
    const { handlers } = rememberingHandlers();
    const commands = (['aggregate', 'find', 'updateMany', 'bulkWrite'] as const).map((name) =>
      vi.spyOn(TimerModel.collection, name),
    );
    buildPoller(createManualClock(NOON), { handlers }).start();
    const startedAt = performance.now();
    await waitFor(() => performance.now() - startedAt > 4_000);
    const spent = commands.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
    for (const spy of commands) spy.mockRestore();
    expect(spent).toBeGreaterThan(0);
    expect(spent).toBeLessThanOrEqual(4);
  });

  it('stops when the batch in hand is done, and claims nothing afterwards', async () => {
    await scheduleMany(30);
    let release = () => {};
    let began = false;
    const slow = {
      test: async (_ctx: unknown, timers: readonly unknown[]) => {
        began = true;
        await new Promise<void>((resolve) => (release = resolve));
        return timers.map(() => []);
      },
    };
    const poller = buildPoller(createManualClock(NOON), { handlers: slow, limit: 30 });
    poller.start();
    await waitFor(() => began);
    await scheduleTimers([testTimer(99, -1)]);
    const stopped = poller.stop();
    release();
    await stopped;
    expect(await firedCount()).toBe(30);
    expect((await TimerModel.findById('test:lead-99:-').lean())!.state).not.toBe('fired');
  });
});
