import { appError } from '#domain/kernel/errors';
import type { Tx } from '#infra/mongo';
import { LeadModel, type LeadRecord } from './lead.model.ts';

/** Leads by id inside a transaction: what is changed must be read on the same snapshot. */
export async function loadRecords(tx: Tx, ids: readonly string[]): Promise<Map<string, LeadRecord>> {
  const records = await LeadModel.collection
    .find<LeadRecord>({ _id: { $in: [...ids] } } as never, { session: tx.session })
    .toArray();
  return new Map(records.map((record) => [record._id, record]));
}

/** One lead inside a transaction. Throws NOT_FOUND. */
export async function loadRecord(tx: Tx, id: string): Promise<LeadRecord> {
  const record = (await loadRecords(tx, [String(id)])).get(id);
  if (record === undefined) throw appError('NOT_FOUND', { what: '这条线索' });
  return record;
}
