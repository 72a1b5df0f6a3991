import mongoose, { Schema } from 'mongoose';
import { isDuplicateKey, SCHEMA_OPTIONS } from '#infra/mongo';

/**
 * One allowance, as the moments at which it will be empty again. Counting in fixed windows would let twice
 * the limit through around a window's border; this way no span of time, wherever it starts, holds more than
 * burst plus rate. Times are the product clock's in milliseconds.
 */
export interface PlatformBudgetRecord {
  _id: string;
  /** One per rate of the budget, e.g. per minute and per hour. */
  paid: number[];
  /** The platform said to stop until then; 0 when it did not. */
  closedUntil: number;
  /** Closings in a row. */
  strikes: number;
  /** When the row says nothing any more; removed some time later. */
  idleAt: Date;
}

export interface Rate {
  readonly perMs: number;
  readonly count: number;
  /** May be used at once after a rest. */
  readonly burst: number;
}

export const PlatformBudgetModel = mongoose.model(
  'PlatformBudget',
  new Schema<PlatformBudgetRecord>(
    {
      _id: String,
      paid: { type: [Number], required: true },
      closedUntil: { type: Number, required: true },
      strikes: { type: Number, required: true },
      idleAt: { type: Date, required: true },
    },
    { ...SCHEMA_OPTIONS, collection: 'platform_budgets', writeConcern: { w: 1 } },
  ).index({ idleAt: 1 }, { name: 'platform_budget_idle', expireAfterSeconds: 86_400 }),
);

/** No closing lasts longer; a row that says so was written on a clock that has been set back since. */
const CLOSED_MAX_MS = 10 * 60_000;

/** Looks at a row that keeps changing under us before asking the caller to come back. */
const ATTEMPTS = 4;

const interval = (rate: Rate) => rate.perMs / rate.count;

/** A moment, or 0 when it lies further ahead than it can: the adjustable clock was set back. */
const notFarAhead = (moment: object, latest: number) => ({ $cond: [{ $gt: [moment, latest] }, 0, moment] });

const paidUntil = (index: number, now: number, rate: Rate) =>
  notFarAhead({ $ifNull: [{ $arrayElemAt: ['$paid', index] }, 0] }, now + rate.perMs);

/**
 * Takes `units` from an allowance shared by all processes, in one conditional update. Gives 0, or the
 * milliseconds until it is worth asking again; then nothing was taken.
 */
export async function takeFromBudget(
  id: string,
  rates: readonly Rate[],
  units: number,
  now: number,
): Promise<number> {
  const room = rates.map((rate) => now + (rate.burst - units) * interval(rate));
  const paid = rates.map((rate, index) => paidUntil(index, now, rate));
  const free = room.map((limit, index) => ({ $lte: [paid[index], limit] }));
  const open = { $lte: [notFarAhead({ $ifNull: ['$closedUntil', 0] }, now + CLOSED_MAX_MS), now] };
  const idleAt = new Date(now + Math.max(...rates.map((rate) => rate.perMs)));
  const take = async () =>
    await PlatformBudgetModel.updateOne(
      { _id: id, $expr: mongoose.trusted({ $and: [open, ...free] }) },
      [
        {
          $set: {
            paid: paid.map((at, index) => ({
              $add: [{ $max: [at, now] }, units * interval(rates[index]!)],
            })),
            idleAt,
          },
        },
      ],
      { updatePipeline: true },
    );
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if ((await take()).matchedCount === 1) return 0;
    // These writes wait for no majority, so a majority read might not see them yet.
    const row = await PlatformBudgetModel.findById(id).readConcern('local').lean<PlatformBudgetRecord>();
    if (row === null) {
      await layDown(id, idleAt);
      continue;
    }
    const waits = room.map((limit, index) => (row.paid[index] ?? 0) - limit);
    const wait = Math.ceil(Math.max(...waits, row.closedUntil - now));
    // Nothing to wait for: somebody else laid down the row between the two looks.
    if (wait > 0) return wait;
  }
  return 1;
}

/** MongoDB refuses $expr in an upsert, so a budget's first use lays down an untouched row. */
async function layDown(id: string, idleAt: Date): Promise<void> {
  try {
    await PlatformBudgetModel.create({ _id: id, paid: [], closedUntil: 0, strikes: 0, idleAt });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
}

/**
 * Closes an allowance because the platform said so: a minute, and ten from the third time in a row. A closing
 * more than ten minutes after the last one starts the count anew. Gives how long it is closed, in milliseconds.
 */
export async function closeBudget(id: string, now: number): Promise<number> {
  const minute = 60_000;
  const again = { $lt: [now, { $add: ['$closedUntil', 10 * minute] }] };
  const row = await PlatformBudgetModel.findOneAndUpdate(
    { _id: id },
    [
      {
        $set: {
          strikes: { $cond: [again, { $add: [{ $ifNull: ['$strikes', 0] }, 1] }, 1] },
          paid: { $ifNull: ['$paid', []] },
          idleAt: new Date(now + 60 * minute),
        },
      },
      {
        $set: { closedUntil: { $add: [now, { $cond: [{ $gte: ['$strikes', 3] }, CLOSED_MAX_MS, minute] }] } },
      },
    ],
    { upsert: true, returnDocument: 'after', updatePipeline: true },
  ).lean<PlatformBudgetRecord>();
  return (row?.closedUntil ?? now + minute) - now;
}
