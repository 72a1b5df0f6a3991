import mongoose, { Schema } from 'mongoose';
import { isDuplicateKey, SCHEMA_OPTIONS } from './mongo.ts';

interface LeaseRecord {
  _id: string;
  holder: string;
  until: Date;
  fence: number;
}

const LeaseModel = mongoose.model(
  'Lease',
  new Schema<LeaseRecord>(
    { _id: String, holder: String, until: Date, fence: Number },
    { ...SCHEMA_OPTIONS, collection: 'leases' },
  ),
);

export interface Lease {
  /** Grows with every change of holder: a late writer with an older number can be refused. */
  readonly fence: number;
  renew(): Promise<boolean>;
  release(): Promise<void>;
}

/**
 * Takes the named lease for `ms`, or null when another holder has it. Time is the database's (`$$NOW`), so
 * skewed process clocks cannot steal it.
 */
export async function acquireLease(name: string, holder: string, ms: number): Promise<Lease | null> {
  const until = { $add: ['$$NOW', ms] };
  try {
    const row = await LeaseModel.findOneAndUpdate(
      mongoose.trusted({ _id: name, $expr: { $lte: [{ $ifNull: ['$until', new Date(0)] }, '$$NOW'] } }),
      [{ $set: { holder, until, fence: { $add: [{ $ifNull: ['$fence', 0] }, 1] } } }],
      { upsert: true, returnDocument: 'after', updatePipeline: true },
    ).lean();
    if (row === null) return null;
    const mine = { _id: name, holder, fence: row.fence };
    return {
      fence: row.fence,
      renew: async () => {
        const result = await LeaseModel.updateOne(mine, [{ $set: { until } }], { updatePipeline: true });
        return result.matchedCount === 1;
      },
      release: async () => {
        await LeaseModel.updateOne(mine, { $set: { until: new Date(0) } });
      },
    };
  } catch (error) {
    // The upsert of a name that exists but is held violates the _id index: that is "held", not a failure.
    if (isDuplicateKey(error)) return null;
    throw error;
  }
}
