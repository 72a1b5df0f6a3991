import mongoose, { Schema } from 'mongoose';
import type { Actor } from '#domain/kernel/command-context';
import { SCHEMA_OPTIONS } from '#infra/mongo';

export interface AuditEntryRecord {
  /** The event's id: an event delivered twice is written once. */
  _id: string;
  at: Date;
  actor: Actor;
  /** The event's type. */
  action: string;
  /** `noun:id`. */
  subject: string;
  requestId: string;
}

export const AuditEntryModel = mongoose.model(
  'AuditEntry',
  new Schema<AuditEntryRecord>(
    {
      _id: String,
      at: { type: Date, required: true },
      actor: { type: Schema.Types.Mixed, required: true },
      action: { type: String, required: true },
      subject: { type: String, required: true },
      requestId: { type: String, required: true },
    },
    { ...SCHEMA_OPTIONS, collection: 'audit_entries' },
  )
    .index({ subject: 1, _id: -1 }, { name: 'audit_subject' })
    .index({ 'actor.staffId': 1, _id: -1 }, { name: 'audit_person', sparse: true }),
);
