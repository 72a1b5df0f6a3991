import mongoose, { Schema } from 'mongoose';
import { SCHEMA_OPTIONS } from '#infra/mongo';
import { RULE_KINDS, type RuleKind } from './rule-set.ts';

export interface RuleSetRecord {
  /** `kind:version`: two people publishing at once cannot both get a version. */
  _id: string;
  kind: RuleKind;
  version: number;
  rules: unknown;
  publishedAt: Date;
  publishedBy: string;
}

export const RuleSetModel = mongoose.model(
  'RuleSet',
  new Schema<RuleSetRecord>(
    {
      _id: String,
      kind: { type: String, enum: [...RULE_KINDS], required: true },
      version: { type: Number, required: true },
      rules: { type: Schema.Types.Mixed, required: true },
      publishedAt: { type: Date, required: true },
      publishedBy: { type: String, required: true },
    },
    { ...SCHEMA_OPTIONS, collection: 'rule_sets' },
  ).index({ kind: 1, version: -1 }, { name: 'rule_set_latest' }),
);
