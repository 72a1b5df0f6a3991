import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { humanDuration, humanTime, localDate, secondsLeftOfDay, ZONE } from '#domain/kernel/local-time';

describe('local dates', () => {
  it.each([
    ['2026-11-22T15:59:59.999Z', '2026-11-22'],
    ['2026-11-22T16:00:00.000Z', '2026-11-23'],
    ['2026-12-31T15:59:59.000Z', '2026-12-31'],
    ['2026-12-31T16:00:00.000Z', '2027-01-01'],
    ['2028-02-28T16:00:00.000Z', '2028-02-29'],
    ['2027-02-28T16:00:00.000Z', '2027-03-01'],
    ['1970-01-01T00:00:00.000Z', '1970-01-01'],
  ])('%s is %s in Shanghai', (instant, date) => {
    expect(localDate(new Date(instant))).toBe(date);
  });

  it.each([
    ['2026-11-22T15:59:59.999Z', 1],
    ['2026-11-22T15:59:58.500Z', 2],
    ['2026-11-22T16:00:00.000Z', 86_400],
    ['2026-11-23T04:00:00.000Z', 43_200],
    ['2026-12-31T15:00:00.000Z', 3_600],
  ])('%s leaves %d seconds of its day', (instant, seconds) => {
    expect(secondsLeftOfDay(new Date(instant))).toBe(seconds);
  });

  test.prop([fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })])(
    'agrees with the platform’s own calendar',
    (at) => {
      const parts = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE, dateStyle: 'short' }).format(at);
      expect(localDate(at)).toBe(parts);
    },
  );
});

describe('times for people', () => {
  const now = new Date('2026-11-23T02:00:00Z');
  it.each([
    ['2026-11-23T06:05:00Z', '14:05'],
    ['2026-11-22T16:00:00Z', '00:00'],
    ['2026-11-23T15:59:00Z', '23:59'],
    ['2026-11-22T15:59:00Z', '11-22 23:59'],
    ['2026-11-24T01:30:00Z', '11-24 09:30'],
    ['2026-01-01T01:30:00Z', '01-01 09:30'],
    ['2027-01-02T01:30:00Z', '2027-01-02 09:30'],
    ['2025-12-31T15:59:00Z', '2025-12-31 23:59'],
  ])('%s is shown as %s', (at, text) => {
    expect(humanTime(new Date(at), now)).toBe(text);
  });

  it.each([
    [0, '0分钟'],
    [-60_000, '0分钟'],
    [29_999, '0分钟'],
    [30_000, '1分钟'],
    [3 * 60_000, '3分钟'],
    [59 * 60_000, '59分钟'],
    [59.6 * 60_000, '1小时'],
    [60 * 60_000, '1小时'],
    [125 * 60_000, '2小时5分'],
    [23 * 3_600_000 + 59 * 60_000, '23小时59分'],
    [24 * 3_600_000, '1天'],
    [27 * 3_600_000, '1天3小时'],
    [27 * 3_600_000 + 59 * 60_000, '1天3小时'],
    [72 * 3_600_000, '3天'],
  ])('%i ms is %s', (ms, text) => {
    expect(humanDuration(ms)).toBe(text);
  });

  test.prop([fc.integer({ min: 0, max: 10 * 86_400_000 }), fc.integer({ min: 0, max: 86_400_000 })])(
    'more time never sounds like less',
    (ms, more) => {
      const minutes = (text: string) => {
        const [, d, h, m] = /^(?:(\d+)天)?(?:(\d+)小时)?(?:(\d+)分钟?)?$/.exec(text)!;
        return Number(d ?? 0) * 1_440 + Number(h ?? 0) * 60 + Number(m ?? 0);
      };
      expect(minutes(humanDuration(ms + more))).toBeGreaterThanOrEqual(minutes(humanDuration(ms)));
    },
  );
});
