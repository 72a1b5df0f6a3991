import { afterEach, describe, expect, it, vi } from 'vitest';
import { createManualClock } from '#domain/kernel/clock';
import { createDatabaseClock } from '#infra/database-clock';

const REAL = new Date('2026-11-25T02:00:00Z');

/** A host whose clock is `skewMs` off, and a database that is right. */
function buildHost(skewMs: number) {
  const base = createManualClock(new Date(REAL.getTime() + skewMs));
  const database = createManualClock(REAL);
  const read = vi.fn(async () => database.now());
  const clock = createDatabaseClock({ base, databaseNow: read, refreshMs: 10 });
  const pass = (ms: number) => {
    base.advance(ms);
    database.advance(ms);
  };
  return { base, database, read, clock, pass };
}

describe('a clock that follows the database', () => {
  const clocks: { stop(): void }[] = [];
  afterEach(() => {
    for (const clock of clocks.splice(0)) clock.stop();
  });

  it.each([-90_000, 90_000, 3_600_000])('puts a host that is %i ms off right', async (skewMs) => {
    const { clock, pass } = buildHost(skewMs);
    await clock.refresh();
    expect(Math.abs(clock.now().getTime() - REAL.getTime())).toBeLessThan(50);
    pass(60_000);
    expect(Math.abs(clock.now().getTime() - REAL.getTime() - 60_000)).toBeLessThan(50);
  });

  it('does not jitter within the noise of a reading', async () => {
    const { clock, database } = buildHost(90_000);
    await clock.refresh();
    const { skewMs } = clock;
    database.advance(10);
    await clock.refresh();
    expect(clock.skewMs).toBe(skewMs);
    database.advance(500);
    await clock.refresh();
    expect(clock.skewMs).toBeGreaterThan(skewMs + 400);
  });

  it('keeps its correction while the database is away, and takes readings by itself', async () => {
    const { clock, read } = buildHost(-90_000);
    clocks.push(clock);
    await clock.start();
    const { skewMs } = clock;
    read.mockRejectedValue(new Error('away'));
    await vi.waitFor(() => expect(read.mock.calls.length).toBeGreaterThan(2));
    expect(clock.skewMs).toBe(skewMs);
    clock.stop();
    const calls = read.mock.calls.length;
    await new Promise((resolve) => setImmediate(resolve));
    expect(read.mock.calls.length).toBe(calls);
  });

  it('does not start without a first reading', async () => {
    const { clock, read } = buildHost(0);
    read.mockRejectedValueOnce(new Error('no database'));
    await expect(clock.start()).rejects.toThrow('no database');
  });
});
