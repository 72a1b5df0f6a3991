import { describe, expect, it } from 'vitest';
import { DayOverride, DEFAULT_STORE_HOURS, StoreHours } from '#domain/calendar/index';
import { DaySpans, parseClockTime } from '#domain/calendar/store-hours';

describe('opening hours', () => {
  it.each([
    ['00:00', 0],
    ['09:30', 570],
    ['24:00', 1_440],
    ['24:01', null],
    ['9:30', null],
    ['12:60', null],
    ['noon', null],
  ])('%s is %s minutes', (text, minutes) => {
    expect(parseClockTime(text)).toBe(minutes);
  });

  it.each([
    ['nothing', [], true],
    [
      'a lunch break',
      [
        ['09:00', '12:00'],
        ['13:00', '18:00'],
      ],
      true,
    ],
    [
      'spans that touch',
      [
        ['09:00', '12:00'],
        ['12:00', '18:00'],
      ],
      true,
    ],
    [
      'spans that overlap',
      [
        ['09:00', '12:00'],
        ['11:59', '18:00'],
      ],
      false,
    ],
    [
      'the wrong order',
      [
        ['13:00', '18:00'],
        ['09:00', '12:00'],
      ],
      false,
    ],
    ['an end before the start', [['18:00', '09:00']], false],
    ['an empty span', [['09:00', '09:00']], false],
  ])('%s', (_, spans, fits) => {
    expect(DaySpans.safeParse(spans.map(([from, to]) => ({ from, to }))).success).toBe(fits);
  });

  it('a week without any opening is refused, and so is an override of no date', () => {
    expect(StoreHours.safeParse(DEFAULT_STORE_HOURS).success).toBe(true);
    const closed = { weekly: { 1: [], 2: [], 3: [], 4: [], 5: [], 6: [], 7: [] } };
    expect(StoreHours.safeParse(closed).success).toBe(false);
    expect(DayOverride.safeParse({ on: '2026-02-30', spans: [] }).success).toBe(false);
    expect(DayOverride.safeParse({ on: '2026-02-28', spans: [] }).success).toBe(true);
  });
});
