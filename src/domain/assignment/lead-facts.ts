import type { Lead } from '#domain/leads/index';
import type { Condition, RuleField } from './assignment-rules.ts';

type Scalar = string | number | null;

/** All that rules may look at; kept in the trace. `localHour` counts minutes as a fraction (9.5 = 09:30). */
export type LeadFacts = Readonly<
  Record<Exclude<RuleField, 'wants'>, Scalar> & {
    wants: readonly string[];
    /** Whom the target `contactMember` means. */
    contactStaffId: string | null;
  }
>;

type FactSource = Pick<
  Lead,
  | 'channel'
  | 'region'
  | 'city'
  | 'storeId'
  | 'series'
  | 'level'
  | 'businessLine'
  | 'campaignId'
  | 'wants'
  | 'contactStaffId'
>;

export function factsOf(lead: FactSource, at: Date): LeadFacts {
  // Shanghai keeps UTC+8 all year; plain arithmetic, because this runs for every lead.
  const there = new Date(at.getTime() + 8 * 3_600_000);
  return {
    channel: lead.channel,
    region: lead.region,
    city: lead.city,
    storeId: lead.storeId,
    series: lead.series?.id ?? null,
    body: lead.series?.body ?? null,
    level: lead.level,
    businessLine: lead.businessLine,
    campaignId: lead.campaignId,
    localHour: there.getUTCHours() + there.getUTCMinutes() / 60,
    weekday: there.getUTCDay() || 7,
    wants: [...lead.wants],
    contactStaffId: lead.contactStaffId ?? null,
  };
}

/** The field of the first condition that fails, or null when all hold. */
export function firstFailure(conditions: readonly Condition[], facts: LeadFacts): RuleField | null {
  return conditions.find((condition) => !holds(condition, facts))?.field ?? null;
}

function holds({ field, op, value }: Condition, facts: LeadFacts): boolean {
  if (field === 'wants') return facts.wants.includes(value as string);
  const fact = facts[field];
  if (op === 'is') return fact === value;
  const list = value as Scalar[];
  if (op === 'in') return list.includes(fact);
  if (op === 'not_in') return !list.includes(fact);
  const [from, to] = list as [number, number];
  const x = fact as number;
  return from <= to ? x >= from && x < to : x >= from || x < to;
}
