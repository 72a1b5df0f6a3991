import { DateTime } from 'luxon';

/** All business times are shown and reckoned in this zone (China has one, without summer time today). */
export const ZONE = 'Asia/Shanghai';

/** `2026-11-23` in Shanghai. */
export function localDate(at: Date): string {
  return DateTime.fromJSDate(at, { zone: ZONE }).toISODate()!;
}

/** Whole seconds until the next local midnight, at least 1. */
export function secondsLeftOfDay(at: Date): number {
  const there = DateTime.fromJSDate(at, { zone: ZONE });
  return Math.max(1, Math.ceil(there.plus({ days: 1 }).startOf('day').diff(there).as('seconds')));
}

/** `14:05` today, `11-24 09:30` on another day of this year, `2027-01-02 09:30` otherwise. */
export function humanTime(at: Date, now: Date): string {
  const there = DateTime.fromJSDate(at, { zone: ZONE });
  const here = DateTime.fromJSDate(now, { zone: ZONE });
  if (there.hasSame(here, 'day')) return there.toFormat('HH:mm');
  return there.toFormat(there.year === here.year ? 'MM-dd HH:mm' : 'yyyy-MM-dd HH:mm');
}

/** `3分钟`, `2小时5分`, `1天3小时`: never negative. */
export function humanDuration(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  if (minutes < 60) return `${minutes}分钟`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours}小时` : `${hours}小时${minutes % 60}分`;
  return hours % 24 === 0 ? `${hours / 24}天` : `${Math.floor(hours / 24)}天${hours % 24}小时`;
}
