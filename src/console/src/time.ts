const ZONE = 'Asia/Shanghai';
const parts = new Intl.DateTimeFormat('zh-CN', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

function read(at: Date) {
  const get = (type: string) => parts.formatToParts(at).find((part) => part.type === type)?.value ?? '';
  const day = `${get('month')}-${get('day')}`;
  return { year: get('year'), day, clock: `${get('hour')}:${get('minute')}` };
}

/** `14:05` today, `11-24 09:30` on another day, with the year when it is another: always Shanghai time. */
export function showTime(iso: string, nowIso: string): string {
  const at = read(new Date(iso));
  const now = read(new Date(nowIso));
  if (at.year !== now.year) return `${at.year}-${at.day} ${at.clock}`;
  return at.day === now.day ? at.clock : `${at.day} ${at.clock}`;
}

/** `还剩 12 分钟`, `已超时 2 小时 5 分`. */
export function showRemaining(dueIso: string, nowMs: number): { text: string; late: boolean } {
  const ms = new Date(dueIso).getTime() - nowMs;
  const late = ms < 0;
  const minutes = Math.max(late ? 0 : 1, Math.round(Math.abs(ms) / 60_000));
  return { text: `${late ? '已超时' : '还剩'} ${showMinutes(minutes)}`, late };
}

function showMinutes(minutes: number): string {
  if (minutes < 60) return `${minutes} 分钟`;
  const hours = Math.floor(minutes / 60);
  if (hours >= 24) return `${Math.floor(hours / 24)} 天 ${hours % 24} 小时`;
  return minutes % 60 === 0 ? `${hours} 小时` : `${hours} 小时 ${minutes % 60} 分`;
}

/** ISO instant of a local Shanghai date and hour, for the choices of the follow-up form. */
export function shanghaiInstant(nowIso: string, plusDays: number, hour: number): string {
  const local = new Date(new Date(nowIso).getTime() + 8 * 3_600_000 + plusDays * 86_400_000);
  const midnight = Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate());
  return new Date(midnight + (hour - 8) * 3_600_000).toISOString();
}
