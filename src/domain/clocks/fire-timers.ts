import type { CommandContext } from '#domain/kernel/command-context';
import { crashPoint } from '#infra/crash-point';
import type { TimerBatch } from './claim-timers.ts';
import { backOffTimers, type Decided, endTimers, type Failed, type Firing } from './end-timers.ts';
import type { TimerRecord } from './timer.model.ts';

/**
 * Decides about due timers of one kind: one firing per timer, in order. It looks at state as it is now and may
 * run commands, which must be safe to repeat; the events it returns are recorded with the timer's end.
 */
export type TimerHandler = (
  ctx: CommandContext,
  timers: readonly TimerRecord[],
) => Promise<readonly Firing[]>;

export type TimerHandlers = Readonly<Record<string, TimerHandler>>;

/** From this attempt on a timer is decided alone and last, so that one that kills its process spares the rest. */
const ALONE_FROM = 4;

/**
 * Fires a batch: handlers decide in bulk, then everything decided ends in one transaction, as far as the
 * batch's lease still holds. Several timers of one lead fire one after the other, the earliest first.
 * A timer whose handler fails is tried again later, without holding up the others. Returns how many fired.
 */
export async function fireTimers(
  ctx: CommandContext,
  batch: TimerBatch,
  handlers: TimerHandlers,
): Promise<number> {
  let fired = 0;
  for (const round of roundsOf(batch.timers)) {
    const decided: Decided[] = [];
    const failed: Failed[] = [];
    for (const [kind, timers] of groupByKind(round)) {
      const outcome = await decide(ctx, kind, timers, handlers);
      decided.push(...outcome.decided);
      failed.push(...outcome.failed);
    }
    await crashPoint('timers.before-end');
    fired += await endTimers(ctx, batch.token, decided);
    await backOffTimers(batch.token, failed);
  }
  return fired;
}

/** The first timer of every lead, then the second ones, and so on; at last the suspicious ones, each alone. */
function roundsOf(timers: readonly TimerRecord[]): TimerRecord[][] {
  const rounds: TimerRecord[][] = [];
  const seen = new Map<string, number>();
  for (const timer of timers) {
    if (timer.attempts >= ALONE_FROM) continue;
    const round = seen.get(timer.leadId) ?? 0;
    seen.set(timer.leadId, round + 1);
    rounds[round] ??= [];
    rounds[round].push(timer);
  }
  return [...rounds, ...timers.filter((timer) => timer.attempts >= ALONE_FROM).map((timer) => [timer])];
}

function groupByKind(timers: readonly TimerRecord[]): Map<string, TimerRecord[]> {
  const groups = new Map<string, TimerRecord[]>();
  for (const timer of timers) {
    const group = groups.get(timer.kind);
    if (group === undefined) groups.set(timer.kind, [timer]);
    else group.push(timer);
  }
  return groups;
}

async function decide(
  ctx: CommandContext,
  kind: string,
  timers: readonly TimerRecord[],
  handlers: TimerHandlers,
): Promise<{ decided: Decided[]; failed: Failed[] }> {
  try {
    const handler = handlers[kind];
    if (handler === undefined) throw new Error(`no handler for timers of kind ${kind}`);
    const firings = await handler(ctx, timers);
    return { decided: timers.map((timer, i) => ({ timer, firing: firings[i] ?? [] })), failed: [] };
  } catch (error) {
    const [first] = timers;
    if (timers.length === 1) return { decided: [], failed: [{ timer: first!, error }] };
    const outcomes = { decided: [] as Decided[], failed: [] as Failed[] };
    for (const timer of timers) {
      const single = await decide(ctx, kind, [timer], handlers);
      outcomes.decided.push(...single.decided);
      outcomes.failed.push(...single.failed);
    }
    return outcomes;
  }
}
