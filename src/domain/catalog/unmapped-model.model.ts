import mongoose, { Schema } from 'mongoose';
import { SCHEMA_OPTIONS } from '#infra/mongo';

/** A model name that the dictionary does not know, per channel, with how often it came. */
export interface UnmappedModelRecord {
  _id: string;
  text: string;
  key: string;
  channel: string;
  count: number;
  lastAt: Date;
}

export const UnmappedModelModel = mongoose.model(
  'UnmappedModel',
  new Schema<UnmappedModelRecord>(
    {
      _id: String,
      text: { type: String, required: true },
      key: { type: String, required: true },
      channel: { type: String, required: true },
      count: { type: Number, required: true },
      lastAt: { type: Date, required: true },
    },
    { ...SCHEMA_OPTIONS, collection: 'unmapped_models' },
  )
    .index({ count: -1, _id: 1 }, { name: 'unmapped_most' })
    .index({ key: 1 }, { name: 'unmapped_key' }),
);
