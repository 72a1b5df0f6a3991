import mongoose, { Schema } from 'mongoose';
import { SCHEMA_OPTIONS } from '#infra/mongo';
import type { QueueRow } from '#infra/work-queue';
import type { PlatformName } from '../platform.ts';

/**
 * `queued` not sent yet · `sent` shown to the person · `unknown` the platform did not say · `dropped` no
 * longer wanted before it was sent · `superseded` a fresh card took its place · `recalled` taken out of the
 * chat after that · `parked` given up, somebody was told.
 */
export type DeliveryState = 'queued' | 'sent' | 'unknown' | 'dropped' | 'superseded' | 'recalled' | 'parked';

export interface UpdateCode {
  /** Sealed: whoever holds it can change what the person sees. */
  sealed: string;
  expiresAt: Date;
}

/** One card or text for one person: what should be shown, what is shown, and the rights to change it. */
export interface DeliveryRecord extends QueueRow {
  kind: 'card' | 'text';
  /** Card builder, e.g. `lead`; `text` for notices and replies. */
  card: string;
  subject: string;
  recipientId: string;
  platform: PlatformName;
  /** Unique: the same event never makes two messages for one person. */
  dedupeKey: string;
  /** Values the builder needs besides the record's state (why a manager is told). */
  about: Record<string, string>;
  /** Sealed text of a notice or reply. */
  textSealed: string | null;
  /** Sealed JSON of how the text may look (`TextLook`). */
  lookSealed: string | null;
  state: DeliveryState;
  /** True while something is owed: sending, or showing a newer state. Partial index. */
  owed: boolean;
  /** Grows with every wish to refresh; work done for an older wish leaves `owed` set. */
  wanted: number;
  /** A press left the platform's own spinner: update even when the text is the same. */
  force: boolean;
  shownHash: string | null;
  shownButtons: boolean;
  messageId: string | null;
  codes: UpdateCode[];
  lane: number;
  attempts: number;
  createdAt: Date;
  sentAt: Date | null;
  lastError: string | null;
}

export const DeliveryModel = mongoose.model(
  'Delivery',
  new Schema<DeliveryRecord>(
    {
      _id: String,
      kind: { type: String, enum: ['card', 'text'], required: true },
      card: { type: String, required: true },
      subject: { type: String, required: true },
      recipientId: { type: String, required: true },
      platform: { type: String, required: true },
      dedupeKey: { type: String, required: true },
      about: Schema.Types.Mixed,
      textSealed: String,
      lookSealed: String,
      state: { type: String, required: true },
      owed: { type: Boolean, required: true },
      wanted: { type: Number, required: true },
      force: { type: Boolean, required: true },
      shownHash: String,
      shownButtons: { type: Boolean, required: true },
      messageId: String,
      codes: [new Schema<UpdateCode>({ sealed: String, expiresAt: Date }, { _id: false })],
      lane: { type: Number, required: true },
      attempts: { type: Number, required: true },
      createdAt: { type: Date, required: true },
      sentAt: Date,
      nextAt: { type: Date, required: true },
      leaseUntil: Date,
      leaseBy: String,
      lastError: String,
    },
    { ...SCHEMA_OPTIONS, collection: 'deliveries' },
  )
    .index({ dedupeKey: 1 }, { name: 'delivery_dedupe', unique: true })
    .index({ lane: 1, nextAt: 1 }, { name: 'delivery_due', partialFilterExpression: { owed: true } })
    .index({ subject: 1, kind: 1, state: 1 }, { name: 'delivery_subject' }),
);
