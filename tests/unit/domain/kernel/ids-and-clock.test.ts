import { decodeTime } from 'ulid';
import { describe, expect, it } from 'vitest';
import { createManualClock } from '#domain/kernel/clock';
import { systemContext } from '#domain/kernel/command-context';
import { newId } from '#domain/kernel/ids';

describe('ids', () => {
  const many = Array.from({ length: 50_000 }, newId);

  it('are ULIDs: 26 characters of Crockford’s alphabet', () => {
    for (const id of many.slice(0, 1_000)) expect(id).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
  });

  it('never repeat, and sort in the order they were made', () => {
    expect(new Set(many).size).toBe(many.length);
    for (let i = 1; i < many.length; i += 1) expect(many[i]! > many[i - 1]!).toBe(true);
  });

  it('carry the time of their making', () => {
    const before = Date.now();
    const at = decodeTime(newId());
    expect(at).toBeGreaterThanOrEqual(before - 1_000);
    expect(at).toBeLessThanOrEqual(Date.now() + 1_000);
  });

  it('are random in every letter, beyond one filling of the pool', async () => {
    // One id per millisecond: within one millisecond ids count upwards.
    const seen = Array.from({ length: 16 }, () => new Set<string>());
    const firsts = new Map<number, string>();
    for (const id of many) if (!firsts.has(decodeTime(id))) firsts.set(decodeTime(id), id);
    let last = decodeTime(many.at(-1)!);
    while (firsts.size < 400) {
      const id = newId();
      const at = decodeTime(id);
      if (at !== last) firsts.set(at, id);
      last = at;
    }
    for (const id of firsts.values()) for (let i = 0; i < 16; i += 1) seen[i]!.add(id[10 + i]!);
    // 400 draws of 32 letters miss a given one with a chance of e^-12.7.
    for (const letters of seen) expect(letters.size).toBeGreaterThanOrEqual(28);
  });
});

describe('the clock of a test', () => {
  it('stands still until moved, and hands out dates nobody can change it by', () => {
    const clock = createManualClock(new Date('2026-11-23T02:00:00Z'));
    clock.now().setFullYear(1999);
    expect(clock.now()).toEqual(new Date('2026-11-23T02:00:00Z'));
    clock.advance(90_000);
    expect(clock.now()).toEqual(new Date('2026-11-23T02:01:30Z'));
    clock.set(new Date('2030-01-01T00:00:00Z'));
    expect(clock.now()).toEqual(new Date('2030-01-01T00:00:00Z'));
  });

  it('work nobody asked for is done in the name of its job', () => {
    const clock = createManualClock(new Date(0));
    expect(systemContext(clock, 'nightly')).toEqual({
      actor: { type: 'system', job: 'nightly' },
      clock,
      requestId: 'nightly',
    });
    expect(systemContext(clock, 'nightly', 'req-1').requestId).toBe('req-1');
  });
});
