import type { LeadAction } from '#contract/staff-api';
import type { Lead } from '#domain/leads/index';
import { can, type Staff } from '#domain/staff/index';

/** What this person may do with this lead now. Buttons only: the command judges again when one is pressed. */
export function allowedActions(staff: Staff, lead: Lead): LeadAction[] {
  const actions: LeadAction[] = [];
  const resource = resourceOf(lead);
  const mine = lead.ownerId === staff.id;
  if (lead.open && can(staff, 'lead.act', resource)) {
    if (mine && lead.status === 'assigned') actions.push('accept');
    if (mine && (lead.status === 'assigned' || lead.status === 'accepted')) actions.push('contact');
    if (lead.ownerId !== null) actions.push('follow_up');
  }
  if (lead.open && can(staff, 'lead.transfer', resource)) actions.push('transfer');
  if (lead.open && can(staff, 'lead.act', resource)) actions.push('lose');
  if (lead.phoneMasked !== '' && can(staff, 'lead.reveal_phone', resource)) actions.push('reveal');
  return actions;
}

/** What the policy table looks at. */
export function resourceOf(lead: Lead): {
  ownerId: string | null;
  storeId: string | null;
  teamId: string | null;
} {
  return { ownerId: lead.ownerId, storeId: lead.storeId, teamId: lead.teamId };
}
