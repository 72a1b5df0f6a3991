/** This browser's clock in milliseconds since the epoch; the product's time is this plus `Desk.skewMs`. */
export function browserNowMs(): number {
  return performance.timeOrigin + performance.now();
}

const SHANGHAI_OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;

/** Seconds until the next 9:00 in Shanghai (no daylight saving there), always the coming morning. */
export function secondsToMorning(nowMs: number): number {
  const local = nowMs + SHANGHAI_OFFSET_MS;
  const midnight = Math.floor(local / DAY_MS) * DAY_MS;
  const nine = midnight + 9 * 3_600_000;
  const next = nine + DAY_MS;
  return Math.round((next - local) / 1000);
}

const FORMATS: Record<string, Intl.DateTimeFormat> = {};

/** Parts of a moment as a clock in Shanghai shows it. */
export function shanghaiParts(ms: number, language: 'zh' | 'en') {
  return {
    date: format('date', language, { month: 'long', day: 'numeric', weekday: 'short' }).format(ms),
    time: format('time', language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(ms),
    seconds: format('sec', language, { second: '2-digit' }).format(ms).padStart(2, '0'),
    short: format('short', language, {
      month: 'numeric',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }).format(ms),
    day: format('day', 'en', { year: 'numeric', month: '2-digit', day: '2-digit' }).format(ms),
  };
}

function format(name: string, language: 'zh' | 'en', options: Intl.DateTimeFormatOptions) {
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  FORMATS[`${name}.${locale}`] ??= new Intl.DateTimeFormat(locale, { ...options, timeZone: 'Asia/Shanghai' });
  return FORMATS[`${name}.${locale}`]!;
}
