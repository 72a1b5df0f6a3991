import { z } from 'zod';
import type { SandboxCore } from '../core.ts';
import { parseInput } from './control-error.ts';

const YEAR_S = 366 * 86_400;

export const AdvanceRequest = z.object({
  seconds: z
    .number('a number of seconds')
    .positive('time only goes forward')
    .max(YEAR_S, 'at most a year at once'),
});

export interface ClockView {
  /** Platform time, ISO 8601. */
  readonly now: string;
  readonly offsetSeconds: number;
}

export function presentClock(core: SandboxCore): ClockView {
  return { now: core.clock.now().toISOString(), offsetSeconds: Math.round(core.clock.offsetMs / 1000) };
}

/** Moves the clock of the sandbox, and through the offset file of the product. */
export function advance(core: SandboxCore, input: unknown): ClockView {
  const { seconds } = parseInput(AdvanceRequest, input);
  core.clock.advance(seconds);
  core.log.add('clock', `时间快进 ${spanZh(seconds)}`, `The clock moved ${seconds} s forward`);
  core.bus.emit('clock', presentClock(core));
  return presentClock(core);
}

function spanZh(seconds: number): string {
  if (seconds < 120) return `${seconds} 秒`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} 分钟`;
  return `${Math.round(seconds / 360) / 10} 小时`;
}
