import {
  claimTimers,
  scheduleTimers,
  type TimerBatch,
  type TimerDraft,
  type TimerHandlers,
  type TimerRecord,
} from '#domain/clocks/index';
import { TimerModel } from '#domain/clocks/timer.model';
import { createManualClock, type ManualClock } from '#domain/kernel/clock';
import { systemContext } from '#domain/kernel/command-context';

export const NOON = new Date('2026-11-25T04:00:00Z');

export function minutesAfter(at: Date, minutes: number): Date {
  return new Date(at.getTime() + minutes * 60_000);
}

/** A timer of kind `test` for a lead of its own, due `minutes` after noon. */
export function testTimer(n: number, minutes = -1, overrides: Partial<TimerDraft> = {}): TimerDraft {
  const dueAt = minutesAfter(NOON, minutes);
  return {
    kind: 'test',
    leadId: `lead-${n}`,
    assignmentId: null,
    lane: 'sla',
    dueAt,
    anchorAt: minutesAfter(NOON, -1_000),
    ...overrides,
  };
}

export async function scheduleMany(count: number, minutes = -1, overrides: Partial<TimerDraft> = {}) {
  await scheduleTimers(Array.from({ length: count }, (_, n) => testTimer(n, minutes, overrides)));
}

export async function claim(holder: string, overrides: Partial<Parameters<typeof claimTimers>[0]> = {}) {
  const batch = await claimTimers({
    lane: 'sla',
    now: NOON,
    holder,
    limit: 500,
    leaseMs: 30_000,
    ...overrides,
  });
  return batch as TimerBatch;
}

/** Handlers that remember what fired; `decide` may fail or emit. */
export function rememberingHandlers(decide: (timer: TimerRecord) => void = () => {}) {
  const fired: string[] = [];
  const handlers: TimerHandlers = {
    test: async (_ctx, timers) => {
      for (const timer of timers) decide(timer);
      fired.push(...timers.map((timer) => timer._id));
      return timers.map(() => []);
    },
  };
  return { fired, handlers };
}

export function contextAt(at: Date = NOON): { clock: ManualClock; ctx: ReturnType<typeof systemContext> } {
  const clock = createManualClock(at);
  return { clock, ctx: systemContext(clock, 'test') };
}

/** As if every lease (or backoff) had run out. */
export async function expireLeases(): Promise<void> {
  await TimerModel.collection.updateMany({ state: 'claimed' }, { $set: { leaseUntil: new Date(0) } });
}

export const timerRow = async (id: string) => (await TimerModel.findById(id).lean())!;
