import { LeadModel, type LeadRecord, toLead } from './lead.model.ts';
import type { Lead } from './lead.ts';

/** Leads by id, in the order asked for; unknown ids are left out. */
export async function getLeads(ids: readonly string[]): Promise<Lead[]> {
  const records = await LeadModel.collection
    .find<LeadRecord>({ _id: { $in: ids.map(String) } } as never)
    .toArray();
  const byId = new Map(records.map((record) => [record._id, toLead(record)]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
