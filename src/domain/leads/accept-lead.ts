import type { CommandContext } from '#domain/kernel/command-context';
import { leadAccepted } from './lead.events.ts';
import type { Lead } from './lead.ts';
import { moveLead } from './move-lead.ts';

/**
 * 接单: the owner promises to call. Only the owner may, and only once per assignment.
 * Throws LEAD_CLOSED, LEAD_NOT_YOURS, STALE_REVISION, ILLEGAL_TRANSITION.
 */
export function acceptLead(
  ctx: CommandContext,
  input: { leadId: string; expectedRev: number },
): Promise<Lead> {
  return moveLead(ctx, {
    ...input,
    action: 'lead.act',
    ownerOnly: true,
    to: 'accepted',
    effects: (record, now, staff) => ({
      set: { acceptedAt: now },
      events: [{ event: leadAccepted, payload: { leadId: record._id, ownerId: staff.id } }],
    }),
  });
}
