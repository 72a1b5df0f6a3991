import type { CommandContext } from '#domain/kernel/command-context';
import { leadPooled } from './lead.events.ts';
import type { Lead } from './lead.ts';
import { moveLead } from './move-lead.ts';

/** Gives the lead to the public pool (公海), where it waits to be claimed. Throws as every press. */
export function poolLead(ctx: CommandContext, input: { leadId: string; expectedRev: number }): Promise<Lead> {
  return moveLead(ctx, {
    ...input,
    action: 'lead.act',
    to: 'pooled',
    effects: (record) => ({
      set: { ownerId: null, teamId: null, assignmentId: null, acceptedAt: null },
      events: [{ event: leadPooled, payload: { leadId: record._id, previousOwnerId: record.ownerId } }],
    }),
  });
}
