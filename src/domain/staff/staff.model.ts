import mongoose, { Schema } from 'mongoose';
import { SCHEMA_OPTIONS } from '#infra/mongo';
import { type Leave, ROLES, type Staff } from './staff.ts';

export type StaffRecord = Omit<Staff, 'id' | 'teamIds' | 'leaves'> & {
  _id: string;
  teamIds: string[];
  leaves: Leave[];
};

const leaveSchema = new Schema<Leave>({ from: Date, to: Date }, { _id: false, strict: 'throw' });

export const StaffModel = mongoose.model(
  'Staff',
  new Schema<StaffRecord>(
    {
      _id: String,
      name: { type: String, required: true },
      role: { type: String, enum: [...ROLES], required: true },
      title: { type: String, default: '' },
      storeId: { type: String, default: null },
      teamIds: [String],
      status: { type: String, enum: ['active', 'left'], required: true },
      onDuty: { type: Boolean, required: true },
      busyUntil: { type: Date, default: null },
      leaves: [leaveSchema],
      weight: { type: Number, required: true },
      dailyCap: { type: Number, default: null },
      openCap: { type: Number, default: null },
      identities: { wecom: String, dingtalk: String },
      preferredChannel: { type: String, enum: ['wecom', 'dingtalk'], required: true },
      given: { on: String, count: Number, turn: Number },
    },
    { ...SCHEMA_OPTIONS, collection: 'staff' },
  )
    // One working person per platform account; people who left keep theirs for the record.
    .index(
      { 'identities.wecom': 1 },
      {
        name: 'staff_wecom',
        unique: true,
        partialFilterExpression: { status: 'active', 'identities.wecom': { $type: 'string' } },
      },
    )
    .index(
      { 'identities.dingtalk': 1 },
      {
        name: 'staff_dingtalk',
        unique: true,
        partialFilterExpression: { status: 'active', 'identities.dingtalk': { $type: 'string' } },
      },
    )
    .index({ storeId: 1, role: 1 }, { name: 'staff_store' })
    .index({ teamIds: 1 }, { name: 'staff_team' }),
);

/** The plain form that leaves the module. */
export function toStaff(record: StaffRecord): Staff {
  const { _id, ...rest } = record;
  return { id: _id, ...rest };
}
