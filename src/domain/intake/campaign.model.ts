import mongoose, { Schema } from 'mongoose';
import type { Channel } from '#domain/leads/index';
import { SCHEMA_OPTIONS } from '#infra/mongo';

/** A campaign or show: a form, its QR code, and whose leads they are. */
export interface Campaign {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly storeId: string | null;
  readonly channel: Channel;
  /** Series the form offers; a single one is taken as the intent. */
  readonly seriesIds: readonly string[];
  readonly consentText: string;
  readonly consentVersion: string;
  readonly active: boolean;
  readonly createdAt: Date;
}

export interface CampaignRecord extends Omit<Campaign, 'id'> {
  _id: string;
}

export const CampaignModel = mongoose.model(
  'Campaign',
  new Schema<CampaignRecord>(
    {
      _id: String,
      slug: { type: String, required: true },
      name: { type: String, required: true },
      storeId: String,
      channel: { type: String, required: true },
      seriesIds: [String],
      consentText: { type: String, required: true },
      consentVersion: { type: String, required: true },
      active: { type: Boolean, required: true },
      createdAt: { type: Date, required: true },
    },
    { ...SCHEMA_OPTIONS, collection: 'campaigns' },
  ).index({ slug: 1 }, { name: 'campaign_slug', unique: true }),
);

export function toCampaign({ _id, ...rest }: CampaignRecord): Campaign {
  return { id: _id, ...rest };
}
