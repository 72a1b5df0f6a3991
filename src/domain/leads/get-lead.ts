import { appError } from '#domain/kernel/errors';
import { LeadModel, toLead } from './lead.model.ts';
import type { Lead } from './lead.ts';

/** One lead. Throws NOT_FOUND. */
export async function getLead(id: string): Promise<Lead> {
  const lead = await findLead(id);
  if (lead === null) throw appError('NOT_FOUND', { what: '这条线索' });
  return lead;
}

export async function findLead(id: string): Promise<Lead | null> {
  const record = await LeadModel.findById(String(id)).lean();
  return record === null ? null : toLead(record);
}
