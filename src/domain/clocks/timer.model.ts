import mongoose, { Schema } from 'mongoose';
import { SCHEMA_OPTIONS } from '#infra/mongo';

/** `sla` timers are promises to people and never queue behind `bulk` ones. */
export type TimerLane = 'sla' | 'bulk';

export const TIMER_LANES: readonly TimerLane[] = ['sla', 'bulk'];

/**
 * `claimed` rows are in the hands of one worker until their lease ends; `dead` ones failed too often and
 * wait for an operator.
 */
export type TimerState = 'waiting' | 'claimed' | 'fired' | 'cancelled' | 'dead';

export interface TimerRecord {
  /** The business key `kind:leadId:assignmentId`: a timer cannot exist twice, hence cannot fire twice. */
  _id: string;
  kind: string;
  leadId: string;
  assignmentId: string | null;
  lane: TimerLane;
  /** Business time. */
  dueAt: Date;
  /** What it counts from; only a newer anchor restarts a timer that fired or was cancelled. */
  anchorAt: Date;
  /** What the handler needs besides the lead. */
  data: Record<string, unknown>;
  state: TimerState;
  /** Database time. */
  leaseUntil: Date | null;
  /** Names one claim: who lost it can no longer change the row. */
  leaseBy: string | null;
  /** Number of claims so far. */
  fence: number;
  attempts: number;
  firedAt: Date | null;
  lastError: string | null;
}

/** Both scheduling indexes hold only rows that matter now, so polls cost the same at any number asleep. */
export const TimerModel = mongoose.model(
  'Timer',
  new Schema<TimerRecord>(
    {
      _id: String,
      kind: { type: String, required: true },
      leadId: { type: String, required: true },
      assignmentId: String,
      lane: { type: String, enum: ['sla', 'bulk'], required: true },
      dueAt: { type: Date, required: true },
      anchorAt: { type: Date, required: true },
      data: Schema.Types.Mixed,
      state: { type: String, enum: ['waiting', 'claimed', 'fired', 'cancelled', 'dead'], required: true },
      leaseUntil: Date,
      leaseBy: String,
      fence: { type: Number, required: true },
      attempts: { type: Number, required: true },
      firedAt: Date,
      lastError: String,
    },
    { ...SCHEMA_OPTIONS, collection: 'timers' },
  )
    .index({ lane: 1, dueAt: 1 }, { name: 'timers_due', partialFilterExpression: { state: 'waiting' } })
    .index({ leaseUntil: 1 }, { name: 'timers_leased', partialFilterExpression: { state: 'claimed' } })
    .index({ leadId: 1 }, { name: 'timers_lead' }),
);
