import type { Staff } from '#domain/staff/index';

let serial = 0;

/** A working salesperson on duty, without limits. */
export function buildStaff(overrides: Partial<Staff> = {}): Staff {
  const id = overrides.id ?? `staff-${++serial}`;
  return {
    id,
    name: `员工${id}`,
    role: 'sales',
    title: '销售顾问',
    storeId: 'store-pudong',
    teamIds: ['team-suv'],
    status: 'active',
    onDuty: true,
    busyUntil: null,
    leaves: [],
    weight: 1,
    dailyCap: null,
    openCap: null,
    identities: { wecom: id },
    preferredChannel: 'wecom',
    given: { on: '', count: 0, turn: 0 },
    ...overrides,
  };
}
