// The first schema this product knows. Later migrations and a rolled-back version read it to tell whether the
// data is newer than the program.

/** Marks the database as ours, with the schema it began with. */
export async function up(db) {
  await db
    .collection('schema_info')
    .updateOne({ _id: 'schema' }, { $setOnInsert: { product: 'cheliao', baseline: 1 } }, { upsert: true });
}

/** Nothing to take back: an unmarked database is marked again by the next start. */
export async function down(db) {
  await db.collection('schema_info').deleteOne({ _id: 'schema' });
}
