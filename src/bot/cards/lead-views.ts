import { listContactDeadlines } from '#domain/clocks/index';
import type { Clock } from '#domain/kernel/clock';
import { getLeads, type Lead } from '#domain/leads/index';
import { can, getStaffByIds, listStores, type Staff } from '#domain/staff/index';
import type { CardRequest } from './card-builder.ts';
import type { LeadView } from './lead-view.ts';

/** Loads what the lead cards of many people need, with a handful of queries whatever their number. */
export async function loadLeadViews(
  requests: readonly CardRequest[],
  options: { clock: Clock; publicUrl: string },
): Promise<readonly (LeadView | null)[]> {
  const leads = new Map(
    (await getLeads(unique(requests.map((request) => request.subjectId)))).map((lead) => [lead.id, lead]),
  );
  const owners = [...leads.values()].flatMap((lead) => lead.ownerId ?? []);
  const people = new Map(
    (await getStaffByIds(unique([...owners, ...requests.map(({ recipientId }) => recipientId)]))).map(
      (staff) => [staff.id, staff],
    ),
  );
  const stores = new Map((await listStores()).map((store) => [store.id, store.name]));
  const deadlines = await listContactDeadlines([...leads.values()]);
  return requests.map((request) => {
    const lead = leads.get(request.subjectId);
    if (lead === undefined) return null;
    return {
      lead,
      ownerName: lead.ownerId === null ? null : (people.get(lead.ownerId)?.name ?? null),
      storeName: (lead.storeId === null ? undefined : stores.get(lead.storeId)) ?? '全部门店',
      contactBy: deadlines.get(lead.id) ?? null,
      reader: { staffId: request.recipientId, managesStore: manages(people.get(request.recipientId), lead) },
      now: options.clock.now(),
      pageUrl: `${options.publicUrl}/app/leads/${lead.id}`,
    };
  });
}

function manages(reader: Staff | undefined, lead: Lead): boolean {
  return reader !== undefined && can(reader, 'lead.transfer', { ownerId: null, storeId: lead.storeId });
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}
