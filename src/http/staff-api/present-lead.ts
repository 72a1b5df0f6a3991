import type { Labelled, LeadSummary } from '#contract/staff-api';
import {
  type BUSINESS_LINES,
  CHANNEL_LABELS,
  LEAD_STATUS_LABELS,
  type Lead,
  LOST_REASONS,
} from '#domain/leads/index';

const LEVELS: Readonly<Record<Lead['level'], string>> = { hot: '高意向', warm: '中意向', low: '低意向' };

const LINES: Readonly<Record<(typeof BUSINESS_LINES)[number], string>> = {
  new_car: '新车',
  used_car: '二手车',
  service: '售后',
  parts: '配件',
};

export const METHOD_LABELS = {
  call: '电话',
  wechat: '微信',
  visit: '到店面谈',
  sms: '短信',
  chat: '企业微信',
} as const;

export function labelled<T extends string>(id: T, labels: Readonly<Record<T, string>>): Labelled {
  return { id, label: labels[id] ?? id };
}

export const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

/** The model as the dealer names it, else as the customer wrote it. */
export function modelOf(lead: Lead): string | null {
  return lead.series ? `${lead.series.brand} ${lead.series.name}` : lead.modelText;
}

export const levelOf = (lead: Lead): Labelled => labelled(lead.level, LEVELS);
export const lineOf = (lead: Lead): Labelled => labelled(lead.businessLine, LINES);

export function lostReasonOf(lead: Lead): Labelled | null {
  return LOST_REASONS.find((reason) => reason.id === lead.lostReason) ?? null;
}

/** A lead as lists show it. Field by field: nothing reaches a page because it happened to be there. */
export function presentLeadSummary(lead: Lead, ownerNames: ReadonlyMap<string, string>): LeadSummary {
  return {
    id: lead.id,
    rev: lead.rev,
    status: labelled(lead.status, LEAD_STATUS_LABELS),
    open: lead.open,
    level: levelOf(lead),
    score: lead.score,
    name: lead.name,
    phoneMasked: lead.phoneMasked,
    channel: labelled(lead.channel, CHANNEL_LABELS),
    model: modelOf(lead),
    owner: lead.ownerId === null ? null : { id: lead.ownerId, name: ownerNames.get(lead.ownerId) ?? '' },
    createdAt: lead.createdAt.toISOString(),
    assignedAt: iso(lead.assignedAt),
    nextFollowUpAt: iso(lead.nextFollowUpAt),
  };
}
