import mongoose, { Schema } from 'mongoose';
import { SCHEMA_OPTIONS } from '#infra/mongo';

/** A sender with a key. The key is kept as a keyed hash, the signing secret sealed. */
export interface ApiChannelRecord {
  _id: string;
  channel: string;
  name: string;
  apiKeyHash: string;
  hmacSecretSealed: string;
  active: boolean;
  createdAt: Date;
}

export const API_KEY_CONTEXT = 'api_channels:key';
export const API_SECRET_CONTEXT = 'api_channels:secret';

export const ApiChannelModel = mongoose.model(
  'ApiChannel',
  new Schema<ApiChannelRecord>(
    {
      _id: String,
      channel: { type: String, required: true },
      name: { type: String, required: true },
      apiKeyHash: { type: String, required: true },
      hmacSecretSealed: { type: String, required: true },
      active: { type: Boolean, required: true },
      createdAt: { type: Date, required: true },
    },
    { ...SCHEMA_OPTIONS, collection: 'api_channels' },
  ).index({ apiKeyHash: 1 }, { name: 'api_channel_key', unique: true }),
);
