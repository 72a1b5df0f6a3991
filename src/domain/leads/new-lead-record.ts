import { appError } from '#domain/kernel/errors';
import { newId } from '#domain/kernel/ids';
import { maskPhone, phoneKind } from '#domain/kernel/phone';
import type { ScoringRules } from '#domain/scoring/index';
import { fieldCrypto } from '#infra/field-crypto';
import { CONTACT_CONTEXT, type LeadRecord, PHONE_CONTEXT } from './lead.model.ts';
import type { LeadDraft, LeadSource } from './lead.ts';
import { scoreRecord } from './score-record.ts';

/** What makes two drafts the same customer. Throws INVALID_INPUT when nothing identifies the customer. */
export function contactHash(draft: Pick<LeadDraft, 'phone' | 'externalUserId'>): string {
  if (draft.phone !== null) return fieldCrypto().blindIndex(draft.phone, PHONE_CONTEXT);
  if (draft.externalUserId) return fieldCrypto().blindIndex(draft.externalUserId, CONTACT_CONTEXT);
  throw appError('INVALID_INPUT', { field: 'phone', fix: '请填写手机号' });
}

export function sourceOf(draft: LeadDraft, now: Date): LeadSource {
  return {
    channel: draft.channel,
    campaignId: draft.campaignId ?? null,
    payloadId: draft.payloadId ?? null,
    at: draft.at ?? now,
    modelText: draft.modelText ?? null,
  };
}

/** A new lead made of a draft, scored, without an owner yet. */
export function newLeadRecord(draft: LeadDraft, hash: string, now: Date, rules: ScoringRules): LeadRecord {
  const phone = draft.phone;
  const record: LeadRecord = {
    _id: newId(),
    rev: 1,
    status: 'new',
    open: true,
    businessLine: draft.businessLine,
    name: draft.name,
    phoneSealed: phone === null ? null : fieldCrypto().seal(phone, PHONE_CONTEXT),
    phoneHash: hash,
    phoneMasked: phone === null ? '' : maskPhone(phone),
    phoneTail: phone === null ? '' : phone.slice(-4),
    phoneVerified: draft.phoneVerified ?? false,
    phoneKind: phone === null ? null : phoneKind(phone),
    externalUserId: draft.externalUserId ?? null,
    contactStaffId: draft.contactStaffId ?? null,
    city: draft.city ?? null,
    region: draft.region ?? null,
    storeId: draft.storeId ?? null,
    channel: draft.channel,
    campaignId: draft.campaignId ?? null,
    sources: [sourceOf(draft, now)],
    series: draft.series ?? null,
    modelText: draft.modelText ?? null,
    budgetFen: draft.budgetFen ?? null,
    plate: draft.plate ?? null,
    vin: draft.vin ?? null,
    wants: [...new Set(draft.wants ?? [])],
    behaviours: [...(draft.behaviours ?? [])].slice(-MAX_BEHAVIOURS),
    remark: draft.remark ?? null,
    score: 0,
    level: 'low',
    scoreReasons: [],
    ownerId: null,
    teamId: null,
    assignmentId: null,
    assignedAt: null,
    reassignCount: 0,
    acceptedAt: null,
    firstContactAt: null,
    lastFollowUpAt: null,
    nextFollowUpAt: null,
    lostReason: null,
    consent: draft.consent ?? null,
    createdAt: now,
    updatedAt: now,
  };
  const { score, level, reasons } = scoreRecord(record, rules);
  return { ...record, score, level, scoreReasons: reasons };
}

/** Newest behaviours kept per lead: what a score can use, and a bound on the document. */
export const MAX_BEHAVIOURS = 100;
