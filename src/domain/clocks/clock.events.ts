import { defineEvent } from '#events/domain-event';
import type { LeadClockKind } from './lead-clock-kinds.ts';

export interface OwnerClockPayload {
  readonly leadId: string;
  readonly ownerId: string;
  readonly kind: LeadClockKind;
  /** The deadline it is about. */
  readonly dueAt: Date;
}

export const clockWarned = defineEvent<OwnerClockPayload>(
  'clock.warned',
  'The first contact is wanted by now and late soon: the owner is told.',
);
export const clockBreached = defineEvent<OwnerClockPayload>(
  'clock.breached',
  'The first contact did not happen in time; counts in reports.',
);
export const clockReminded = defineEvent<OwnerClockPayload>(
  'clock.reminded',
  'Nothing was recorded about a lead for long: the owner is reminded.',
);
export const clockEscalated = defineEvent<{
  readonly leadId: string;
  readonly storeId: string | null;
  readonly kind: LeadClockKind;
  /** How far up the ladder: 1 nobody accepts, 2 no first contact, 3 silence. */
  readonly step: 1 | 2 | 3;
}>('clock.escalated', 'The owner did not act in time: the managers of the store are told.');
