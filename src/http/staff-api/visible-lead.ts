import { appError } from '#domain/kernel/errors';
import { findLead, type Lead } from '#domain/leads/index';
import { can, type Staff } from '#domain/staff/index';
import { resourceOf } from './allowed-actions.ts';

/** The lead, when this person may see it. Another's lead and no lead are the same answer: NOT_FOUND. */
export async function visibleLead(staff: Staff, leadId: string): Promise<Lead> {
  const lead = await findLead(leadId);
  if (lead === null || !can(staff, 'lead.view', resourceOf(lead))) {
    throw appError('NOT_FOUND', { what: '这条线索' });
  }
  return lead;
}
