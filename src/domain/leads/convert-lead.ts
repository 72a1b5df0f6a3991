import type { CommandContext } from '#domain/kernel/command-context';
import { leadConverted } from './lead.events.ts';
import type { Lead } from './lead.ts';
import { moveLead } from './move-lead.ts';

/** 成交. Throws as every press: LEAD_CLOSED, LEAD_NOT_YOURS, STALE_REVISION, ILLEGAL_TRANSITION. */
export function convertLead(
  ctx: CommandContext,
  input: { leadId: string; expectedRev: number },
): Promise<Lead> {
  return moveLead(ctx, {
    ...input,
    action: 'lead.act',
    to: 'converted',
    effects: (record) => ({
      set: { nextFollowUpAt: null },
      events: [{ event: leadConverted, payload: { leadId: record._id, ownerId: record.ownerId } }],
    }),
  });
}
