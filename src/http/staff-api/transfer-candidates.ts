import type { Candidates } from '#contract/staff-api';
import type { Clock } from '#domain/kernel/clock';
import { countOpenByOwner, type Lead } from '#domain/leads/index';
import { listStaff, type Staff } from '#domain/staff/index';

/** The active colleagues of the lead's store but its owner, free ones and those with few open leads first. */
export async function transferCandidates(clock: Clock, lead: Lead): Promise<Candidates> {
  const colleagues = await listStaff({
    ...(lead.storeId === null ? {} : { storeId: lead.storeId }),
    status: 'active',
  });
  const others = colleagues.filter((staff) => staff.id !== lead.ownerId && staff.role !== 'service_advisor');
  const open = await countOpenByOwner(others.map((staff) => staff.id));
  const now = clock.now();
  const candidates = others.map((staff) => {
    const note = unavailable(staff, now);
    const openLeads = open.get(staff.id) ?? 0;
    return { id: staff.id, name: staff.name, title: staff.title, available: note === null, note, openLeads };
  });
  candidates.sort((a, b) => Number(b.available) - Number(a.available) || a.openLeads - b.openLeads);
  return { candidates };
}

function unavailable(staff: Staff, now: Date): string | null {
  if (!staff.onDuty) return '不在岗';
  if (staff.leaves.some((leave) => leave.from <= now && now < leave.to)) return '休假中';
  if (staff.busyUntil !== null && staff.busyUntil > now) return '忙碌中';
  return null;
}
