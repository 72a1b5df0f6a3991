import { fc, test } from '@fast-check/vitest';
import { DateTime } from 'luxon';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  calendarCovers,
  createWorkCalendar,
  DEFAULT_STORE_HOURS,
  type StoreHours,
} from '#domain/calendar/index';

const at = (text: string) => DateTime.fromISO(text, { zone: 'Asia/Shanghai' }).toJSDate();
const shown = (date: Date) =>
  DateTime.fromJSDate(date, { zone: 'Asia/Shanghai' }).toFormat("yyyy-MM-dd'T'HH:mm");
const span = (from: string, to: string) => ({ from, to });
const weekdaysOnly: StoreHours = { weekly: { ...DEFAULT_STORE_HOURS.weekly, 6: [], 7: [] } };
const ordinary = createWorkCalendar({ hours: DEFAULT_STORE_HOURS, overrides: [] });
const office = createWorkCalendar({ hours: weekdaysOnly, overrides: [] });
const ZONES = ['Asia/Shanghai', 'UTC', 'America/Los_Angeles', 'Pacific/Kiritimati'];

describe.each(ZONES)('[ST2] working time, on a machine in %s', (zone) => {
  const before = process.env.TZ;
  beforeAll(() => {
    process.env.TZ = zone;
  });
  afterAll(() => {
    process.env.TZ = before;
  });

  it('runs in that zone, or the rest would prove nothing', () => {
    const offset = DateTime.fromISO('2026-11-23', { zone }).offset;
    expect(new Date('2026-11-23T00:00:00Z').getTimezoneOffset() + offset).toBe(0);
  });

  it.each([
    ['2026-11-23T08:59', false, 'before opening'],
    ['2026-11-23T09:00', true, 'at opening'],
    ['2026-11-23T17:59', true, 'before closing'],
    ['2026-11-23T18:00', false, 'at closing'],
    ['2026-11-22T12:00', true, 'on a Sunday, for car stores sell on weekends'],
    ['2026-10-01T12:00', false, 'on National Day'],
    ['2026-10-04T12:00', false, 'on a Sunday within the holiday'],
    ['2026-02-17T12:00', false, 'on New Year by the moon'],
  ])('a store at %s is open: %s (%s)', (time, open) => {
    expect(ordinary.isOpen(at(time))).toBe(open);
  });

  it.each([
    ['2026-10-10T12:00', true, 'a Saturday worked in exchange'],
    ['2026-10-17T12:00', false, 'an ordinary Saturday'],
    ['2026-02-14T12:00', true, 'another Saturday worked in exchange'],
    ['2026-05-09T12:00', true, 'and in May'],
  ])('an office closed on weekends, at %s is open: %s (%s)', (time, open) => {
    expect(office.isOpen(at(time))).toBe(open);
  });

  it('minutes carry over the night, the weekend and a holiday week', () => {
    const add = (from: string, minutes: number) => shown(office.addWorkingMinutes(at(from), minutes));
    expect(add('2026-11-23T10:00', 15)).toBe('2026-11-23T10:15');
    expect(add('2026-11-23T17:50', 15)).toBe('2026-11-24T09:05');
    expect(add('2026-11-23T17:45', 15)).toBe('2026-11-23T18:00');
    expect(add('2026-11-20T17:50', 15)).toBe('2026-11-23T09:05');
    expect(add('2026-11-23T03:00', 5)).toBe('2026-11-23T09:05');
    // 09-30 is the last day before the holiday (10-01 to 10-07).
    expect(add('2026-09-30T17:50', 15)).toBe('2026-10-08T09:05');
    expect(add('2026-11-23T20:00', 0)).toBe('2026-11-24T09:00');
  });

  it('an override wins over weekday and holiday', () => {
    const calendar = createWorkCalendar({
      hours: DEFAULT_STORE_HOURS,
      overrides: [
        { on: '2026-10-01', spans: [span('10:00', '12:00'), span('13:00', '24:00')] },
        { on: '2026-11-23', spans: [] },
      ],
    });
    expect(calendar.isOpen(at('2026-10-01T23:59'))).toBe(true);
    expect(calendar.isOpen(at('2026-10-01T12:30'))).toBe(false);
    expect(calendar.isOpen(at('2026-11-23T12:00'))).toBe(false);
    expect(shown(calendar.nextOpening(at('2026-11-22T19:00')))).toBe('2026-11-24T09:00');
    expect(calendar.workingMinutesBetween(at('2026-10-01T00:00'), at('2026-10-02T00:00'))).toBe(120 + 660);
  });

  const instant = fc
    .integer({ min: Date.UTC(2024, 0, 1) / 1000, max: Date.UTC(2027, 11, 31) / 1000 })
    .map((seconds) => new Date(seconds * 1000));
  const minutes = fc.integer({ min: 1, max: 3_000 });
  const calendars = fc.constantFrom(ordinary, office);

  test.prop([calendars, instant, minutes])('what is added is what is between', (calendar, from, added) => {
    const end = calendar.addWorkingMinutes(from, added);
    expect(calendar.workingMinutesBetween(from, end)).toBeCloseTo(added, 6);
    expect(end.getTime()).toBeGreaterThan(from.getTime());
    // A clock ends in open time, or at the very moment of closing.
    expect(calendar.isOpen(new Date(end.getTime() - 1))).toBe(true);
  });

  test.prop([calendars, instant, minutes, minutes])(
    'adding in two steps is adding at once',
    (calendar, from, a, b) => {
      const twice = calendar.addWorkingMinutes(calendar.addWorkingMinutes(from, a), b);
      expect(twice).toEqual(calendar.addWorkingMinutes(from, a + b));
    },
  );

  test.prop([calendars, instant, minutes, minutes])(
    'later starts end no earlier, more minutes later',
    (calendar, from, a, b) => {
      const later = new Date(from.getTime() + a * 60_000);
      expect(calendar.addWorkingMinutes(later, b).getTime()).toBeGreaterThanOrEqual(
        calendar.addWorkingMinutes(from, b).getTime(),
      );
      expect(calendar.addWorkingMinutes(from, a + b).getTime()).toBeGreaterThan(
        calendar.addWorkingMinutes(from, a).getTime(),
      );
    },
  );

  test.prop([calendars, instant])('the next opening is open, and nothing before it is', (calendar, from) => {
    const opening = calendar.nextOpening(from);
    expect(calendar.isOpen(opening)).toBe(true);
    expect(calendar.workingMinutesBetween(from, opening)).toBe(0);
  });

  test.prop([instant])('the local day is the one a time zone library gives', (from) => {
    const there = DateTime.fromJSDate(from, { zone: 'Asia/Shanghai' });
    const only = createWorkCalendar({
      hours: { weekly: { ...DEFAULT_STORE_HOURS.weekly, 1: [], 2: [], 3: [], 4: [], 5: [], 6: [], 7: [] } },
      overrides: [{ on: there.toISODate()!, spans: [span('00:00', '24:00')] }],
    });
    expect(only.isOpen(from)).toBe(true);
    expect(
      only.workingMinutesBetween(there.startOf('day').toJSDate(), there.endOf('day').plus(1).toJSDate()),
    ).toBe(1_440);
  });
});

describe('odd calendars', () => {
  it('no minutes pass backwards', () => {
    expect(ordinary.workingMinutesBetween(at('2026-11-23T12:00'), at('2026-11-23T11:00'))).toBe(0);
    expect(ordinary.workingMinutesBetween(at('2026-11-24T12:00'), at('2026-11-23T11:00'))).toBe(0);
  });

  it('a store that never opens is refused instead of searched for ever', () => {
    const none = createWorkCalendar({
      hours: { weekly: { 1: [], 2: [], 3: [], 4: [], 5: [], 6: [], 7: [] } },
      overrides: [],
    });
    expect(() => none.nextOpening(at('2026-11-23T12:00'))).toThrow(/营业/);
    expect(none.isOpen(at('2026-11-23T12:00'))).toBe(false);
  });

  it('says which years are published, and takes others by weekday', () => {
    expect([2024, 2025, 2026].map(calendarCovers)).toEqual([true, true, true]);
    expect(calendarCovers(2099)).toBe(false);
    expect(office.isOpen(at('2099-10-01T12:00'))).toBe(true);
  });
});
