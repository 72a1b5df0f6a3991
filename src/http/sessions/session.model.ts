import mongoose, { Schema } from 'mongoose';
import { SCHEMA_OPTIONS } from '#infra/mongo';

export interface SessionRecord {
  /** SHA-256 of the id in the cookie: a copy of the database opens no session. */
  _id: string;
  staffId: string;
  platform: string;
  createdAt: Date;
  lastSeenAt: Date;
  /** Idle end; the TTL index removes the row some time after it. Never later than `endsAt`. */
  expiresAt: Date;
  /** Absolute end, whatever happens. */
  endsAt: Date;
}

export const SessionModel = mongoose.model(
  'Session',
  new Schema<SessionRecord>(
    {
      _id: String,
      staffId: { type: String, required: true },
      platform: { type: String, required: true },
      createdAt: { type: Date, required: true },
      lastSeenAt: { type: Date, required: true },
      expiresAt: { type: Date, required: true },
      endsAt: { type: Date, required: true },
    },
    { ...SCHEMA_OPTIONS, collection: 'sessions' },
  )
    .index({ expiresAt: 1 }, { name: 'session_ttl', expireAfterSeconds: 0 })
    .index({ staffId: 1 }, { name: 'session_staff' }),
);
