import type { StaffRecord } from './staff.model.ts';
import type { ChatPlatformId, Staff } from './staff.ts';

/** A member nobody has placed yet: may sign in, is given nothing until an administrator says so. */
export function newStaffRecord(input: {
  id: string;
  platform: ChatPlatformId;
  identities: Staff['identities'];
  name?: string;
}): StaffRecord {
  return {
    _id: input.id,
    name: input.name ?? '',
    role: 'sales',
    title: '',
    storeId: null,
    teamIds: [],
    status: 'active',
    onDuty: false,
    busyUntil: null,
    leaves: [],
    weight: 1,
    dailyCap: null,
    openCap: null,
    identities: input.identities,
    preferredChannel: input.platform,
    given: { on: '', count: 0, turn: 0 },
  };
}
