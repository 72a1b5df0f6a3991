import mongoose, { Schema } from 'mongoose';
import { SCHEMA_OPTIONS } from '#infra/mongo';
import type { Assignment } from './assignment.ts';

export type AssignmentRecord = Omit<Assignment, 'id'> & { _id: string };

export const AssignmentModel = mongoose.model(
  'Assignment',
  new Schema<AssignmentRecord>(
    {
      _id: String,
      leadId: { type: String, required: true },
      mode: { type: String, required: true },
      ruleSetVersion: { type: Number, default: null },
      facts: { type: Schema.Types.Mixed, default: null },
      rulesTried: [Schema.Types.Mixed],
      asked: [Schema.Types.Mixed],
      method: { type: String, default: null },
      tieBreak: { type: String, default: null },
      turnKey: { type: String, default: null },
      teamId: { type: String, default: null },
      storeId: { type: String, default: null },
      chosenId: { type: String, default: null },
      byId: { type: String, default: null },
      at: { type: Date, required: true },
      endedAt: { type: Date, default: null },
      endReason: { type: String, default: null },
    },
    { ...SCHEMA_OPTIONS, collection: 'assignments' },
  )
    .index({ leadId: 1, _id: 1 }, { name: 'assignment_lead' })
    .index({ turnKey: 1, at: 1 }, { name: 'assignment_turn' })
    .index({ chosenId: 1, at: 1 }, { name: 'assignment_owner' }),
);

export function toAssignment({ _id, ...rest }: AssignmentRecord): Assignment {
  return { id: _id, ...rest };
}
