import type { CommandContext } from '#domain/kernel/command-context';
import { appError } from '#domain/kernel/errors';
import { leadLost } from './lead.events.ts';
import { isLostReason, type Lead } from './lead.ts';
import { moveLead } from './move-lead.ts';

const MAX_NOTE = 500;

/**
 * 战败, with a reason. The number is free for a new lead afterwards.
 * Throws LOST_REASON_REQUIRED, LEAD_CLOSED, LEAD_NOT_YOURS, STALE_REVISION.
 */
export async function loseLead(
  ctx: CommandContext,
  input: { leadId: string; expectedRev: number; reason: string | null; note?: string | undefined },
): Promise<Lead> {
  const { reason } = input;
  if (reason === null || !isLostReason(reason)) throw appError('LOST_REASON_REQUIRED');
  const note = input.note?.trim().slice(0, MAX_NOTE);
  return await moveLead(ctx, {
    leadId: input.leadId,
    expectedRev: input.expectedRev,
    action: 'lead.act',
    to: 'lost',
    effects: (record) => ({
      set: {
        lostReason: reason,
        nextFollowUpAt: null,
        ...(note ? { remark: record.remark === null ? note : `${record.remark}\n${note}` } : {}),
      },
      events: [{ event: leadLost, payload: { leadId: record._id, ownerId: record.ownerId, reason } }],
    }),
  });
}
