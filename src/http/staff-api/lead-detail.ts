import type { LeadDetail } from '#contract/staff-api';
import { explainAssignment } from '#domain/assignment/index';
import { isAppError } from '#domain/kernel/app-error';
import type { Clock } from '#domain/kernel/clock';
import { CHANNEL_LABELS, type Lead, LOST_REASONS, WANT_LABELS } from '#domain/leads/index';
import { findStore, type Staff } from '#domain/staff/index';
import { allowedActions } from './allowed-actions.ts';
import { leadDeadlines } from './lead-deadlines.ts';
import { leadTimeline } from './lead-timeline.ts';
import { labelled, lineOf, lostReasonOf, METHOD_LABELS, presentLeadSummary } from './present-lead.ts';
import { staffNames } from './staff-names.ts';

/** Everything the page of one lead shows to one person, in one answer: phones pay per round trip. */
export async function leadDetail(clock: Clock, staff: Staff, lead: Lead): Promise<LeadDetail> {
  const [names, store, why, timeline, deadlines] = await Promise.all([
    staffNames([lead.ownerId]),
    lead.storeId === null ? null : findStore(lead.storeId),
    explain(lead.assignmentId),
    leadTimeline(lead),
    leadDeadlines(lead),
  ]);
  return {
    ...presentLeadSummary(lead, names),
    businessLine: lineOf(lead),
    city: lead.city,
    storeName: store?.name ?? null,
    wants: lead.wants.map((want) => labelled(want, WANT_LABELS)),
    remark: lead.remark,
    plate: lead.plate,
    vin: lead.vin,
    scoreReasons: lead.scoreReasons.map(({ label, points }) => ({ label, points })),
    sources: lead.sources.map((source) => ({
      label: CHANNEL_LABELS[source.channel],
      at: source.at.toISOString(),
    })),
    lostReason: lostReasonOf(lead),
    why,
    deadlines,
    timeline,
    actions: allowedActions(staff, lead),
    lostReasons: LOST_REASONS.map(({ id, label }) => ({ id, label })),
    methods: Object.entries(METHOD_LABELS).map(([id, label]) => ({ id, label })),
    now: clock.now().toISOString(),
  };
}

async function explain(assignmentId: string | null): Promise<string | null> {
  if (assignmentId === null) return null;
  try {
    return await explainAssignment(assignmentId);
  } catch (error) {
    // A hand-made assignment has no trace to explain.
    if (isAppError(error) && error.code === 'NOT_FOUND') return null;
    throw error;
  }
}
