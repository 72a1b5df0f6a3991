import type { LeadDraft } from '#domain/leads/index';
import type { LeadRecord } from '#domain/leads/lead.model';
import { newLeadRecord } from '#domain/leads/new-lead-record';
import { DEFAULT_SCORING_RULES } from '#domain/scoring/index';
import { leadDraft, MONDAY_10 } from './lead.ts';

/** The record a draft becomes under the rules that ship. Needs a field key. */
export function leadRecord(
  draft: Partial<LeadDraft> = {},
  overrides: Partial<LeadRecord> = {},
  now: Date = MONDAY_10,
): LeadRecord {
  return { ...newLeadRecord(leadDraft(draft), 'hash', now, DEFAULT_SCORING_RULES), ...overrides };
}
