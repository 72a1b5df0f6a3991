import mongoose, { Schema } from 'mongoose';
import { SCHEMA_OPTIONS } from '#infra/mongo';
import { BODIES, type CarSeries, ENERGIES } from './car-series.ts';

export interface CarSeriesRecord extends Omit<CarSeries, 'id'> {
  _id: string;
  /** Comparison forms of all names; unique over all series, so that no name means two cars. */
  keys: string[];
}

export const CarSeriesModel = mongoose.model(
  'CarSeries',
  new Schema<CarSeriesRecord>(
    {
      _id: String,
      brand: { type: String, required: true },
      name: { type: String, required: true },
      aliases: [String],
      body: { type: String, enum: BODIES, required: true },
      energy: { type: String, enum: ENERGIES, required: true },
      listFen: Number,
      keys: [String],
    },
    { ...SCHEMA_OPTIONS, collection: 'car_series' },
  ).index({ keys: 1 }, { name: 'series_key', unique: true }),
);

export function toCarSeries({ _id, keys: _keys, ...rest }: CarSeriesRecord): CarSeries {
  return { id: _id, ...rest };
}
