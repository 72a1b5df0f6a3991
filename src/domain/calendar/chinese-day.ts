import { createRequire } from 'node:module';

/** `holiday`: a public holiday. `make_up`: a weekend day worked in exchange (调休). `ordinary`: neither. */
export type ChineseDayKind = 'holiday' | 'make_up' | 'ordinary';

type ChineseDays = typeof import('chinese-days').default;
const require = createRequire(import.meta.url);
let library: ChineseDays | undefined;

/** Loaded with the first date: its tables cost 8 MB and a part of the start. */
function chineseDays(): ChineseDays {
  library ??= require('chinese-days') as ChineseDays;
  return library;
}

/**
 * Noon of the date on the host's own clock. The library reads a date string as UTC and then asks for its local
 * parts, which is the day before on every host west of Greenwich.
 */
function hostNoon(date: string): Date {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  return new Date(year, month - 1, day, 12);
}

const kinds = new Map<string, ChineseDayKind>();
const covered = new Map<number, boolean>();

/**
 * What the State Council's schedule says of a date (`YYYY-MM-DD`). The library names a scheduled day
 * `National Day,国庆节,3` and any other day by its weekday only, so the comma tells them apart.
 */
export function chineseDayKind(date: string): ChineseDayKind {
  const known = kinds.get(date);
  if (known !== undefined) return known;
  const { work, name } = chineseDays().getDayDetail(hostNoon(date));
  const kind = name.includes(',') ? (work ? 'make_up' : 'holiday') : 'ordinary';
  kinds.set(date, kind);
  return kind;
}

/**
 * False when the year's schedule is not known yet (it is published each November): days are then taken by
 * weekday alone, which operators must be told.
 */
export function calendarCovers(year: number): boolean {
  const known = covered.get(year);
  if (known !== undefined) return known;
  // National Day is a public holiday in every schedule; without one the library says "Friday".
  const covers = chineseDayKind(`${year}-10-01`) === 'holiday';
  covered.set(year, covers);
  return covers;
}
