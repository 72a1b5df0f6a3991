import { AssignmentModel, type AssignmentRecord } from '#domain/assignment/assignment.model';
import { assignmentSubscribers } from '#domain/assignment/index';
import type { ManualClock } from '#domain/kernel/clock';
import type { CommandContext } from '#domain/kernel/command-context';
import { createLeads, getLeads, type Lead, type LeadDraft } from '#domain/leads/index';
import type { DomainEvent } from '#events/domain-event';
import { OutboxModel } from '#events/outbox.model';
import type { Subscriber } from '#events/subscriber';
import { leadDraft } from './lead.ts';

/** A lead of the seeds' first example: official mini-program and an SUV. */
export function suvDraft(overrides: Partial<LeadDraft> = {}): LeadDraft {
  const series = { id: 'series-x', brand: '云驰', name: 'X5', body: 'suv' };
  return leadDraft({ channel: 'mini_program', series, ...overrides });
}

/** Creates leads, one per draft, and answers their ids. */
export async function createdLeads(ctx: CommandContext, drafts: readonly LeadDraft[]): Promise<string[]> {
  return (await createLeads(ctx, drafts)).map(({ leadId }) => leadId);
}

/** Events of these types as a relay would deliver them, oldest first. */
export async function recordedEvents(...types: string[]): Promise<DomainEvent[]> {
  const rows = await OutboxModel.collection
    .find({ type: { $in: types } })
    .sort({ _id: 1 })
    .toArray();
  return rows.map(({ _id, ...rest }) => ({ id: String(_id), ...rest }) as unknown as DomainEvent);
}

/** One of the module's subscribers by its id. */
export function subscriberOf(clock: ManualClock, id: string): Subscriber {
  return assignmentSubscribers(clock).find((one) => one.id === id)!;
}

/** Runs the assignment of everything created so far, and answers the leads in order of creation. */
export async function assignAll(clock: ManualClock): Promise<Lead[]> {
  const events = await recordedEvents('lead.created');
  await subscriberOf(clock, 'assignment.assign-new-leads').handle(events);
  return await getLeads(events.map(({ payload }) => (payload as { leadId: string }).leadId));
}

/** The ledger, oldest first. */
export async function ledger(filter: Partial<AssignmentRecord> = {}): Promise<AssignmentRecord[]> {
  return await AssignmentModel.find(filter).sort({ _id: 1 }).lean();
}

/** How many leads each owner has. */
export function tally(leads: readonly Pick<Lead, 'ownerId'>[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { ownerId } of leads) counts[ownerId ?? 'nobody'] = (counts[ownerId ?? 'nobody'] ?? 0) + 1;
  return counts;
}
