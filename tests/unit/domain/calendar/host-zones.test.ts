import { afterAll, describe, expect, it, vi } from 'vitest';

const before = process.env.TZ;
afterAll(() => {
  process.env.TZ = before;
});

/** The 2025 schedule around National Day, with its make-up workday before and after. */
const DAYS = [
  ['2025-09-28', 'make_up'],
  ['2025-09-30', 'ordinary'],
  ['2025-10-01', 'holiday'],
  ['2025-10-08', 'holiday'],
  ['2025-10-09', 'ordinary'],
  ['2025-10-11', 'make_up'],
] as const;

describe('[ST2] the holiday calendar does not depend on the zone of the host', () => {
  it.each([
    'UTC',
    'Asia/Shanghai',
    'America/New_York',
    'Pacific/Honolulu',
    'Asia/Kathmandu',
    'Pacific/Kiritimati',
  ])('%s', async (zone) => {
    process.env.TZ = zone;
    // The kinds of days are remembered: every zone starts with an empty memory.
    vi.resetModules();
    const { chineseDayKind, calendarCovers } = await import('#domain/calendar/chinese-day');
    expect(DAYS.map(([date]) => [date, chineseDayKind(date)])).toEqual(DAYS);
    expect([2024, 2025, 2026].map((year) => calendarCovers(year))).toEqual([true, true, true]);
  });
});
