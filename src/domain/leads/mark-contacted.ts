import type { CommandContext } from '#domain/kernel/command-context';
import type { FollowUpMethod } from './follow-up.model.ts';
import { leadAccepted, leadContacted } from './lead.events.ts';
import type { Lead } from './lead.ts';
import { moveLead } from './move-lead.ts';
import { recordFollowUp } from './record-follow-up.ts';

/**
 * 已联系: the customer was reached. Implies 接单 where that was skipped. A method or a note is kept as a
 * follow-up. Throws LEAD_CLOSED, LEAD_NOT_YOURS, STALE_REVISION, ILLEGAL_TRANSITION.
 */
export async function markContacted(
  ctx: CommandContext,
  input: {
    leadId: string;
    expectedRev: number;
    method?: FollowUpMethod | undefined;
    note?: string | undefined;
  },
): Promise<Lead> {
  const lead = await moveLead(ctx, {
    leadId: input.leadId,
    expectedRev: input.expectedRev,
    action: 'lead.act',
    to: 'contacted',
    effects: (record, now) => {
      const payload = { leadId: record._id, ownerId: record.ownerId };
      const accepted =
        record.acceptedAt === null && record.ownerId !== null
          ? [{ event: leadAccepted, payload: { leadId: record._id, ownerId: record.ownerId } }]
          : [];
      return {
        set: {
          acceptedAt: record.acceptedAt ?? now,
          firstContactAt: record.firstContactAt ?? now,
          lastFollowUpAt: now,
        },
        events: [...accepted, { event: leadContacted, payload }],
      };
    },
  });
  if (input.method === undefined && !input.note) return lead;
  await recordFollowUp(ctx, {
    leadId: lead.id,
    method: input.method ?? 'call',
    summary: input.note ?? '首次联系客户',
    nextAt: null,
    dedupeKey: `contacted:${lead.id}:${lead.rev}`,
  });
  return lead;
}
