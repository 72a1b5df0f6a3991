import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSandboxClock } from '#sandbox/clock';
import { createLimits, MESSAGES_PER_HOUR, MESSAGES_PER_MINUTE, WRONG_SECRETS } from '#sandbox/limits';
import { openCore, START } from './open-core.ts';

function openLimits() {
  let now = START;
  const clock = createSandboxClock({ now: () => new Date(now) }, null);
  return {
    limits: createLimits(clock),
    pass: (seconds: number) => {
      now += seconds * 1000;
    },
  };
}

describe('messages per member', () => {
  it('[OP1] allows 30 a minute to one member of one app, and no more', () => {
    const { limits } = openLimits();
    const sent = Array.from({ length: 32 }, () => limits.allowMessage(1, 'lina'));
    expect(sent.filter(Boolean)).toHaveLength(MESSAGES_PER_MINUTE);
    expect(sent.slice(0, 30).every(Boolean)).toBe(true);
  });

  it('counts members and apps apart, names without regard to case', () => {
    const { limits } = openLimits();
    for (let i = 0; i < 30; i += 1) limits.allowMessage(1, 'lina');
    expect(limits.allowMessage(1, 'LINA')).toBe(false);
    expect(limits.allowMessage(1, 'wuhao')).toBe(true);
    expect(limits.allowMessage(2, 'lina')).toBe(true);
  });

  it('slides: what was sent a minute ago no longer counts, what was dropped never did', () => {
    const { limits, pass } = openLimits();
    for (let i = 0; i < 15; i += 1) limits.allowMessage(1, 'lina');
    pass(30);
    for (let i = 0; i < 15; i += 1) limits.allowMessage(1, 'lina');
    for (let i = 0; i < 100; i += 1) expect(limits.allowMessage(1, 'lina')).toBe(false);
    pass(30);
    const next = Array.from({ length: 20 }, () => limits.allowMessage(1, 'lina'));
    expect(next.filter(Boolean)).toHaveLength(15);
  });

  it('stops at 1,000 an hour', () => {
    const { limits, pass } = openLimits();
    let sent = 0;
    for (let minute = 0; minute < 50; minute += 1) {
      for (let i = 0; i < 30; i += 1) if (limits.allowMessage(1, 'lina')) sent += 1;
      pass(61);
    }
    expect(sent).toBe(MESSAGES_PER_HOUR);
    pass(3_600);
    expect(limits.allowMessage(1, 'lina')).toBe(true);
  });
});

describe('calls and secrets', () => {
  it('counts calls by API and by the minute of the clock', () => {
    const { limits, pass } = openLimits();
    expect([1, 2, 3].map(() => limits.allowCall('a', 2))).toEqual([true, true, false]);
    expect(limits.allowCall('b', 2)).toBe(true);
    pass(59);
    expect(limits.allowCall('a', 2)).toBe(false);
    pass(1);
    expect(limits.allowCall('a', 2)).toBe(true);
  });

  it('a limit of zero lets nothing through', () => {
    const { limits } = openLimits();
    expect(limits.allowCall('a', 0)).toBe(false);
  });

  it('bans an address after ten wrong secrets an hour, for an hour, and no other', () => {
    const { limits, pass } = openLimits();
    for (let i = 0; i < WRONG_SECRETS; i += 1) {
      expect(limits.banned('127.0.0.1')).toBe(false);
      limits.wrongSecret('127.0.0.1');
    }
    expect(limits.banned('127.0.0.1')).toBe(true);
    expect(limits.banned('::1')).toBe(false);
    pass(3_599);
    expect(limits.banned('127.0.0.1')).toBe(true);
    pass(1);
    expect(limits.banned('127.0.0.1')).toBe(false);
  });

  it('forgets everything on a reset', () => {
    const { limits } = openLimits();
    limits.allowCall('a', 1);
    for (let i = 0; i < 30; i += 1) limits.allowMessage(1, 'lina');
    for (let i = 0; i < 10; i += 1) limits.wrongSecret('127.0.0.1');
    limits.clear();
    expect([limits.allowCall('a', 1), limits.allowMessage(1, 'lina'), limits.banned('127.0.0.1')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('the clock', () => {
  function folder(): string {
    const made = mkdtempSync(join(tmpdir(), 'cheliao-clock-'));
    onTestFinished(() => rmSync(made, { recursive: true, force: true }));
    return made;
  }

  it('is the base clock plus what it was advanced by, in ms, seconds and as a date', () => {
    const clock = createSandboxClock({ now: () => new Date(START + 999) }, null);
    clock.advance(60);
    expect([clock.ms(), clock.seconds(), clock.now().toISOString(), clock.offsetMs]).toEqual([
      START + 60_999,
      START / 1000 + 60,
      '2026-05-06T02:01:00.999Z',
      60_000,
    ]);
  });

  it('leaves the offset where the product reads it, and takes it up again after a restart', () => {
    const file = join(folder(), 'offset');
    const first = createSandboxClock({ now: () => new Date(START) }, file);
    first.advance(90);
    first.advance(0.5);
    expect(readFileSync(file, 'utf8').trim()).toBe('90500');
    expect(createSandboxClock({ now: () => new Date(START) }, file).ms()).toBe(START + 90_500);
  });

  it.each(['', 'soon', 'NaN', 'Infinity'])('starts at zero when the file says %j', (content) => {
    const file = join(folder(), 'offset');
    writeFileSync(file, content);
    expect(createSandboxClock({ now: () => new Date(START) }, file).offsetMs).toBe(0);
  });

  it('lets a token, a code and a window age together', () => {
    const { core, pass } = openCore();
    const before = core.clock.seconds();
    pass(10);
    core.clock.advance(20);
    expect(core.clock.seconds() - before).toBe(30);
  });
});
