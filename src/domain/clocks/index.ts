export {
  type ClaimOptions,
  claimTimers,
  keepTimers,
  peekTimers,
  reviveTimers,
  type TimerBatch,
  type TimerOutlook,
} from './claim-timers.ts';
export type { Firing } from './end-timers.ts';
export { fireTimers, type TimerHandler, type TimerHandlers } from './fire-timers.ts';
export {
  cancelTimers,
  listTimers,
  purgeTimers,
  scheduleTimers,
  type TimerDraft,
  timerId,
  timerSignals,
} from './schedule-timers.ts';
export { TIMER_LANES, type TimerLane, type TimerRecord, type TimerState } from './timer.model.ts';
