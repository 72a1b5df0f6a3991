import mongoose, { Schema } from 'mongoose';
import { SCHEMA_OPTIONS } from '#infra/mongo';

/** One caller's use of one limit in the running window. Written by rate-limiter-flexible, shared by all web processes. */
export interface RateLimitRecord {
  /** `limit:hash of the caller`: neither address nor person can be read from it. */
  key: string;
  points: number;
  expire: Date | null;
}

export const RateLimitModel = mongoose.model(
  'RateLimit',
  new Schema<RateLimitRecord>(
    {
      key: { type: String, required: true },
      points: { type: Number, required: true },
      expire: { type: Date, default: null },
    },
    { ...SCHEMA_OPTIONS, collection: 'rate_limits' },
  )
    .index({ key: 1 }, { name: 'rate_limit_key', unique: true })
    .index({ expire: 1 }, { name: 'rate_limit_ttl', expireAfterSeconds: 0 }),
);
