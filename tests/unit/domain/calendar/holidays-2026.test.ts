import { describe, expect, it } from 'vitest';
import { calendarCovers, chineseDayKind } from '#domain/calendar/chinese-day';
import { createWorkCalendar, DEFAULT_STORE_HOURS, type StoreHours } from '#domain/calendar/index';

/** 国务院办公厅关于2026年部分节假日安排的通知 (Nov 2025), written out by hand. */
const HOLIDAYS: readonly (readonly [string, string, string])[] = [
  ['元旦', '2026-01-01', '2026-01-03'],
  ['春节', '2026-02-15', '2026-02-23'],
  ['清明节', '2026-04-04', '2026-04-06'],
  ['劳动节', '2026-05-01', '2026-05-05'],
  ['端午节', '2026-06-19', '2026-06-21'],
  ['中秋节', '2026-09-25', '2026-09-27'],
  ['国庆节', '2026-10-01', '2026-10-07'],
];
const MAKE_UP = ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'];

const DAY_MS = 86_400_000;
const daysOf = (from: string, to: string): string[] => {
  const days: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += DAY_MS) {
    days.push(new Date(at).toISOString().slice(0, 10));
  }
  return days;
};
const closedDays = HOLIDAYS.flatMap(([name, from, to]) =>
  daysOf(from, to).map((day) => [name, day] as const),
);
const noon = (day: string) => new Date(`${day}T12:00:00+08:00`);
const week: StoreHours = { weekly: { ...DEFAULT_STORE_HOURS.weekly, 6: [], 7: [] } };
const store = createWorkCalendar({ hours: DEFAULT_STORE_HOURS, overrides: [] });
const office = createWorkCalendar({ hours: week, overrides: [] });

describe('[ST2] the holidays of 2026', () => {
  it('are known', () => {
    expect(calendarCovers(2026)).toBe(true);
  });

  it.each(closedDays)('%s %s: everything is closed', (_name, day) => {
    expect(chineseDayKind(day)).toBe('holiday');
    expect(store.isOpen(noon(day))).toBe(false);
    expect(office.isOpen(noon(day))).toBe(false);
  });

  it.each(MAKE_UP)('%s is a weekend day worked in exchange (调休)', (day) => {
    expect([0, 6]).toContain(noon(day).getUTCDay());
    expect(chineseDayKind(day)).toBe('make_up');
    expect(store.isOpen(noon(day))).toBe(true);
    expect(office.isOpen(noon(day))).toBe(true);
  });

  it('all other days of the year are ordinary', () => {
    const named = new Set([...closedDays.map(([, day]) => day), ...MAKE_UP]);
    const rest = daysOf('2026-01-01', '2026-12-31').filter((day) => !named.has(day));
    expect(rest).toHaveLength(365 - named.size);
    expect(rest.filter((day) => chineseDayKind(day) !== 'ordinary')).toEqual([]);
    for (const day of rest) {
      const weekend = [0, 6].includes(noon(day).getUTCDay());
      expect([day, store.isOpen(noon(day))]).toEqual([day, true]);
      expect([day, office.isOpen(noon(day))]).toEqual([day, !weekend]);
    }
  });

  it.each([
    ['2026-02-14T17:55:00+08:00', 10, '2026-02-24T09:05:00+08:00', 'over New Year by the moon'],
    ['2026-09-30T17:59:00+08:00', 2, '2026-10-08T09:01:00+08:00', 'over National Day'],
    ['2026-04-03T17:50:00+08:00', 15, '2026-04-07T09:05:00+08:00', 'over Qingming'],
    ['2026-06-19T10:00:00+08:00', 5, '2026-06-22T09:05:00+08:00', 'from within the Dragon Boat days'],
    ['2026-01-03T23:00:00+08:00', 1, '2026-01-04T09:01:00+08:00', 'to a Sunday worked in exchange'],
  ])('from %s, %i working minutes end at %s (%s)', (from, minutes, to) => {
    expect(store.addWorkingMinutes(new Date(from), minutes)).toEqual(new Date(to));
    expect(store.workingMinutesBetween(new Date(from), new Date(to))).toBe(minutes);
  });

  it('a store may open on a holiday by saying so', () => {
    const spans = [{ from: '10:00', to: '16:00' }];
    const open = createWorkCalendar({ hours: DEFAULT_STORE_HOURS, overrides: [{ on: '2026-10-02', spans }] });
    expect(open.isOpen(noon('2026-10-02'))).toBe(true);
    expect(open.isOpen(new Date('2026-10-02T09:30:00+08:00'))).toBe(false);
    expect(open.isOpen(noon('2026-10-03'))).toBe(false);
    expect(open.nextOpening(noon('2026-10-01'))).toEqual(new Date('2026-10-02T10:00:00+08:00'));
  });

  it('and stay closed on a make-up day by saying so', () => {
    const shut = createWorkCalendar({ hours: week, overrides: [{ on: '2026-10-10', spans: [] }] });
    expect(shut.isOpen(noon('2026-10-10'))).toBe(false);
  });
});
