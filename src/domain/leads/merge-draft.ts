import type { ScoringRules } from '#domain/scoring/index';
import type { LeadRecord } from './lead.model.ts';
import type { LeadDraft } from './lead.ts';
import { MAX_BEHAVIOURS, sourceOf } from './new-lead-record.ts';
import { scoreRecord } from './score-record.ts';

const MAX_SOURCES = 100;
const MAX_REMARK = 1_000;

/**
 * An open lead after the same customer came in again: the source, behaviours and wants are added, gaps are
 * filled, and what is known already stays (a late push must not overwrite what a salesperson works with).
 */
export function mergeDraft(record: LeadRecord, draft: LeadDraft, now: Date, rules: ScoringRules): LeadRecord {
  const merged: LeadRecord = {
    ...record,
    name: record.name === '' ? draft.name : record.name,
    phoneVerified: record.phoneVerified || (draft.phoneVerified ?? false),
    externalUserId: record.externalUserId ?? draft.externalUserId ?? null,
    contactStaffId: record.contactStaffId ?? draft.contactStaffId ?? null,
    city: record.city ?? draft.city ?? null,
    region: record.region ?? draft.region ?? null,
    storeId: record.storeId ?? draft.storeId ?? null,
    sources: [...record.sources, sourceOf(draft, now)].slice(-MAX_SOURCES),
    series: record.series ?? draft.series ?? null,
    modelText: record.modelText ?? draft.modelText ?? null,
    budgetFen: record.budgetFen ?? draft.budgetFen ?? null,
    plate: record.plate ?? draft.plate ?? null,
    vin: record.vin ?? draft.vin ?? null,
    wants: [...new Set([...record.wants, ...(draft.wants ?? [])])],
    behaviours: [...record.behaviours, ...(draft.behaviours ?? [])].slice(-MAX_BEHAVIOURS),
    remark: joinRemarks(record.remark, draft.remark ?? null),
    consent: draft.consent ?? record.consent,
    updatedAt: now,
  };
  const { score, level, reasons } = scoreRecord(merged, rules);
  return { ...merged, score, level, scoreReasons: reasons };
}

function joinRemarks(old: string | null, added: string | null): string | null {
  if (old === null || added === null) return old ?? added;
  return old.includes(added) ? old : `${old}\n${added}`.slice(0, MAX_REMARK);
}
