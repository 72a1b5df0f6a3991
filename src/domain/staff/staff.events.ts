import { defineEvent } from '#events/domain-event';

export interface StaffJoinedPayload {
  readonly staffId: string;
}

export interface StaffLeftPayload {
  readonly staffId: string;
  readonly storeId: string | null;
}

export interface StaffAvailabilityPayload {
  readonly staffId: string;
}

export const staffJoined = defineEvent<StaffJoinedPayload>(
  'staff.joined',
  'A member appeared in the directory or was imported; they can sign in from now on.',
);

export const staffLeft = defineEvent<StaffLeftPayload>(
  'staff.left',
  'A member left or was disabled; access ends at once and their open leads go to the handover list.',
);

export const staffAvailabilityChanged = defineEvent<StaffAvailabilityPayload>(
  'staff.availability_changed',
  'Duty, busy switch, leave, caps or weight changed: the next assignment sees it.',
);
