import type { CommandContext } from '#domain/kernel/command-context';
import { appError } from '#domain/kernel/errors';
import { recordEvent } from '#events/record-event';
import { inTransaction, isDuplicateKey } from '#infra/mongo';
import { foldUserId } from './find-staff.ts';
import { staffLeft } from './staff.events.ts';
import { StaffModel } from './staff.model.ts';
import { assertActorMay } from './staff.policy.ts';
import type { ChatPlatformId } from './staff.ts';

/**
 * Ends a member's access at once, on the platform's word that the account is gone. Asking twice is harmless.
 * @returns the id of who left, or null when nobody working had that account.
 */
export async function removeMember(
  ctx: CommandContext,
  input: { platform: ChatPlatformId; userId: string },
): Promise<string | null> {
  await assertActorMay(ctx.actor, 'staff.manage');
  const identity = foldUserId(input.platform, input.userId);
  return await inTransaction(async (tx) => {
    const record = await StaffModel.findOneAndUpdate(
      { status: 'active', [`identities.${input.platform}`]: identity },
      { $set: { status: 'left', onDuty: false } },
      { session: tx.session },
    ).lean();
    if (record === null) return null;
    await recordEvent(tx, ctx, staffLeft, `staff:${record._id}`, {
      staffId: record._id,
      storeId: record.storeId,
    });
    return record._id;
  });
}

/**
 * Follows a changed account id (`wecom docs 90970`, NewUserID), so that the person stays the same person.
 * Throws INVALID_INPUT when somebody else works under the new id.
 */
export async function renameMember(
  ctx: CommandContext,
  input: { platform: ChatPlatformId; userId: string; newUserId: string },
): Promise<boolean> {
  await assertActorMay(ctx.actor, 'staff.manage');
  const path = `identities.${input.platform}`;
  try {
    const result = await StaffModel.updateOne(
      { status: 'active', [path]: foldUserId(input.platform, input.userId) },
      { $set: { [path]: foldUserId(input.platform, input.newUserId) } },
    );
    return result.matchedCount === 1;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    throw appError('INVALID_INPUT', { field: 'newUserId', fix: '该账号已属于另一位在职员工' }, error);
  }
}
