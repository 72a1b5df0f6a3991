import { DateTime } from 'luxon';
import { ZONE } from '#domain/kernel/local-time';

/** The choices of the follow-up card; ids are what comes back, texts what people see. */
export const FOLLOW_UP_METHODS = [
  { id: 'call', text: '电话' },
  { id: 'wechat', text: '微信' },
  { id: 'visit', text: '到店面谈' },
  { id: 'sms', text: '短信' },
] as const;

export const FOLLOW_UP_RESULTS = [
  { id: 'interested', text: '有意向，继续跟进' },
  { id: 'invited', text: '已邀约到店' },
  { id: 'test_drive', text: '已约试驾' },
  { id: 'comparing', text: '在比较竞品' },
  { id: 'no_answer', text: '未接通' },
  { id: 'later', text: '暂不考虑' },
] as const;

export const FOLLOW_UP_NEXT = [
  { id: 'today', text: '今天 18:00' },
  { id: 'tomorrow', text: '明天 10:00' },
  { id: 'days3', text: '3 天后 10:00' },
  { id: 'days7', text: '一周后 10:00' },
  { id: 'none', text: '暂不约定' },
] as const;

const DAYS: ReadonlyMap<string, number> = new Map([
  ['tomorrow', 1],
  ['days3', 3],
  ['days7', 7],
]);

/** The instant a chosen option means, in Shanghai; null for none. After 18:00, “today” means tomorrow morning. */
export function followUpInstant(option: string, now: Date): Date | null {
  const here = DateTime.fromJSDate(now, { zone: ZONE });
  if (option === 'today') {
    const evening = here.set({ hour: 18, minute: 0, second: 0, millisecond: 0 });
    return (evening > here ? evening : followUpDay(here, 1)).toJSDate();
  }
  const days = DAYS.get(option);
  return days === undefined ? null : followUpDay(here, days).toJSDate();
}

function followUpDay(here: DateTime, days: number): DateTime {
  return here.plus({ days }).set({ hour: 10, minute: 0, second: 0, millisecond: 0 });
}
