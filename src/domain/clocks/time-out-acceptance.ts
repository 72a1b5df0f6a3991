import { reassignLead } from '#domain/assignment/index';
import { isAppError } from '#domain/kernel/app-error';
import type { CommandContext } from '#domain/kernel/command-context';
import { getLeads, type Lead, leadSubject } from '#domain/leads/index';
import { clockEscalated } from './clock.events.ts';
import { currentClockRules } from './clock-rules.ts';
import type { Firing } from './end-timers.ts';
import { listTimers } from './schedule-timers.ts';
import type { TimerRecord } from './timer.model.ts';

/**
 * Nobody accepted in time: the lead goes to somebody else, as often as the rules allow; then, or when there is
 * nobody else, its managers are told. Safe to repeat: a lead that has moved on is left alone.
 */
export async function timeOutAcceptance(
  ctx: CommandContext,
  timers: readonly TimerRecord[],
): Promise<Firing[]> {
  const ids = timers.map((timer) => timer.leadId);
  const [rules, leads, ended] = await Promise.all([
    currentClockRules(),
    getLeads(ids),
    listTimers(ids, ['fired']),
  ]);
  const firings: Firing[] = [];
  for (const timer of timers) {
    const lead = leads.find((one) => one.id === timer.leadId);
    if (lead?.status !== 'assigned' || lead.assignmentId !== timer.assignmentId) {
      firings.push([]);
      continue;
    }
    const before = ended.filter((one) => one.kind === 'accept_timeout' && one.leadId === lead.id);
    const moved = before.length < rules.reassignments && (await handOn(ctx, lead));
    firings.push(moved ? [] : [escalated(lead)]);
  }
  return firings;
}

/** True when somebody else has the lead now, by us or because a person was faster. */
async function handOn(ctx: CommandContext, lead: Lead): Promise<boolean> {
  const { id: leadId, rev: expectedRev, ownerId } = lead;
  const excludeStaffIds = ownerId === null ? [] : [ownerId];
  try {
    const made = await reassignLead(ctx, { leadId, expectedRev, excludeStaffIds, reason: 'accept_timeout' });
    return made.ownerId !== null;
  } catch (error) {
    if (isAppError(error) && (error.code === 'STALE_REVISION' || error.code === 'LEAD_CLOSED')) return true;
    throw error;
  }
}

function escalated(lead: Lead) {
  const payload = {
    leadId: lead.id,
    storeId: lead.storeId,
    kind: 'accept_timeout' as const,
    step: 1 as const,
  };
  return { event: clockEscalated, subject: leadSubject(lead.id), payload };
}
