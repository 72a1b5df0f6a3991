import mongoose, { Schema } from 'mongoose';
import { SCHEMA_OPTIONS } from '#infra/mongo';
import type { TurnState } from './fair-turn.ts';

/** The memory of a group's turns. `rev` is compared and set with each batch. */
export type TeamTurnRecord = TurnState & { _id: string; rev: number };

export const TeamTurnModel = mongoose.model(
  'TeamTurn',
  new Schema<TeamTurnRecord>(
    {
      _id: String,
      rev: { type: Number, required: true },
      seq: { type: Number, required: true },
      last: { type: Schema.Types.Mixed, required: true },
      given: { type: Schema.Types.Mixed, required: true },
      cohorts: [Schema.Types.Mixed],
    },
    { ...SCHEMA_OPTIONS, collection: 'team_turns' },
  ),
);
