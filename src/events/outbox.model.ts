import mongoose, { Schema } from 'mongoose';
import type { Actor } from '#domain/kernel/command-context';
import { SCHEMA_OPTIONS } from '#infra/mongo';

/** `pending` events are owed to subscribers; `dead` ones gave up on at least one and wait for an operator. */
export type OutboxState = 'pending' | 'done' | 'dead';

export interface OutboxRecord {
  _id: string;
  type: string;
  subject: string;
  at: Date;
  actor: Actor;
  requestId: string;
  payload: unknown;
  state: OutboxState;
  /** Subscribers that have handled it. */
  handled: string[];
  attempts: number;
  /** Not before this instant (database time). */
  nextAt: Date;
  leaseUntil: Date | null;
  leaseBy: string | null;
  lastError: string | null;
}

export const OutboxModel = mongoose.model(
  'OutboxEvent',
  new Schema<OutboxRecord>(
    {
      _id: String,
      type: { type: String, required: true },
      subject: { type: String, required: true },
      at: { type: Date, required: true },
      actor: { type: Schema.Types.Mixed, required: true },
      requestId: { type: String, required: true },
      payload: Schema.Types.Mixed,
      state: { type: String, enum: ['pending', 'done', 'dead'], required: true },
      handled: [String],
      attempts: { type: Number, required: true },
      nextAt: { type: Date, required: true },
      leaseUntil: Date,
      leaseBy: String,
      lastError: String,
    },
    { ...SCHEMA_OPTIONS, collection: 'outbox_events' },
  )
    .index({ nextAt: 1, _id: 1 }, { name: 'outbox_due', partialFilterExpression: { state: 'pending' } })
    .index({ subject: 1, _id: 1 }, { name: 'outbox_subject' })
    .index(
      { leaseBy: 1 },
      { name: 'outbox_lease', partialFilterExpression: { state: 'pending', leaseBy: { $type: 'string' } } },
    ),
);
