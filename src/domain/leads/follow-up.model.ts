import mongoose, { Schema } from 'mongoose';
import { SCHEMA_OPTIONS } from '#infra/mongo';

export const FOLLOW_UP_METHODS = ['call', 'wechat', 'visit', 'sms', 'chat'] as const;
export type FollowUpMethod = (typeof FOLLOW_UP_METHODS)[number];

/** What somebody did for a customer. Never changed: a correction is another follow-up. */
export interface FollowUp {
  readonly id: string;
  readonly leadId: string;
  readonly byId: string;
  readonly at: Date;
  readonly method: FollowUpMethod;
  readonly result: string | null;
  readonly summary: string;
  readonly nextAt: Date | null;
}

export interface FollowUpRecord extends Omit<FollowUp, 'id'> {
  _id: string;
  /** What the press or form that made it is known by; absent for none. */
  dedupeKey?: string;
}

export const FollowUpModel = mongoose.model(
  'FollowUp',
  new Schema<FollowUpRecord>(
    {
      _id: String,
      leadId: { type: String, required: true },
      byId: { type: String, required: true },
      at: { type: Date, required: true },
      method: { type: String, enum: FOLLOW_UP_METHODS, required: true },
      result: String,
      summary: { type: String, default: '' },
      nextAt: Date,
      dedupeKey: String,
    },
    { ...SCHEMA_OPTIONS, collection: 'follow_ups' },
  )
    .index({ leadId: 1, _id: -1 }, { name: 'follow_up_lead' })
    .index(
      { dedupeKey: 1 },
      {
        name: 'follow_up_once',
        unique: true,
        partialFilterExpression: { dedupeKey: { $type: 'string' } },
      },
    ),
);

export function toFollowUp({ _id, dedupeKey: _key, ...rest }: FollowUpRecord): FollowUp {
  return { id: _id, ...rest };
}
