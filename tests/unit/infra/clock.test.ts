import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createManualClock } from '#domain/kernel/clock';
import { createOffsetClock, monotonicMs, systemClock } from '#infra/clock';

const START = new Date('2026-11-23T01:00:00Z');
let dir: string;
let file: string;
let stamp = 1;

/** Writes an offset with a modification time of its own, as a later write has. */
async function writeOffset(text: string): Promise<void> {
  writeFileSync(file, text);
  const { utimesSync } = await import('node:fs');
  stamp += 1;
  utimesSync(file, stamp, stamp);
}

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'cheliao-clock-'));
  file = join(dir, 'offset');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('the adjustable clock', () => {
  it('is the base clock while there is no file', () => {
    expect(createOffsetClock(file, createManualClock(START), 0).now()).toEqual(START);
  });

  it('follows the file, and moves with its base', async () => {
    const base = createManualClock(START);
    const clock = createOffsetClock(file, base, 0);
    await writeOffset('3600000\n');
    expect(clock.now()).toEqual(new Date('2026-11-23T02:00:00Z'));
    base.advance(1_000);
    expect(clock.now()).toEqual(new Date('2026-11-23T02:00:01Z'));
    await writeOffset('7200000');
    expect(clock.now()).toEqual(new Date('2026-11-23T03:00:01Z'));
  });

  it('keeps its last offset when the file is gone or nonsense', async () => {
    const clock = createOffsetClock(file, createManualClock(START), 0);
    await writeOffset('60000');
    clock.now();
    await writeOffset('tomorrow');
    expect(clock.now()).toEqual(new Date('2026-11-23T01:01:00Z'));
    rmSync(file);
    expect(clock.now()).toEqual(new Date('2026-11-23T01:01:00Z'));
  });

  it('looks at the file no more often than told', async () => {
    const clock = createOffsetClock(file, createManualClock(START), 3_600_000);
    expect(clock.now()).toEqual(START);
    await writeOffset('60000');
    expect(clock.now()).toEqual(START);
  });
});

it('durations come from a clock that never goes back', () => {
  const first = monotonicMs();
  expect(monotonicMs()).toBeGreaterThanOrEqual(first);
  expect(systemClock.now()).toBeInstanceOf(Date);
});
