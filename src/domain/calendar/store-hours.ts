import { z } from 'zod';

const MINUTES_PER_DAY = 1_440;

/** Reads `09:30` (00:00 to 24:00) as minutes after midnight, or null. */
export function parseClockTime(text: string): number | null {
  const match = /^(\d{2}):(\d{2})$/.exec(text);
  if (match === null) return null;
  const minutes = Number(match[1]) * 60 + Number(match[2]);
  return Number(match[2]) < 60 && minutes <= MINUTES_PER_DAY ? minutes : null;
}

const ClockTime = z
  .string()
  .refine((text) => parseClockTime(text) !== null, '请填写 00:00 到 24:00 之间的时间');

const Span = z.object({ from: ClockTime, to: ClockTime });

/** The spans of one day: each ends after it starts, in order, none overlapping; none crosses midnight. */
export const DaySpans = z.array(Span).refine((spans) => {
  let end = -1;
  return spans.every(({ from, to }) => {
    const fits = parseClockTime(from)! >= end && parseClockTime(to)! > parseClockTime(from)!;
    end = parseClockTime(to)!;
    return fits;
  });
}, '时间段须从早到晚、互不重叠、不跨零点');

/** Opening hours by ISO weekday (1 = Monday). At least one day must be open, or no clock would ever end. */
export const StoreHours = z.object({
  weekly: z
    .object({ 1: DaySpans, 2: DaySpans, 3: DaySpans, 4: DaySpans, 5: DaySpans, 6: DaySpans, 7: DaySpans })
    .refine((weekly) => Object.values(weekly).some((spans) => spans.length > 0), '至少一天要营业'),
});

/** What one date is instead of its weekday or holiday: other spans, or none (closed). */
export const DayOverride = z.object({ on: z.iso.date(), spans: DaySpans });

export type TimeSpan = z.infer<typeof Span>;
export type StoreHours = z.infer<typeof StoreHours>;
export type DayOverride = z.infer<typeof DayOverride>;

const ORDINARY: TimeSpan[] = [{ from: '09:00', to: '18:00' }];

/** 09:00–18:00 on all seven days: car stores live on weekends; public holidays are closed unless overridden. */
export const DEFAULT_STORE_HOURS: StoreHours = {
  weekly: { 1: ORDINARY, 2: ORDINARY, 3: ORDINARY, 4: ORDINARY, 5: ORDINARY, 6: ORDINARY, 7: ORDINARY },
};
