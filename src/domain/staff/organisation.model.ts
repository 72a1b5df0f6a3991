import mongoose, { Schema } from 'mongoose';
import type { DayOverride } from '#domain/calendar/index';
import { SCHEMA_OPTIONS } from '#infra/mongo';
import { type Store, TEAM_METHODS, type Team } from './organisation.ts';

export type StoreRecord = Omit<Store, 'id' | 'managerIds' | 'dayOverrides'> & {
  _id: string;
  managerIds: string[];
  dayOverrides: DayOverride[];
};
export type TeamRecord = Omit<Team, 'id'> & { _id: string };

export const StoreModel = mongoose.model(
  'Store',
  new Schema<StoreRecord>(
    {
      _id: String,
      name: { type: String, required: true },
      city: { type: String, required: true },
      region: { type: String, required: true },
      address: { type: String, default: '' },
      phone: { type: String, default: '' },
      managerIds: [String],
      hours: { type: Schema.Types.Mixed, required: true },
      dayOverrides: [Schema.Types.Mixed],
    },
    { ...SCHEMA_OPTIONS, collection: 'stores' },
  ),
);

export const TeamModel = mongoose.model(
  'Team',
  new Schema<TeamRecord>(
    {
      _id: String,
      name: { type: String, required: true },
      storeId: { type: String, required: true },
      method: { type: String, enum: [...TEAM_METHODS], required: true },
      order: { type: Number, required: true },
    },
    { ...SCHEMA_OPTIONS, collection: 'teams' },
  ).index({ storeId: 1, order: 1 }, { name: 'team_store' }),
);

export function toStore({ _id, ...rest }: StoreRecord): Store {
  return { id: _id, ...rest };
}

export function toTeam({ _id, ...rest }: TeamRecord): Team {
  return { id: _id, ...rest };
}
