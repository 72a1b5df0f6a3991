import { describe, expect, it } from 'vitest';
import { ACTIONS, type Action, can, PERMISSIONS, type Role } from '#domain/staff/index';
import { buildStaff } from '../../../factories/staff.ts';

/** Written down again on purpose: a changed permission must be changed in two places. */
const OWN: Action[] = [
  'lead.view',
  'lead.act',
  'lead.transfer',
  'lead.reveal_phone',
  'staff.set_availability',
];
const STORE: Action[] = [...OWN, 'lead.list_store', 'intake.replay', 'audit.view'];

const me = (role: Role, overrides = {}) => buildStaff({ id: 'me', role, storeId: 's1', ...overrides });
const resources = {
  mine: { ownerId: 'me', storeId: 's9' },
  'my store': { ownerId: 'other', storeId: 's1' },
  'my store, unowned': { ownerId: null, storeId: 's1' },
  elsewhere: { ownerId: 'other', storeId: 's2' },
  nowhere: { ownerId: null, storeId: null },
  nothing: {},
};

function expected(role: Role, action: Action, resource: keyof typeof resources): boolean {
  if (role === 'admin') return true;
  if (role === 'manager') {
    if (action === 'rules.view') return true;
    return STORE.includes(action) && ['mine', 'my store', 'my store, unowned'].includes(resource);
  }
  return OWN.includes(action) && resource === 'mine';
}

const roles = ['sales', 'service_advisor', 'manager', 'admin'] as const;
const matrix = roles.flatMap((role) =>
  ACTIONS.flatMap((action) =>
    (Object.keys(resources) as (keyof typeof resources)[]).map(
      (resource) => [role, action, resource] as const,
    ),
  ),
);

describe('who may do what', () => {
  it.each(matrix)('%s: %s on %s', (role, action, resource) => {
    expect(can(me(role), action, resources[resource])).toBe(expected(role, action, resource));
  });

  it.each(matrix)('nobody who left: %s, %s on %s', (role, action, resource) => {
    expect(can(me(role, { status: 'left' }), action, resources[resource])).toBe(false);
  });

  it('a manager without a store is manager of nothing, least of all of leads without a store', () => {
    const lost = me('manager', { storeId: null });
    expect(can(lost, 'lead.act', { ownerId: 'other', storeId: null })).toBe(false);
    expect(can(lost, 'lead.act', { ownerId: 'other' })).toBe(false);
  });

  it('what is not named is denied', () => {
    for (const role of ['sales', 'service_advisor', 'manager'] as const) {
      expect(can(me(role), 'lead.erase_everything' as Action, { ownerId: 'me', storeId: 's1' })).toBe(false);
      expect(Object.keys(PERMISSIONS[role])).not.toContain('rules.manage');
    }
  });
});
