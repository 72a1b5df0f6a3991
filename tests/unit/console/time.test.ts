import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { shanghaiInstant, showRemaining, showTime } from '../../../src/console/src/time.ts';

const NOW = '2026-11-23T02:00:00.000Z';

describe('a time on the phone page', () => {
  it.each([
    ['2026-11-23T06:05:00Z', '14:05'],
    ['2026-11-22T16:00:00Z', '00:00'],
    ['2026-11-22T15:59:59Z', '11-22 23:59'],
    ['2026-11-24T01:30:00Z', '11-24 09:30'],
    ['2026-01-01T00:00:00Z', '01-01 08:00'],
    ['2025-12-31T15:59:00Z', '2025-12-31 23:59'],
    ['2025-12-31T16:00:00Z', '01-01 00:00'],
    ['2027-01-01T00:00:00Z', '2027-01-01 08:00'],
  ])('%s is shown as %s: Shanghai’s, with no more date than is needed', (iso, shown) => {
    expect(showTime(iso, NOW)).toBe(shown);
  });

  test.prop([
    fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true }),
    fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true }),
  ])('always ends with the clock of Shanghai', (at, now) => {
    const local = new Date(at.getTime() + 8 * 3_600_000);
    const clock = local.toISOString().slice(11, 16);
    expect(showTime(at.toISOString(), now.toISOString()).endsWith(clock)).toBe(true);
  });
});

describe('what is left', () => {
  const due = (ms: number) => showRemaining(new Date(Date.parse(NOW) + ms).toISOString(), Date.parse(NOW));
  const MINUTE = 60_000;
  const HOUR = 60 * MINUTE;
  it.each([
    [12 * MINUTE, '还剩 12 分钟', false],
    [1_000, '还剩 1 分钟', false],
    [0, '还剩 1 分钟', false],
    [-1_000, '已超时 0 分钟', true],
    [-5 * MINUTE, '已超时 5 分钟', true],
    [HOUR, '还剩 1 小时', false],
    [59 * MINUTE + 40_000, '还剩 1 小时', false],
    [-(2 * HOUR + 5 * MINUTE), '已超时 2 小时 5 分', true],
    [24 * HOUR, '还剩 1 天 0 小时', false],
    [50 * HOUR + 30 * MINUTE, '还剩 2 天 2 小时', false],
  ])('%i ms is said as %s', (ms, text, late) => {
    expect(due(ms)).toEqual({ text, late });
  });

  test.prop([fc.integer({ min: -10 * 86_400_000, max: 10 * 86_400_000 })])(
    'is late exactly after it',
    (ms) => {
      expect(due(ms).late).toBe(ms < 0);
      expect(due(ms).text.startsWith(ms < 0 ? '已超时' : '还剩')).toBe(true);
    },
  );
});

describe('a choice of the follow-up form', () => {
  it.each([
    [0, 18, '2026-11-23T10:00:00.000Z'],
    [1, 10, '2026-11-24T02:00:00.000Z'],
    [7, 10, '2026-11-30T02:00:00.000Z'],
    [8, 0, '2026-11-30T16:00:00.000Z'],
  ])('%i days on at %i o’clock in Shanghai', (days, hour, iso) => {
    expect(shanghaiInstant(NOW, days, hour)).toBe(iso);
  });

  it('counts days from Shanghai’s, where UTC is still at the day before', () => {
    expect(shanghaiInstant('2026-11-23T16:30:00Z', 0, 10)).toBe('2026-11-24T02:00:00.000Z');
    expect(shanghaiInstant('2026-11-23T15:30:00Z', 1, 10)).toBe('2026-11-24T02:00:00.000Z');
  });

  it('crosses months and years', () => {
    expect(shanghaiInstant('2026-12-31T02:00:00Z', 1, 10)).toBe('2027-01-01T02:00:00.000Z');
    expect(shanghaiInstant('2028-02-28T02:00:00Z', 1, 10)).toBe('2028-02-29T02:00:00.000Z');
  });
});
