import type { Level } from '#domain/scoring/index';
import { defineEvent } from '#events/domain-event';
import type { Channel, LostReasonId } from './lead.ts';

export type AssignMode = 'rule' | 'reassign' | 'manual' | 'claim' | 'handover';

export const leadCreated = defineEvent<{ leadId: string; channel: Channel }>(
  'lead.created',
  'A customer without an open lead of this business line came in; assignment starts here.',
);
export const leadMerged = defineEvent<{ leadId: string; payloadId: string | null; channel: Channel }>(
  'lead.merged',
  'The customer of an open lead came in again, perhaps by another channel; the owner wants to know.',
);
export const leadAssigned = defineEvent<{
  leadId: string;
  ownerId: string;
  previousOwnerId: string | null;
  teamId: string | null;
  assignmentId: string;
  mode: AssignMode;
}>('lead.assigned', 'A lead has a (new) owner: card, clocks and ledger follow.');
export const leadUnassigned = defineEvent<{
  leadId: string;
  storeId: string | null;
  reason: 'no_candidate' | 'owner_left';
}>('lead.unassigned', 'A lead waits without an owner: the store manager is alarmed.');
export const leadAccepted = defineEvent<{ leadId: string; ownerId: string }>(
  'lead.accepted',
  'The owner took the lead (接单).',
);
export const leadContacted = defineEvent<{ leadId: string; ownerId: string | null }>(
  'lead.contacted',
  'The customer was reached for the first time since the lead was assigned.',
);
export const leadFollowedUp = defineEvent<{
  leadId: string;
  followUpId: string;
  byId: string;
  nextAt: Date | null;
}>('lead.followed_up', 'A follow-up was recorded; the silence clock starts again.');
export const leadLost = defineEvent<{ leadId: string; ownerId: string | null; reason: LostReasonId }>(
  'lead.lost',
  'The lead was given up for a reason (战败); clocks end.',
);
export const leadPooled = defineEvent<{ leadId: string; previousOwnerId: string | null }>(
  'lead.pooled',
  'The lead went to the public pool (公海); clocks end.',
);
export const leadConverted = defineEvent<{ leadId: string; ownerId: string | null }>(
  'lead.converted',
  'The lead became a deal (成交); clocks end.',
);
export const leadScoreChanged = defineEvent<{ leadId: string; level: Level }>(
  'lead.score_changed',
  'New behaviour, a merge or new rules changed the score; cards show it.',
);
export const leadPhoneRevealed = defineEvent<{ leadId: string; byId: string; via: 'card' | 'page' }>(
  'lead.phone_revealed',
  'Somebody looked at the full number; kept for audit.',
);
export const leadOwnerLeft = defineEvent<{
  leadId: string;
  previousOwnerId: string;
  storeId: string | null;
}>('lead.owner_left', 'The owner of an open lead left the company: it is on the hand-over list.');

/** `lead:<id>`: the subject of every lead event. */
export function leadSubject(leadId: string): string {
  return `lead:${leadId}`;
}
