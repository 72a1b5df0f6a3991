import { describe, expect, it } from 'vitest';
import { secondsToMorning, shanghaiParts } from '../../../../src/sandbox/ui/src/desk/browser-time.ts';

/** A moment by Shanghai's wall clock. */
const at = (text: string) => Date.parse(`${text}+08:00`);

describe('seconds to nine tomorrow in Shanghai', () => {
  it.each<[string, string]>([
    ['2026-11-23T00:00:00', '2026-11-24T09:00:00'],
    ['2026-11-23T08:59:59', '2026-11-24T09:00:00'],
    ['2026-11-23T09:00:00', '2026-11-24T09:00:00'],
    ['2026-11-23T10:30:15', '2026-11-24T09:00:00'],
    ['2026-11-23T23:59:59', '2026-11-24T09:00:00'],
    ['2026-12-31T12:00:00', '2027-01-01T09:00:00'],
    ['2028-02-28T12:00:00', '2028-02-29T09:00:00'],
    ['2028-02-29T12:00:00', '2028-03-01T09:00:00'],
    ['1970-01-01T07:00:00', '1970-01-02T09:00:00'],
  ])('%s → %s', (now, morning) => {
    expect(secondsToMorning(at(now))).toBe((at(morning) - at(now)) / 1000);
  });

  it('is always forward, and lands on nine whatever the minute', () => {
    for (let minute = 0; minute < 24 * 60; minute += 7) {
      const now = at('2026-05-06T00:00:00') + minute * 60_000;
      const seconds = secondsToMorning(now);
      expect(seconds).toBeGreaterThan(0);
      expect(shanghaiParts(now + seconds * 1000, 'zh').time).toBe('09:00');
      expect(seconds).toBeLessThanOrEqual(33 * 3_600);
    }
  });

  it('rounds to a whole second', () => {
    expect(secondsToMorning(at('2026-05-06T08:00:00') + 400)).toBe(25 * 3_600);
    expect(Number.isInteger(secondsToMorning(at('2026-05-06T08:00:00') + 777))).toBe(true);
  });
});

describe('a moment as a clock in Shanghai shows it', () => {
  it.each<[string, 'zh' | 'en', string, string, string]>([
    ['2026-11-23T10:05:07', 'zh', '10:05', '07', '11月23日周一'],
    ['2026-11-23T10:05:07', 'en', '10:05', '07', 'Mon, 23 November'],
    ['2026-05-06T00:00:00', 'zh', '00:00', '00', '5月6日周三'],
    ['2026-05-06T23:59:59', 'zh', '23:59', '59', '5月6日周三'],
    ['2026-02-17T12:00:30', 'en', '12:00', '30', 'Tue, 17 February'],
  ])('%s in %s', (moment, language, time, seconds, date) => {
    const parts = shanghaiParts(at(moment), language);
    expect([parts.time, parts.seconds]).toEqual([time, seconds]);
    expect(parts.date.replace(/ 周/, '周').replace(/^(\w+) /, '$1 ')).toContain(
      language === 'zh' ? date : date.split(', ')[1]!,
    );
  });

  it('midnight is 00, never 24', () => {
    for (const language of ['zh', 'en'] as const) {
      expect(shanghaiParts(at('2026-05-06T00:00:00'), language).time).toBe('00:00');
      expect(shanghaiParts(at('2026-05-06T00:00:00'), language).short).not.toContain('24:');
    }
  });

  it('the day is the one in Shanghai, not the one in London', () => {
    const late = Date.UTC(2026, 4, 5, 16);
    expect(shanghaiParts(late, 'zh').day).toBe('06/05/2026');
    expect(shanghaiParts(late - 1, 'zh').day).toBe('05/05/2026');
  });
});
