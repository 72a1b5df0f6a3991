import type { CommandContext } from '#domain/kernel/command-context';
import { appError } from '#domain/kernel/errors';
import { recordEvent } from '#events/record-event';
import { inTransaction } from '#infra/mongo';
import { getStaff } from './find-staff.ts';
import { staffAvailabilityChanged } from './staff.events.ts';
import { StaffModel, type StaffRecord, toStaff } from './staff.model.ts';
import { assertActorMay } from './staff.policy.ts';
import type { Leave, Staff } from './staff.ts';

/** Turns the busy switch on until an instant, or off with null. One's own, or a manager's for the store. */
export async function setBusy(
  ctx: CommandContext,
  input: { staffId: string; until: Date | null },
): Promise<Staff> {
  return await change(ctx, input.staffId, { busyUntil: input.until });
}

export async function setDuty(
  ctx: CommandContext,
  input: { staffId: string; onDuty: boolean },
): Promise<Staff> {
  return await change(ctx, input.staffId, { onDuty: input.onDuty });
}

/** Replaces the list of leaves. Throws INVALID_INPUT when one ends before it starts. */
export async function setLeaves(
  ctx: CommandContext,
  input: { staffId: string; leaves: readonly Leave[] },
): Promise<Staff> {
  if (input.leaves.some(({ from, to }) => to <= from)) {
    throw appError('INVALID_INPUT', { field: 'leaves', fix: '请假结束时间须晚于开始时间' });
  }
  return await change(ctx, input.staffId, { leaves: [...input.leaves] });
}

/** Sets the share and the limits of a person. Caps of null mean none. */
export async function setQuota(
  ctx: CommandContext,
  input: { staffId: string; weight?: number; dailyCap?: number | null; openCap?: number | null },
): Promise<Staff> {
  const { staffId, ...quota } = input;
  for (const [field, value] of Object.entries(quota)) {
    const least = field === 'weight' ? 1 : 0;
    if (value !== null && (!Number.isInteger(value) || value < least || value > 10_000)) {
      throw appError('INVALID_INPUT', { field, fix: `请填写 ${least} 到 10000 的整数` });
    }
  }
  return await change(ctx, staffId, quota);
}

async function change(ctx: CommandContext, staffId: string, to: Partial<StaffRecord>): Promise<Staff> {
  const { storeId } = await getStaff(staffId);
  await assertActorMay(ctx.actor, 'staff.set_availability', { ownerId: staffId, storeId });
  return await inTransaction(async (tx) => {
    const record = await StaffModel.findOneAndUpdate({ _id: staffId, status: 'active' }, { $set: to })
      .setOptions({ session: tx.session, returnDocument: 'after' })
      .lean();
    if (record === null) throw appError('NOT_FOUND', { what: '在职员工' });
    await recordEvent(tx, ctx, staffAvailabilityChanged, `staff:${staffId}`, { staffId });
    return toStaff(record);
  });
}
