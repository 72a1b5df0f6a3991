import type { CommandContext } from '#domain/kernel/command-context';
import { newId } from '#domain/kernel/ids';
import { type EventDraft, recordEvents } from '#events/record-event';
import { describeError } from '#infra/describe-error';
import { inTransaction, type Tx } from '#infra/mongo';
import { TimerModel, type TimerRecord } from './timer.model.ts';

/** What a timer's end says to the world; an empty list when its reason has gone meanwhile. */
export type Firing = readonly EventDraft[];

export interface Decided {
  readonly timer: TimerRecord;
  readonly firing: Firing;
}

export interface Failed {
  readonly timer: TimerRecord;
  readonly error: unknown;
}

/** Attempts after which a timer is set aside as `dead`. */
export const MAX_TIMER_ATTEMPTS = 8;

/**
 * Ends decided timers and records their events, all or nothing. A timer that was lost to another worker or
 * cancelled meanwhile neither ends nor speaks. Returns how many ended.
 */
export async function endTimers(
  ctx: CommandContext,
  token: string,
  decided: readonly Decided[],
): Promise<number> {
  if (decided.length === 0) return 0;
  const ids = decided.map(({ timer }) => timer._id as never);
  const held = { _id: { $in: ids }, leaseBy: token, state: 'claimed' };
  // Names this end alone, so that the rows it really ended can be told from others; it stays on them as a trace.
  const leaseBy = `${token}/${newId()}`;
  const firedAt = ctx.clock.now();
  const end = { $set: { state: 'fired', firedAt, leaseBy, leaseUntil: null, lastError: null } };
  const timers = TimerModel.collection;
  if (decided.every(({ firing }) => firing.length === 0)) {
    return (await timers.updateMany(held, end)).modifiedCount;
  }
  return await inTransaction(async (tx) => {
    const { modifiedCount } = await timers.updateMany(held, end, { session: tx.session });
    const ended = modifiedCount === decided.length ? decided : await reallyEnded(tx, leaseBy, decided);
    await recordEvents(
      tx,
      ctx,
      ended.flatMap(({ firing }) => firing),
    );
    return modifiedCount;
  });
}

async function reallyEnded(tx: Tx, leaseBy: string, decided: readonly Decided[]): Promise<Decided[]> {
  const filter = {
    _id: { $in: decided.map(({ timer }) => timer._id as never) },
    leaseBy,
  };
  const rows = await TimerModel.collection
    .find(filter, { projection: { _id: 1 }, session: tx.session })
    .toArray();
  const ids = new Set(rows.map((row) => String(row._id)));
  return decided.filter(({ timer }) => ids.has(timer._id));
}

/** Sets failed timers aside until their backoff is over, or for good after the last attempt. */
export async function backOffTimers(token: string, failed: readonly Failed[]): Promise<void> {
  if (failed.length === 0) return;
  const operations = failed.map(({ timer, error }) => {
    const { name, code, message } = describeError(error);
    const set = {
      state: timer.attempts >= MAX_TIMER_ATTEMPTS ? 'dead' : 'claimed',
      // An expired lease is what brings a row back, so a lease without a holder is a backoff.
      leaseBy: null,
      leaseUntil: { $add: ['$$NOW', timerBackoffMs(timer.attempts)] },
      lastError: { $literal: `${code ?? name}: ${message}` },
    };
    const filter = { _id: timer._id, leaseBy: token, state: 'claimed' };
    return { updateOne: { filter, update: [{ $set: set }] } };
  });
  await TimerModel.collection.bulkWrite(operations as never[], { ordered: false });
}

/** 1 s, 2 s, 4 s … at most 1 min. */
export function timerBackoffMs(attempts: number): number {
  return Math.min(60_000, 1_000 * 2 ** Math.max(0, attempts - 1));
}
