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
  let row = await take(name, holder, until);
  // MongoDB refuses $expr in an upsert, so the first taker ever lays down an expired row and takes that.
  if (row === null && (await layDown(name))) row = await take(name, holder, until);
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
}

async function take(name: string, holder: string, until: object): Promise<LeaseRecord | null> {
  return await LeaseModel.findOneAndUpdate(
    // sanitizeFilter looks for the mark on the value of $expr, not on the filter around it.
    { _id: name, $expr: mongoose.trusted({ $lte: ['$until', '$$NOW'] }) },
    [{ $set: { holder, until, fence: { $add: ['$fence', 1] } } }],
    { returnDocument: 'after', updatePipeline: true },
  ).lean<LeaseRecord>();
}

/** True when the row was missing; whoever laid it down, somebody may take it now. */
async function layDown(name: string): Promise<boolean> {
  if ((await LeaseModel.exists({ _id: name })) !== null) return false;
  try {
    await LeaseModel.create({ _id: name, holder: 'nobody', until: new Date(0), fence: 0 });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
  return true;
}
