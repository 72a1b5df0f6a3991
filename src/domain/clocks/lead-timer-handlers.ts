import type { CommandContext } from '#domain/kernel/command-context';
import { getLeads, type Lead, leadSubject } from '#domain/leads/index';
import type { EventType } from '#events/domain-event';
import {
  clockBreached,
  clockEscalated,
  clockReminded,
  clockWarned,
  type OwnerClockPayload,
} from './clock.events.ts';
import type { Firing } from './end-timers.ts';
import type { TimerHandler, TimerHandlers } from './fire-timers.ts';
import type { LeadClockKind } from './lead-clock-kinds.ts';
import { lastActivity, wasFollowedUp } from './plan-lead-timers.ts';
import { timeOutAcceptance } from './time-out-acceptance.ts';
import type { TimerRecord } from './timer.model.ts';

type OwnedLead = Lead & { ownerId: string };
type Decide = (lead: OwnedLead, timer: TimerRecord, now: Date) => Firing;

/** What each clock of a lead does at its end. All of them look at the lead as it is by then. */
export const leadTimerHandlers: TimerHandlers & Record<LeadClockKind, TimerHandler> = {
  accept_timeout: timeOutAcceptance,
  first_contact_target: whenOwned((lead, timer, now) => {
    if (lead.firstContactAt !== null || lead.assignmentId !== timer.assignmentId) return [];
    const deadline = timer.data.deadlineAt instanceof Date ? timer.data.deadlineAt : timer.dueAt;
    // After a standstill the breach is due as well: a warning about the past helps nobody.
    return now >= deadline ? [] : [toOwner(clockWarned, lead, timer, deadline)];
  }),
  first_contact_sla: whenOwned((lead, timer) =>
    lead.firstContactAt === null ? [toOwner(clockBreached, lead, timer, timer.dueAt)] : [],
  ),
  manager_escalation: whenOwned((lead, timer) =>
    lead.firstContactAt === null ? [toManagers(lead, timer, 2)] : [],
  ),
  silence_24h: whenOwned((lead, timer) =>
    lastActivity(lead) <= timer.anchorAt ? [toOwner(clockReminded, lead, timer, timer.dueAt)] : [],
  ),
  silence_48h: whenOwned((lead, timer) =>
    lastActivity(lead) <= timer.anchorAt ? [toManagers(lead, timer, 3)] : [],
  ),
  show_48h: whenOwned((lead, timer) => {
    if (wasFollowedUp(lead)) return [];
    const reminder = toOwner(clockReminded, lead, timer, timer.dueAt);
    return lead.firstContactAt === null ? [reminder, toManagers(lead, timer, 3)] : [reminder];
  }),
};

/** Decides about open leads with an owner; for all others a clock's end means nothing. */
function whenOwned(decide: Decide): TimerHandler {
  return async (ctx: CommandContext, timers) => {
    const now = ctx.clock.now();
    const leads = await getLeads([...new Set(timers.map((timer) => timer.leadId))]);
    const byId = new Map(leads.map((lead) => [lead.id, lead]));
    return timers.map((timer) => {
      const lead = byId.get(timer.leadId);
      return lead !== undefined && isOwned(lead) ? decide(lead, timer, now) : [];
    });
  };
}

function isOwned(lead: Lead): lead is OwnedLead {
  return lead.open && lead.ownerId !== null;
}

function toOwner(event: EventType<OwnerClockPayload>, lead: OwnedLead, timer: TimerRecord, dueAt: Date) {
  const payload = { leadId: lead.id, ownerId: lead.ownerId, kind: timer.kind as LeadClockKind, dueAt };
  return { event, subject: leadSubject(lead.id), payload };
}

function toManagers(lead: Lead, timer: TimerRecord, step: 1 | 2 | 3) {
  const payload = { leadId: lead.id, storeId: lead.storeId, kind: timer.kind as LeadClockKind, step };
  return { event: clockEscalated, subject: leadSubject(lead.id), payload };
}
