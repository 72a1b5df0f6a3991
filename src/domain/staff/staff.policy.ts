import type { Actor } from '#domain/kernel/command-context';
import { appError } from '#domain/kernel/errors';
import { StaffModel, toStaff } from './staff.model.ts';
import type { Role, Staff } from './staff.ts';

/** Whose things a role may touch: `own` = theirs alone, `store` = their store's, `all` = everything. */
type Reach = 'own' | 'store' | 'all';

export const ACTIONS = [
  'lead.view',
  'lead.act',
  'lead.transfer',
  'lead.reveal_phone',
  'lead.list_store',
  'staff.set_availability',
  'staff.manage',
  'rules.manage',
  'rules.view',
  'intake.replay',
  'intake.manage',
  'catalog.manage',
  'audit.view',
] as const;
export type Action = (typeof ACTIONS)[number];

export interface Resource {
  readonly ownerId?: string | null;
  readonly storeId?: string | null;
  readonly teamId?: string | null;
}

const OWN_WORK = {
  'lead.view': 'own',
  'lead.act': 'own',
  'lead.transfer': 'own',
  'lead.reveal_phone': 'own',
  'staff.set_availability': 'own',
} as const satisfies Partial<Record<Action, Reach>>;

/** Everything not listed is denied. */
export const PERMISSIONS: Readonly<Record<Role, Readonly<Partial<Record<Action, Reach>>>>> = {
  sales: OWN_WORK,
  service_advisor: OWN_WORK,
  manager: {
    'lead.view': 'store',
    'lead.act': 'store',
    'lead.transfer': 'store',
    'lead.reveal_phone': 'store',
    'lead.list_store': 'store',
    'staff.set_availability': 'store',
    'rules.view': 'all',
    'intake.replay': 'store',
    'audit.view': 'store',
  },
  admin: Object.fromEntries(ACTIONS.map((action) => [action, 'all'])) as Record<Action, Reach>,
};

/** Whether `staff` may do `action` to `resource` now. People who left may do nothing. */
export function can(
  staff: Pick<Staff, 'id' | 'role' | 'storeId' | 'status'>,
  action: Action,
  resource: Resource = {},
): boolean {
  if (staff.status !== 'active') return false;
  const reach = PERMISSIONS[staff.role][action];
  const owns = resource.ownerId === staff.id;
  if (reach === 'all') return true;
  if (reach === 'store') return owns || (staff.storeId !== null && resource.storeId === staff.storeId);
  return reach === 'own' && owns;
}

/** Refuses a command with FORBIDDEN unless the acting person may do it; channels and jobs act for the house. */
export async function assertActorMay(actor: Actor, action: Action, resource: Resource = {}): Promise<void> {
  if (actor.type !== 'staff') return;
  const record = await StaffModel.findOne({ _id: actor.staffId }).lean();
  if (record === null || !can(toStaff(record), action, resource)) throw appError('FORBIDDEN', { action });
}
