import { z } from 'zod';
import { DayOverride, DEFAULT_STORE_HOURS, StoreHours } from '#domain/calendar/index';
import type { CommandContext } from '#domain/kernel/command-context';
import { appError } from '#domain/kernel/errors';
import { recordEvents } from '#events/record-event';
import { inTransaction, type Tx } from '#infra/mongo';
import { foldUserId } from './find-staff.ts';
import { newStaffRecord } from './new-staff-record.ts';
import { StoreModel, TeamModel } from './organisation.model.ts';
import { TEAM_METHODS } from './organisation.ts';
import { staffJoined } from './staff.events.ts';
import { StaffModel } from './staff.model.ts';
import { assertActorMay } from './staff.policy.ts';
import { type ChatPlatformId, ROLES } from './staff.ts';

const Id = z.string().min(1).max(64);

/** The shape of demo/roster.json, and of a real company's first import. */
export const OrganisationInput = z.object({
  group: z.object({ name: z.string().min(1) }),
  stores: z.array(
    z.object({
      id: Id,
      name: z.string().min(1),
      city: z.string(),
      region: z.string(),
      address: z.string().default(''),
      phone: z.string().default(''),
      managerUserId: z.string().optional(),
      managerUserIds: z.array(z.string()).default([]),
      hours: StoreHours.default(DEFAULT_STORE_HOURS),
      dayOverrides: z.array(DayOverride).default([]),
    }),
  ),
  teams: z.array(z.object({ id: Id, name: z.string().min(1), storeId: Id, method: z.enum(TEAM_METHODS) })),
  staff: z.array(
    z.object({
      userId: Id,
      name: z.string().min(1),
      role: z.enum(ROLES),
      title: z.string().default(''),
      storeId: Id.nullable().default(null),
      teamIds: z.array(Id).default([]),
      onDuty: z.boolean().default(true),
      weight: z.number().int().min(1).max(10_000).default(1),
      dailyCap: z.number().int().min(0).nullable().default(null),
      openCap: z.number().int().min(0).nullable().default(null),
    }),
  ),
});
export type OrganisationInput = z.input<typeof OrganisationInput>;
type Organisation = z.output<typeof OrganisationInput>;

/** Our id of an imported member. Members who arrive by directory sync get a new id instead. */
export function importedStaffId(platform: ChatPlatformId, userId: string): string {
  return `staff-${foldUserId(platform, userId)}`;
}

/**
 * Imports stores, teams and staff; running it again changes nothing but names, roles and placements. People
 * who have left stay left, and switches people set themselves (duty, busy, caps) are kept.
 * Throws INVALID_INPUT when a name points nowhere.
 */
export async function upsertOrganisation(
  ctx: CommandContext,
  input: OrganisationInput,
  options: { platform: ChatPlatformId },
): Promise<{ stores: number; teams: number; staff: number; joined: number }> {
  await assertActorMay(ctx.actor, 'staff.manage');
  const parsed = OrganisationInput.safeParse(input);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw appError('INVALID_INPUT', { field: issue!.path.join('.'), fix: issue!.message });
  }
  const organisation = parsed.data;
  assertReferences(organisation);
  return await inTransaction(async (tx) => {
    await writeStores(tx, organisation, options.platform);
    await writeTeams(tx, organisation);
    const joined = await writeStaff(tx, organisation, options.platform);
    await recordEvents(
      tx,
      ctx,
      joined.map((staffId) => ({ event: staffJoined, subject: `staff:${staffId}`, payload: { staffId } })),
    );
    const { stores, teams, staff } = organisation;
    return { stores: stores.length, teams: teams.length, staff: staff.length, joined: joined.length };
  });
}

function assertReferences({ stores, teams, staff }: Organisation): void {
  const storeIds = new Set(stores.map(({ id }) => id));
  const teamIds = new Set(teams.map(({ id }) => id));
  const wrong = (field: string, id: string) => appError('INVALID_INPUT', { field, fix: `没有编号 ${id}` });
  for (const { storeId } of teams) if (!storeIds.has(storeId)) throw wrong('teams.storeId', storeId);
  for (const member of staff) {
    if (member.storeId !== null && !storeIds.has(member.storeId))
      throw wrong('staff.storeId', member.storeId);
    const lost = member.teamIds.find((id) => !teamIds.has(id));
    if (lost !== undefined) throw wrong('staff.teamIds', lost);
  }
}

async function writeStores(tx: Tx, { stores }: Organisation, platform: ChatPlatformId): Promise<void> {
  await StoreModel.bulkWrite(
    stores.map(({ id, managerUserId, managerUserIds, ...store }) => {
      const managers = managerUserId === undefined ? managerUserIds : [managerUserId, ...managerUserIds];
      const managerIds = managers.map((userId) => importedStaffId(platform, userId));
      return { updateOne: { filter: { _id: id }, update: { $set: { ...store, managerIds } }, upsert: true } };
    }),
    { session: tx.session },
  );
}

async function writeTeams(tx: Tx, { teams }: Organisation): Promise<void> {
  await TeamModel.bulkWrite(
    teams.map(({ id, ...team }, order) => ({
      updateOne: { filter: { _id: id }, update: { $set: { ...team, order } }, upsert: true },
    })),
    { session: tx.session },
  );
}

async function writeStaff(tx: Tx, { staff }: Organisation, platform: ChatPlatformId): Promise<string[]> {
  const result = await StaffModel.bulkWrite(
    staff.map(({ userId, name, role, title, storeId, teamIds, ...switches }) => {
      const identities = { [platform]: foldUserId(platform, userId) };
      const { _id, ...fresh } = newStaffRecord({
        id: importedStaffId(platform, userId),
        platform,
        identities,
      });
      const kept = { name, role, title, storeId, teamIds };
      const initial = Object.entries({ ...fresh, ...switches }).filter(([key]) => !(key in kept));
      return {
        updateOne: {
          filter: { _id },
          update: { $set: kept, $setOnInsert: Object.fromEntries(initial) },
          upsert: true,
        },
      };
    }),
    { session: tx.session },
  );
  return Object.values(result.upsertedIds).map(String);
}
