import mongoose, { Schema } from 'mongoose';
import { SCHEMA_OPTIONS } from '#infra/mongo';
import { BUSINESS_LINES, CHANNEL_LABELS, LEAD_STATUS_LABELS, type Lead } from './lead.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface LeadRecord extends Mutable<Omit<Lead, 'id'>> {
  _id: string;
  /** The number under the field key; null when only a chat contact is known. */
  phoneSealed: string | null;
  /** Keyed hash of the number, or of the chat contact where there is no number: what makes duplicates. */
  phoneHash: string;
}

/** The context that is authenticated with a sealed number, and the one its hash is made in. */
export const PHONE_CONTEXT = 'leads:phone';
export const CONTACT_CONTEXT = 'leads:contact';

const source = new Schema(
  { channel: String, campaignId: String, payloadId: String, at: Date, modelText: String },
  { _id: false },
);
const series = new Schema({ id: String, brand: String, name: String, body: String }, { _id: false });

export const LeadModel = mongoose.model(
  'Lead',
  new Schema<LeadRecord>(
    {
      _id: String,
      rev: { type: Number, required: true },
      status: { type: String, enum: Object.keys(LEAD_STATUS_LABELS), required: true },
      open: { type: Boolean, required: true },
      businessLine: { type: String, enum: BUSINESS_LINES, required: true },
      name: { type: String, default: '' },
      phoneSealed: String,
      phoneHash: { type: String, required: true },
      phoneMasked: { type: String, default: '' },
      phoneTail: { type: String, default: '' },
      phoneVerified: Boolean,
      phoneKind: String,
      externalUserId: String,
      contactStaffId: String,
      city: String,
      region: String,
      storeId: String,
      channel: { type: String, enum: Object.keys(CHANNEL_LABELS), required: true },
      campaignId: String,
      sources: [source],
      series,
      modelText: String,
      budgetFen: new Schema({ min: Number, max: Number }, { _id: false }),
      plate: String,
      vin: String,
      wants: [String],
      behaviours: [new Schema({ type: { type: String }, at: Date }, { _id: false })],
      remark: String,
      score: { type: Number, required: true },
      level: { type: String, enum: ['hot', 'warm', 'low'], required: true },
      scoreReasons: [new Schema({ ruleId: String, label: String, points: Number }, { _id: false })],
      ownerId: String,
      teamId: String,
      assignmentId: String,
      assignedAt: Date,
      reassignCount: { type: Number, required: true },
      acceptedAt: Date,
      firstContactAt: Date,
      lastFollowUpAt: Date,
      nextFollowUpAt: Date,
      lostReason: String,
      consent: new Schema({ textVersion: String, at: Date }, { _id: false }),
      createdAt: { type: Date, required: true },
      updatedAt: { type: Date, required: true },
    },
    { ...SCHEMA_OPTIONS, collection: 'leads' },
  )
    .index(
      { phoneHash: 1, businessLine: 1 },
      { name: 'lead_one_open_per_phone', unique: true, partialFilterExpression: { open: true } },
    )
    .index({ ownerId: 1, open: 1, _id: -1 }, { name: 'lead_owner' })
    .index({ ownerId: 1, assignedAt: 1 }, { name: 'lead_owner_assigned' })
    .index({ storeId: 1, status: 1, _id: -1 }, { name: 'lead_store' })
    .index({ phoneHash: 1, _id: -1 }, { name: 'lead_phone' })
    .index(
      { status: 1, _id: 1 },
      { name: 'lead_waiting', partialFilterExpression: { status: { $in: ['new', 'unassigned'] } } },
    ),
);

/** The lead without its secrets. */
export function toLead(record: LeadRecord): Lead {
  const { _id, phoneSealed: _sealed, phoneHash: _hash, ...rest } = record;
  return { id: _id, ...rest };
}
