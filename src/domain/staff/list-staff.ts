import type { Tx } from '#infra/mongo';
import { getStore } from './find-organisation.ts';
import { StaffModel, toStaff } from './staff.model.ts';
import type { Role, Staff } from './staff.ts';

export interface ListStaffInput {
  readonly storeId?: string;
  readonly teamId?: string;
  readonly role?: Role;
  readonly status?: 'active' | 'left';
}

/** Everybody who fits, ordered by id. A company's staff fits in memory; there is no paging. */
export async function listStaff(input: ListStaffInput = {}, tx?: Tx): Promise<Staff[]> {
  const { teamId, ...filter } = input;
  const records = await StaffModel.find({ ...filter, ...(teamId === undefined ? {} : { teamIds: teamId }) })
    .sort({ _id: 1 })
    .session(tx?.session ?? null)
    .lean();
  return records.map(toStaff);
}

/** Working members of a team. */
export async function listTeamMembers(teamId: string): Promise<Staff[]> {
  return await listStaff({ teamId, status: 'active' });
}

/**
 * Who answers for a store, for alarms and escalations: its named managers, else whoever is manager there,
 * else the administrators. Empty only when the company has none of these.
 */
export async function listManagers(storeId: string | null): Promise<Staff[]> {
  const leaders = (await listStaff({ status: 'active' })).filter(
    ({ role }) => role === 'manager' || role === 'admin',
  );
  const named = storeId === null ? [] : (await getStore(storeId)).managerIds;
  const choices = [
    leaders.filter(({ id }) => named.includes(id)),
    leaders.filter((one) => one.role === 'manager' && storeId !== null && one.storeId === storeId),
    leaders.filter((one) => one.role === 'admin'),
    storeId === null ? leaders : [],
  ];
  return choices.find((choice) => choice.length > 0) ?? [];
}
