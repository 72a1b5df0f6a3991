import mongoose, { Schema } from 'mongoose';
import { SCHEMA_OPTIONS } from '#infra/mongo';

/** How many numbers one person looked at on one local date. `_id` is `staffId:date`. */
export interface PhoneLookRecord {
  _id: string;
  count: number;
  expiresAt: Date;
}

export const PhoneLookModel = mongoose.model(
  'PhoneLook',
  new Schema<PhoneLookRecord>(
    {
      _id: String,
      count: { type: Number, required: true },
      expiresAt: { type: Date, required: true },
    },
    { ...SCHEMA_OPTIONS, collection: 'phone_looks' },
  ).index({ expiresAt: 1 }, { name: 'phone_look_ttl', expireAfterSeconds: 0 }),
);
