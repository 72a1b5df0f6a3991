import { appError } from '#domain/kernel/errors';
import type { Tx } from '#infra/mongo';
import { StaffModel, type StaffRecord, toStaff } from './staff.model.ts';
import type { ChatPlatformId, Staff } from './staff.ts';

/** The person, whether working or left. Throws NOT_FOUND. */
export async function getStaff(id: string): Promise<Staff> {
  const record = await StaffModel.findOne({ _id: id }).lean();
  if (record === null) throw appError('NOT_FOUND', { what: '员工' });
  return toStaff(record);
}

/** The people with these ids, in no order; unknown ids are missing from the answer. */
export async function getStaffByIds(ids: readonly string[], tx?: Tx): Promise<Staff[]> {
  if (ids.length === 0) return [];
  const records = await StaffModel.collection
    .find<StaffRecord>(
      { _id: { $in: [...new Set(ids)].map(String) } } as never,
      tx === undefined ? {} : { session: tx.session },
    )
    .toArray();
  return records.map(toStaff);
}

/**
 * WeCom user ids ignore case (`wecom docs 90195`), so they are kept folded; otherwise identity is the exact
 * string, and `00123` is not `123`.
 */
export function foldUserId(platform: ChatPlatformId, userId: string): string {
  return platform === 'wecom' ? userId.toLowerCase() : userId;
}

/**
 * The person behind a platform account, or null. A working person wins over one who left with the same
 * account; callers must check `status` when only a former one is found.
 */
export async function findStaffByIdentity(platform: ChatPlatformId, userId: string): Promise<Staff | null> {
  if (typeof userId !== 'string' || userId === '') return null;
  const records = await StaffModel.find({ [`identities.${platform}`]: foldUserId(platform, userId) })
    .sort({ status: 1, _id: -1 })
    .limit(1)
    .lean();
  return records[0] ? toStaff(records[0]) : null;
}
