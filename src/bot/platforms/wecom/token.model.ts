import mongoose, { Schema } from 'mongoose';
import { isDuplicateKey, SCHEMA_OPTIONS } from '#infra/mongo';

/** The access token of one app, shared by all processes. Times are the product clock's. */
export interface PlatformTokenRecord {
  /** `wecom:corp:agent:` and a keyed hash of the secret: a new secret starts a new row. */
  _id: string;
  /** Encrypted token; null before the first one and after it was found invalid. */
  sealed: string | null;
  /** Of the lease under which it was stored: an older refresher never overwrites a newer token. */
  fence: number;
  refreshAt: Date;
  expiresAt: Date;
  /** Failed refreshes in a row. */
  failures: number;
  /** No refresh before this: the platform bans an address that keeps asking with a wrong secret. */
  pausedUntil: Date | null;
  lastCode: string | null;
}

export const PlatformTokenModel = mongoose.model(
  'PlatformToken',
  new Schema<PlatformTokenRecord>(
    {
      _id: String,
      sealed: String,
      fence: { type: Number, required: true },
      refreshAt: { type: Date, required: true },
      expiresAt: { type: Date, required: true },
      failures: { type: Number, required: true },
      pausedUntil: Date,
      lastCode: String,
    },
    { ...SCHEMA_OPTIONS, collection: 'platform_tokens' },
  ),
);

export async function readToken(id: string): Promise<PlatformTokenRecord | null> {
  return await PlatformTokenModel.findById(id).lean<PlatformTokenRecord>();
}

/** Stores a token unless one obtained under a later lease is there already. */
export async function storeToken(
  id: string,
  token: { sealed: string; fence: number; refreshAt: Date; expiresAt: Date },
): Promise<void> {
  try {
    await PlatformTokenModel.updateOne(
      { _id: id, fence: mongoose.trusted({ $lt: token.fence }) },
      { $set: { ...token, failures: 0, pausedUntil: null, lastCode: null } },
      { upsert: true },
    );
  } catch (error) {
    // The upsert of a row that exists with a higher fence: somebody stored a newer token meanwhile.
    if (!isDuplicateKey(error)) throw error;
  }
}

/** Counts a failed refresh; the old token, while valid, stays. Gives the failures in a row. */
export async function countTokenFailure(id: string, code: string): Promise<number> {
  const never = new Date(0);
  const row = await PlatformTokenModel.findOneAndUpdate(
    { _id: id },
    {
      $inc: { failures: 1 },
      $set: { lastCode: code },
      $setOnInsert: { sealed: null, fence: 0, refreshAt: never, expiresAt: never, pausedUntil: null },
    },
    { upsert: true, returnDocument: 'after' },
  ).lean<PlatformTokenRecord>();
  return row?.failures ?? 1;
}

export async function pauseToken(id: string, until: Date): Promise<void> {
  await PlatformTokenModel.updateOne({ _id: id }, { $set: { pausedUntil: until, failures: 0 } });
}

/** Drops exactly this token; a newer one that somebody stored meanwhile stays. */
export async function dropToken(id: string, sealed: string): Promise<void> {
  const never = new Date(0);
  await PlatformTokenModel.updateOne(
    { _id: id, sealed },
    { $set: { sealed: null, refreshAt: never, expiresAt: never } },
  );
}
