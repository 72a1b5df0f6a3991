import { appError } from '#domain/kernel/errors';
import { chineseDayKind } from './chinese-day.ts';
import { type DayOverride, parseClockTime, type StoreHours, type TimeSpan } from './store-hours.ts';

/** Working time of one store, as pure arithmetic on instants. */
export interface WorkCalendar {
  isOpen(at: Date): boolean;
  /** `at` itself when open, else the start of the next opening. */
  nextOpening(at: Date): Date;
  /** The instant at which `minutes` of working time have passed since `from`; closed time does not count. */
  addWorkingMinutes(from: Date, minutes: number): Date;
  /** Working minutes from `a` to `b`; 0 when `b` is not after `a`. */
  workingMinutesBetween(a: Date, b: Date): number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** China keeps UTC+8 all year (no summer time since 1991), so a local day is plain arithmetic. */
const ZONE_MS = 8 * 60 * MINUTE_MS;
/** Longest closure that is believed; beyond it the hours are a mistake. */
const HORIZON_DAYS = 800;

type Interval = readonly [startMs: number, endMs: number];

const dayOf = (ms: number) => Math.floor((ms + ZONE_MS) / DAY_MS);
const dateOf = (day: number) => new Date(day * DAY_MS).toISOString().slice(0, 10);
/** ISO weekday; day 0 (1970-01-01) was a Thursday. */
const weekdayOf = (day: number) => ((((day + 3) % 7) + 7) % 7) + 1;

/**
 * The calendar of a store: an override decides its date; else a public holiday is closed; else a make-up
 * workday is open (with the longest weekly day's hours when the weekday itself is closed); else the week.
 */
export function createWorkCalendar(input: {
  hours: StoreHours;
  overrides: readonly DayOverride[];
}): WorkCalendar {
  const intervalsOn = createDayReader(input.hours, input.overrides);
  const nextInterval = (at: number): Interval => {
    const first = dayOf(at);
    for (let day = first; day < first + HORIZON_DAYS; day++) {
      const found = intervalsOn(day).find(([, end]) => end > at);
      if (found) return found;
    }
    throw appError('INVALID_INPUT', { field: 'hours', fix: '营业时间里没有任何可营业的日子' });
  };
  const isOpen = (at: Date) => {
    const ms = at.getTime();
    return intervalsOn(dayOf(ms)).some(([start, end]) => start <= ms && ms < end);
  };
  return {
    isOpen,
    nextOpening: (at) => new Date(Math.max(at.getTime(), nextInterval(at.getTime())[0])),
    addWorkingMinutes: (from, minutes) => {
      let left = Math.max(0, minutes) * MINUTE_MS;
      let at = from.getTime();
      while (true) {
        const [start, end] = nextInterval(at);
        const begin = Math.max(at, start);
        if (left <= end - begin) return new Date(begin + left);
        left -= end - begin;
        at = end;
      }
    },
    workingMinutesBetween: (a, b) => {
      let total = 0;
      for (let day = dayOf(a.getTime()); day <= dayOf(b.getTime()); day++) {
        for (const [start, end] of intervalsOn(day)) {
          total += Math.max(0, Math.min(end, b.getTime()) - Math.max(start, a.getTime()));
        }
      }
      return total / MINUTE_MS;
    },
  };
}

function createDayReader(hours: StoreHours, overrides: readonly DayOverride[]): (day: number) => Interval[] {
  const overridden = new Map(overrides.map(({ on, spans }) => [on, spans]));
  const weekly = hours.weekly as Readonly<Record<number, TimeSpan[]>>;
  const longest = Object.values(weekly).reduce((best, spans) =>
    length(spans) > length(best) ? spans : best,
  );
  const known = new Map<number, Interval[]>();
  return (day) => {
    let intervals = known.get(day);
    if (intervals === undefined) {
      intervals = toIntervals(day, spansOn(dateOf(day), weekly[weekdayOf(day)]!, longest, overridden));
      known.set(day, intervals);
    }
    return intervals;
  };
}

function spansOn(
  date: string,
  ordinary: TimeSpan[],
  longest: TimeSpan[],
  overridden: ReadonlyMap<string, TimeSpan[]>,
): TimeSpan[] {
  const override = overridden.get(date);
  if (override !== undefined) return override;
  const kind = chineseDayKind(date);
  if (kind === 'holiday') return [];
  return kind === 'make_up' && ordinary.length === 0 ? longest : ordinary;
}

function toIntervals(day: number, spans: readonly TimeSpan[]): Interval[] {
  const midnight = day * DAY_MS - ZONE_MS;
  return spans.map(({ from, to }) => [
    midnight + parseClockTime(from)! * MINUTE_MS,
    midnight + parseClockTime(to)! * MINUTE_MS,
  ]);
}

function length(spans: readonly TimeSpan[]): number {
  return spans.reduce((sum, { from, to }) => sum + parseClockTime(to)! - parseClockTime(from)!, 0);
}
