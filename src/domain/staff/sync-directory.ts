import type { CommandContext } from '#domain/kernel/command-context';
import { appError } from '#domain/kernel/errors';
import { newId } from '#domain/kernel/ids';
import { normalizeName } from '#domain/kernel/person-name';
import { type EventDraft, recordEvents } from '#events/record-event';
import { inTransaction, isDuplicateKey } from '#infra/mongo';
import { listStores, listTeams } from './find-organisation.ts';
import { foldUserId } from './find-staff.ts';
import { newStaffRecord } from './new-staff-record.ts';
import { type Placement, placeMembers } from './place-members.ts';
import { staffJoined, staffLeft } from './staff.events.ts';
import { StaffModel, type StaffRecord } from './staff.model.ts';
import { assertActorMay } from './staff.policy.ts';
import type { ChatPlatformId } from './staff.ts';

export interface DirectoryMember {
  readonly userId: string;
  readonly name: string;
  readonly departmentIds: readonly (string | number)[];
  readonly active: boolean;
}

export interface SyncDirectoryInput {
  readonly platform: ChatPlatformId;
  readonly members: readonly DirectoryMember[];
  readonly departments: readonly unknown[];
}

export interface SyncOutcome {
  readonly joined: number;
  readonly left: number;
  readonly renamed: number;
}

/**
 * Brings staff in line with the platform's whole directory: unknown active members join (off duty, in the team
 * or store their department is named after), known ones that are missing or disabled leave, names follow. An account that comes back after its
 * owner left is a new person: the old one's leads, links and cards stay closed to it.
 * An empty directory is refused, because believing it would lock out the company.
 */
export async function syncDirectory(ctx: CommandContext, input: SyncDirectoryInput): Promise<SyncOutcome> {
  await assertActorMay(ctx.actor, 'staff.manage');
  const organisation = { stores: await listStores(), teams: await listTeams() };
  const placementOf = placeMembers(input.departments, organisation);
  const active = new Map(
    input.members
      .filter((member) => member.active)
      .map((member): [string, Active] => [
        foldUserId(input.platform, member.userId),
        { name: normalizeName(member.name), placement: placementOf(member.departmentIds) },
      ]),
  );
  if (active.size === 0) {
    throw appError('INVALID_INPUT', { field: 'members', fix: '通讯录为空，可能是应用可见范围未设置' });
  }
  try {
    return await applyDiff(ctx, input.platform, active);
  } catch (error) {
    // Another process added the same member between our read and our write: the second look sees them.
    if (isDuplicateKey(error)) return await applyDiff(ctx, input.platform, active);
    throw error;
  }
}

interface Active {
  readonly name: string;
  readonly placement: Placement;
}

async function applyDiff(
  ctx: CommandContext,
  platform: ChatPlatformId,
  active: ReadonlyMap<string, Active>,
): Promise<SyncOutcome> {
  return await inTransaction(async (tx) => {
    const known = await StaffModel.find({ status: 'active' }).session(tx.session).lean();
    const mine = known.filter((record) => record.identities[platform] !== undefined);
    const left = mine.filter((record) => !active.has(record.identities[platform]!));
    const renamed = mine.filter((record) => renamedTo(record, platform, active) !== null);
    const ours = new Set(mine.map((record) => record.identities[platform]!));
    const joined = [...active]
      .filter(([userId]) => !ours.has(userId))
      .map(([userId, { name, placement }]) => ({
        ...newStaffRecord({
          id: newId(),
          platform,
          identities: { [platform]: userId },
          name: name || userId,
        }),
        storeId: placement.storeId,
        teamIds: [...placement.teamIds],
      }));
    const changes = [
      ...left.map(({ _id }) => update(_id, { status: 'left', onDuty: false })),
      ...renamed.map((record) => update(record._id, { name: renamedTo(record, platform, active)! })),
      ...joined.map((document) => ({ insertOne: { document } })),
    ];
    if (changes.length > 0) await StaffModel.bulkWrite(changes as never, { session: tx.session });
    await recordEvents(tx, ctx, [
      ...left.map(({ _id, storeId }) => draft(staffLeft, _id, { staffId: _id, storeId })),
      ...joined.map(({ _id }) => draft(staffJoined, _id, { staffId: _id })),
    ]);
    return { joined: joined.length, left: left.length, renamed: renamed.length };
  });
}

function renamedTo(
  record: StaffRecord,
  platform: ChatPlatformId,
  active: ReadonlyMap<string, Active>,
): string | null {
  const name = active.get(record.identities[platform]!)?.name;
  return name === undefined || name === '' || name === record.name ? null : name;
}

function update(id: string, to: Partial<StaffRecord>) {
  return { updateOne: { filter: { _id: id, status: 'active' }, update: { $set: to } } };
}

function draft(event: EventDraft['event'], staffId: string, payload: object): EventDraft {
  return { event, subject: `staff:${staffId}`, payload };
}
