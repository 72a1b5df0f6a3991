import type { CommandContext } from '#domain/kernel/command-context';
import { appError } from '#domain/kernel/errors';
import { newId } from '#domain/kernel/ids';
import { localDate } from '#domain/kernel/local-time';
import { countGiven, getStaff } from '#domain/staff/index';
import { inTransaction } from '#infra/mongo';
import { assignLeads } from './assign-leads.ts';
import { authorizePress } from './authorize-press.ts';
import { toLead } from './lead.model.ts';
import type { Lead } from './lead.ts';
import { loadRecord } from './load-records.ts';

/**
 * 转派: hands a lead to a colleague. The ledger row follows from the event's `assignmentId`.
 * Throws INVALID_INPUT (to the present owner), ASSIGNEE_UNAVAILABLE and as every press.
 */
export function transferLead(
  ctx: CommandContext,
  input: { leadId: string; expectedRev: number; toStaffId: string; reason?: string | undefined },
): Promise<Lead> {
  return inTransaction(async (tx) => {
    const record = await loadRecord(tx, input.leadId);
    await authorizePress(ctx, record, { action: 'lead.transfer', expectedRev: input.expectedRev });
    const target = await getStaff(input.toStaffId);
    // Held for the transaction: nobody is given a lead while leaving.
    const hold = { on: localDate(ctx.clock.now()), counts: new Map([[target.id, 0]]) };
    if ((await countGiven(tx, hold)).length > 0) {
      throw appError('ASSIGNEE_UNAVAILABLE', { name: target.name, reason: '已离职' });
    }
    if (target.id === record.ownerId) {
      throw appError('INVALID_INPUT', { field: 'toStaffId', fix: '这条线索已经由该同事负责' });
    }
    const decision = {
      leadId: record._id,
      expectedRev: record.rev,
      ownerId: target.id,
      teamId: target.teamIds[0] ?? null,
      storeId: target.storeId,
      assignmentId: newId(),
      mode: 'manual' as const,
    };
    const [result] = await assignLeads(ctx, [decision], tx);
    if (result !== 'assigned') throw appError('STALE_REVISION');
    return toLead(await loadRecord(tx, record._id));
  });
}
