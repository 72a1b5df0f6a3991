import mongoose, { Schema } from 'mongoose';
import { describe, expect, it } from 'vitest';
import '#events/outbox.model';
import { checkIndexes, ensureIndexes } from '#infra/indexes';
import { useDatabase } from '../../support/mongo.ts';

const SampleModel = mongoose.model(
  'IndexSample',
  new Schema({ code: String, at: Date }, { collection: 'index_samples' })
    .index({ code: 1 }, { name: 'sample_code', unique: true })
    .index({ at: 1 }),
);

describe('indexes declared on models', () => {
  useDatabase();

  it('exist after ensureIndexes, and running it again changes nothing', async () => {
    await ensureIndexes();
    expect(await checkIndexes()).toEqual([]);
    const names = (await SampleModel.collection.indexes()).map((index) => index.name);
    expect(names).toEqual(expect.arrayContaining(['sample_code', 'at_1']));
    await SampleModel.create({ code: 'a' });
    await expect(SampleModel.create({ code: 'a' })).rejects.toMatchObject({ code: 11000 });
  });

  it('are reported when missing or when nobody declared them', async () => {
    await SampleModel.collection.dropIndex('sample_code');
    await SampleModel.collection.createIndex({ stray: 1 }, { name: 'made_by_hand' });
    expect(await checkIndexes()).toEqual([
      { collection: 'index_samples', missing: ['sample_code'], extra: ['made_by_hand'] },
    ]);
    await ensureIndexes();
    expect((await checkIndexes())[0]).toMatchObject({ missing: [], extra: ['made_by_hand'] });
    await SampleModel.collection.dropIndex('made_by_hand');
    expect(await checkIndexes()).toEqual([]);
  });
});
