import type { WorkCalendar } from '#domain/calendar/index';
import type { Lead } from '#domain/leads/index';
import type { ClockRules } from './clock-rules.ts';
import { LEAD_CLOCK_KINDS, type LeadClockKind } from './lead-clock-kinds.ts';
import { type TimerDraft, timerId } from './schedule-timers.ts';
import type { TimerRecord } from './timer.model.ts';

export interface TimerPlan {
  readonly set: readonly TimerDraft[];
  /** Ids of timers whose reason has gone. */
  readonly cancel: readonly string[];
}

const HOUR_MS = 3_600_000;

/**
 * The clocks a lead should have, as a pure function of its state and of the timers it has: running it again,
 * or on events out of order, leads to the same clocks.
 */
export function planLeadTimers(
  lead: Lead,
  existing: readonly TimerRecord[],
  rules: ClockRules,
  calendar: WorkCalendar,
): TimerPlan {
  const set = isOwned(lead) ? wantedTimers(lead, existing, rules, calendar) : [];
  const wanted = new Set(set.map(timerId));
  const cancel = existing.filter(
    (timer) =>
      (timer.state === 'waiting' || timer.state === 'claimed') &&
      LEAD_CLOCK_KINDS.includes(timer.kind as LeadClockKind) &&
      !wanted.has(timer._id),
  );
  return { set, cancel: cancel.map((timer) => timer._id) };
}

type OwnedLead = Lead & { assignmentId: string; assignedAt: Date };

function isOwned(lead: Lead): lead is OwnedLead {
  return lead.open && lead.ownerId !== null && lead.assignmentId !== null && lead.assignedAt !== null;
}

/** When somebody last did something about the lead: what silence counts from. */
export function lastActivity(lead: Lead): Date {
  const times = [lead.assignedAt, lead.firstContactAt, lead.lastFollowUpAt].map((at) => at?.getTime() ?? 0);
  return new Date(Math.max(...times));
}

/** Whether anything was done about the lead after its first contact. */
export function wasFollowedUp(lead: Lead): boolean {
  if (lead.lastFollowUpAt === null) return false;
  return lead.firstContactAt === null || lead.lastFollowUpAt > lead.firstContactAt;
}

function wantedTimers(
  lead: OwnedLead,
  existing: readonly TimerRecord[],
  rules: ClockRules,
  calendar: WorkCalendar,
): TimerDraft[] {
  const after = (kind: LeadClockKind, anchorAt: Date, minutes: number): TimerDraft => ({
    kind,
    leadId: lead.id,
    assignmentId: null,
    lane: 'sla',
    anchorAt,
    dueAt: calendar.addWorkingMinutes(anchorAt, minutes),
  });
  const wanted: TimerDraft[] = silenceTimers(lead, rules, calendar);
  if (lead.firstContactAt !== null) return wanted;
  // Handing a lead on does not reset the promise to its customer: these two belong to the lead.
  const since = (kind: LeadClockKind) => runStart(lead, kind, existing);
  const sla = after('first_contact_sla', since('first_contact_sla'), rules.firstContactSlaMinutes);
  wanted.push(sla);
  wanted.push(after('manager_escalation', since('manager_escalation'), rules.managerEscalationMinutes));
  wanted.push({
    ...after('first_contact_target', lead.assignedAt, rules.firstContactTargetMinutes),
    assignmentId: lead.assignmentId,
    data: { deadlineAt: sla.dueAt },
  });
  if (lead.status === 'assigned') {
    const timeout = after('accept_timeout', lead.assignedAt, rules.acceptTimeoutMinutes);
    wanted.push({ ...timeout, assignmentId: lead.assignmentId });
  }
  return wanted;
}

/** A running clock goes on from where it started; one that ended starts anew with a later assignment only. */
function runStart(lead: OwnedLead, kind: LeadClockKind, existing: readonly TimerRecord[]): Date {
  const known = existing.find((timer) => timer.kind === kind);
  if (known === undefined) return lead.assignedAt;
  if (known.state === 'waiting' || known.state === 'claimed') return known.anchorAt;
  const endedAt = known.firedAt ?? known.anchorAt;
  return lead.assignedAt > endedAt ? lead.assignedAt : known.anchorAt;
}

function silenceTimers(lead: OwnedLead, rules: ClockRules, calendar: WorkCalendar): TimerDraft[] {
  const anchorAt = lastActivity(lead);
  // A next step agreed for later is no silence before its day.
  const nextMs = lead.nextFollowUpAt?.getTime() ?? 0;
  const graceMs = (rules.silenceEscalationHours - rules.silenceReminderHours) * HOUR_MS;
  const passed = (kind: LeadClockKind, from: Date, hours: number, notBeforeMs = 0): TimerDraft => ({
    kind,
    leadId: lead.id,
    assignmentId: null,
    lane: 'sla',
    anchorAt: from,
    dueAt: calendar.nextOpening(new Date(Math.max(from.getTime() + hours * HOUR_MS, notBeforeMs))),
  });
  const timers = [
    passed('silence_24h', anchorAt, rules.silenceReminderHours, nextMs),
    passed('silence_48h', anchorAt, rules.silenceEscalationHours, nextMs === 0 ? 0 : nextMs + graceMs),
  ];
  if (lead.channel === 'auto_show' && !wasFollowedUp(lead)) {
    timers.push(passed('show_48h', lead.createdAt, rules.showLeadHours));
  }
  return timers;
}
