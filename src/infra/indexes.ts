import mongoose from 'mongoose';

/** One collection whose indexes are not those its model declares. */
export interface IndexDifference {
  readonly collection: string;
  /** Declared, but not in the database. */
  readonly missing: readonly string[];
  /** In the database, but not declared: left by an older version or made by hand. */
  readonly extra: readonly string[];
}

/**
 * Creates the collections and declared indexes of every registered model (autoIndex and autoCreate are off).
 * Safe to run at each start and by several processes; existing indexes are left alone.
 * A declared index that exists with other options is an error of the database, not silently kept.
 */
export async function ensureIndexes(): Promise<void> {
  await Promise.all(
    Object.values(mongoose.connection.models).map(async (model) => {
      await model.createCollection();
      await model.createIndexes();
    }),
  );
}

/** Compares declared with existing indexes, for readiness and `npm run doctor`; empty when they agree. */
export async function checkIndexes(): Promise<readonly IndexDifference[]> {
  const compared = await Promise.all(
    Object.values(mongoose.connection.models).map(async (model): Promise<IndexDifference> => {
      const diff = await model.diffIndexes();
      const declared = model.schema.indexes();
      const missing = diff.toCreate.map((keys) => nameOf(keys as unknown as object, declared));
      return { collection: model.collection.name, missing, extra: diff.toDrop };
    }),
  );
  return compared.filter(({ missing, extra }) => missing.length + extra.length > 0);
}

/** mongoose reports a missing index by its keys: its declared name, or what MongoDB would call it. */
function nameOf(keys: object, declared: readonly (readonly [object, { name?: string }])[]): string {
  const wanted = JSON.stringify(keys);
  const options = declared.find(([candidate]) => JSON.stringify(candidate) === wanted)?.[1];
  return options?.name ?? Object.entries(keys).flat().join('_');
}
