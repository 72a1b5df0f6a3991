import mongoose, { Schema } from 'mongoose';
import { SCHEMA_OPTIONS } from '#infra/mongo';

export const PAYLOAD_OUTCOMES = ['accepted', 'merged', 'rejected'] as const;
export type PayloadOutcome = (typeof PAYLOAD_OUTCOMES)[number];

/** A payload as it came, and what became of it. */
export interface InboundPayloadRecord {
  _id: string;
  channel: string;
  /** What the sender's key or page is for: `channel`, or `any`. A replay starts here. */
  entry: string;
  campaignId: string | null;
  receivedAt: Date;
  rawSealed: string;
  /** Keyed hash of the content: tells the same from other content under one key. */
  rawHash: string;
  outcome: PayloadOutcome;
  /** Why it was rejected, for people; `field` says where. No values. */
  reason: string | null;
  field: string | null;
  warnings: string[];
  /** Consent that came beside the payload. */
  consent: { textVersion: string; at: Date } | null;
  leadId: string | null;
  /** The first payload of the same enquiry, when this is a repeated push. */
  repeatOf: string | null;
  attempts: number;
  lastAttemptAt: Date;
  requestId: string;
  /** The sender's Idempotency-Key; absent for none. */
  idempotencyKey?: string;
  /** `channel:sender's id of the enquiry`, on the first accepted payload only; absent otherwise. */
  pushKey?: string;
}

export const RAW_CONTEXT = 'inbound_payloads:raw';
export const RAW_HASH_CONTEXT = 'inbound_payloads:hash';

export const InboundPayloadModel = mongoose.model(
  'InboundPayload',
  new Schema<InboundPayloadRecord>(
    {
      _id: String,
      channel: { type: String, required: true },
      entry: { type: String, required: true },
      campaignId: String,
      receivedAt: { type: Date, required: true },
      rawSealed: { type: String, required: true },
      rawHash: { type: String, required: true },
      outcome: { type: String, enum: PAYLOAD_OUTCOMES, required: true },
      reason: String,
      field: String,
      warnings: [String],
      consent: new Schema({ textVersion: String, at: Date }, { _id: false }),
      leadId: String,
      repeatOf: String,
      attempts: { type: Number, required: true },
      lastAttemptAt: { type: Date, required: true },
      requestId: { type: String, required: true },
      idempotencyKey: String,
      pushKey: String,
    },
    { ...SCHEMA_OPTIONS, collection: 'inbound_payloads' },
  )
    .index(
      { idempotencyKey: 1 },
      {
        name: 'payload_idempotency',
        unique: true,
        partialFilterExpression: { idempotencyKey: { $type: 'string' } },
      },
    )
    .index(
      { pushKey: 1 },
      { name: 'payload_push', unique: true, partialFilterExpression: { pushKey: { $type: 'string' } } },
    )
    .index({ outcome: 1, channel: 1, _id: -1 }, { name: 'payload_outcome' })
    .index({ leadId: 1 }, { name: 'payload_lead' }),
);

/** What a caller is told about a payload. */
export interface PayloadAnswer {
  readonly payloadId: string;
  readonly outcome: PayloadOutcome;
  readonly leadId: string | null;
  readonly reason: string | null;
  readonly field: string | null;
}

export function answerOf({ _id, outcome, leadId, reason, field }: InboundPayloadRecord): PayloadAnswer {
  return { payloadId: _id, outcome, leadId, reason, field };
}
