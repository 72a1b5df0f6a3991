export {
  type ClaimOptions,
  claimTimers,
  keepTimers,
  peekTimers,
  reviveTimers,
  type TimerBatch,
  type TimerOutlook,
} from './claim-timers.ts';
export { clockBreached, clockEscalated, clockReminded, clockWarned } from './clock.events.ts';
export { ClockRules, currentClockRules, DEFAULT_CLOCK_RULES } from './clock-rules.ts';
export type { Firing } from './end-timers.ts';
export { fireTimers, type TimerHandler, type TimerHandlers } from './fire-timers.ts';
export { LEAD_CLOCK_KINDS, type LeadClockKind } from './lead-clock-kinds.ts';
export { leadTimerHandlers } from './lead-timer-handlers.ts';
export { listContactDeadlines } from './list-contact-deadlines.ts';
export {
  cancelTimers,
  listTimers,
  purgeTimers,
  scheduleTimers,
  type TimerDraft,
  timerId,
  timerSignals,
} from './schedule-timers.ts';
export { clockSubscribers } from './subscribers.ts';
export { TIMER_LANES, type TimerLane, type TimerRecord, type TimerState } from './timer.model.ts';
