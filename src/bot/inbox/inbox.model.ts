import mongoose, { Schema } from 'mongoose';
import { SCHEMA_OPTIONS } from '#infra/mongo';
import type { QueueRow } from '#infra/work-queue';
import type { PlatformName } from '../platform.ts';

export type InboxState = 'received' | 'done' | 'dead';

/** One verified message, kept before it is acknowledged. `_id` = `platform:hash of the whole message`. */
export interface InboxRecord extends QueueRow {
  platform: PlatformName;
  /** The decrypted message, sealed: it may hold names and numbers. */
  rawSealed: string;
  lane: 'fast' | 'normal';
  state: InboxState;
  receivedAt: Date;
  attempts: number;
  lastError: string | null;
}

export const InboxModel = mongoose.model(
  'InboxMessage',
  new Schema<InboxRecord>(
    {
      _id: String,
      platform: { type: String, required: true },
      rawSealed: { type: String, required: true },
      lane: { type: String, enum: ['fast', 'normal'], required: true },
      state: { type: String, enum: ['received', 'done', 'dead'], required: true },
      receivedAt: { type: Date, required: true },
      attempts: { type: Number, required: true },
      nextAt: { type: Date, required: true },
      leaseUntil: Date,
      leaseBy: String,
      lastError: String,
    },
    { ...SCHEMA_OPTIONS, collection: 'inbox' },
  )
    .index({ lane: 1, nextAt: 1 }, { name: 'inbox_due', partialFilterExpression: { state: 'received' } })
    .index({ receivedAt: 1 }, { name: 'inbox_received' }),
);
