export { calendarCovers } from './chinese-day.ts';
export { DayOverride, DEFAULT_STORE_HOURS, StoreHours, type TimeSpan } from './store-hours.ts';
export { createWorkCalendar, type WorkCalendar } from './work-calendar.ts';
