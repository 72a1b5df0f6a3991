import { randomUUID } from 'node:crypto';
import mongoose from 'mongoose';
import { afterAll, beforeAll, beforeEach, inject } from 'vitest';
import { useFieldKey } from '#infra/field-crypto';
import { ensureIndexes } from '#infra/indexes';
import { connectMongo, disconnectMongo } from '#infra/mongo';

/** The field key of every test. */
export const TEST_FIELD_KEY = '0123456789abcdef'.repeat(4);

/** A database address of its own on the run's mongod, for processes a test starts itself. */
export function freshMongoUri(): string {
  const uri = new URL(inject('mongoUri'));
  uri.pathname = `/t_${randomUUID().replaceAll('-', '')}`;
  return uri.toString();
}

/**
 * Gives the test file a fresh database on the default mongoose connection, with the collections and indexes
 * of every model imported by then. `clean: true` empties all collections before each test.
 */
export function useDatabase(options: { clean?: boolean } = {}): { readonly uri: string } {
  const uri = freshMongoUri();
  beforeAll(async () => {
    useFieldKey(TEST_FIELD_KEY);
    await connectMongo(uri);
    await ensureIndexes();
  });
  if (options.clean) beforeEach(emptyDatabase);
  afterAll(async () => {
    await mongoose.connection.dropDatabase();
    await disconnectMongo();
  });
  return { uri };
}

/** Deletes every document, keeps collections and indexes. */
export async function emptyDatabase(): Promise<void> {
  const collections = await mongoose.connection.db!.collections();
  await Promise.all(collections.map((collection) => collection.deleteMany({})));
}
