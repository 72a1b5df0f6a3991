import mongoose, { Schema } from 'mongoose';
import { SCHEMA_OPTIONS } from '#infra/mongo';
import type { PortalMapping } from './portal-mapping.ts';

/** The edited mapping of a portal; without a row the shipped one holds. */
export interface FieldMappingRecord {
  _id: string;
  mapping: PortalMapping;
  version: number;
  updatedAt: Date;
}

export const FieldMappingModel = mongoose.model(
  'FieldMapping',
  new Schema<FieldMappingRecord>(
    {
      _id: String,
      mapping: { type: Schema.Types.Mixed, required: true },
      version: { type: Number, required: true },
      updatedAt: { type: Date, required: true },
    },
    { ...SCHEMA_OPTIONS, collection: 'field_mappings' },
  ),
);

/** A field, or a code of one, that a portal sends and nobody has mapped. */
export interface UnmappedFieldRecord {
  _id: string;
  channel: string;
  field: string;
  count: number;
  lastAt: Date;
}

export const UnmappedFieldModel = mongoose.model(
  'UnmappedField',
  new Schema<UnmappedFieldRecord>(
    {
      _id: String,
      channel: { type: String, required: true },
      field: { type: String, required: true },
      count: { type: Number, required: true },
      lastAt: { type: Date, required: true },
    },
    { ...SCHEMA_OPTIONS, collection: 'unmapped_fields' },
  ).index({ channel: 1, count: -1 }, { name: 'unmapped_field_most' }),
);
