import { describe, expect, it } from 'vitest';
import {
  countGiven,
  findStaffByIdentity,
  getStaff,
  getStaffByIds,
  getStore,
  getTeam,
  listManagers,
  listStaff,
  listStores,
  listTeamMembers,
  listTeams,
  removeMember,
  renameMember,
  setBusy,
  setDuty,
  setLeaves,
  setQuota,
  syncDirectory,
  upsertOrganisation,
} from '#domain/staff/index';
import { OutboxModel } from '#events/outbox.model';
import { inTransaction } from '#infra/mongo';
import {
  asStaff,
  buildContext,
  buildRoster,
  seedOrganisation,
  WORKDAY,
} from '../../../factories/organisation.ts';
import { useDatabase } from '../../../support/mongo.ts';

useDatabase({ clean: true });
const { ctx } = buildContext();

const eventsOf = async (type: string) =>
  (await OutboxModel.find({ type }).sort({ _id: 1 }).lean()).map(({ subject, payload }) => ({
    subject,
    payload,
  }));

const directory = (userIds: readonly string[]) => ({
  platform: 'wecom' as const,
  departments: [],
  members: userIds.map((userId) => ({ userId, name: `名${userId}`, departmentIds: [1], active: true })),
});

describe('importing an organisation', () => {
  it('makes the demo company, with an event for everyone who joined', async () => {
    const result = await upsertOrganisation(ctx, buildRoster(), { platform: 'wecom' });
    expect(result).toEqual({ stores: 2, teams: 3, staff: 10, joined: 10 });
    expect(await eventsOf('staff.joined')).toHaveLength(10);
    const store = await getStore('store-pudong');
    expect(store).toMatchObject({ name: '浦东旗舰店', managerIds: ['staff-wuhao'], dayOverrides: [] });
    expect(store.hours.weekly[7]).toEqual([{ from: '09:00', to: '18:00' }]);
    expect((await listStores()).map(({ id }) => id)).toEqual(['store-minhang', 'store-pudong']);
    expect((await listTeams()).map(({ id }) => id)).toEqual(['team-suv', 'team-show', 'team-minhang']);
    expect((await listTeams({ storeId: 'store-minhang' })).map(({ id }) => id)).toEqual(['team-minhang']);
    expect(await getTeam('team-show')).toMatchObject({ name: '车展组', method: 'round_robin' });
    expect((await listTeamMembers('team-show')).map(({ name }) => name).sort()).toEqual([
      '刘芳',
      '李娜',
      '陈晨',
    ]);
  });

  it('is idempotent, keeps what people switched themselves, and never brings back who left', async () => {
    await seedOrganisation(ctx);
    await setBusy(ctx, { staffId: 'staff-lina', until: new Date('2026-11-25T04:00:00Z') });
    await removeMember(ctx, { platform: 'wecom', userId: 'liufang' });
    const again = await upsertOrganisation(
      ctx,
      buildRoster(({ staff }) => {
        staff.find(({ userId }) => userId === 'lina')!.title = '资深顾问';
      }),
      { platform: 'wecom' },
    );
    expect(again.joined).toBe(0);
    expect(await getStaff('staff-lina')).toMatchObject({
      title: '资深顾问',
      busyUntil: new Date('2026-11-25T04:00:00Z'),
    });
    expect((await getStaff('staff-liufang')).status).toBe('left');
    expect(await listStaff()).toHaveLength(10);
  });

  it.each([
    [
      'a team of an unknown store',
      (r: ReturnType<typeof buildRoster>) => (r.teams[0]!.storeId = 'x'),
      'teams.storeId',
    ],
    [
      'a member of an unknown team',
      (r: ReturnType<typeof buildRoster>) => (r.staff[0]!.teamIds = ['x']),
      'staff.teamIds',
    ],
    ['a weight of zero', (r: ReturnType<typeof buildRoster>) => (r.staff[0]!.weight = 0), 'staff.0.weight'],
  ])('refuses %s and writes nothing', async (_, change, field) => {
    await expect(
      upsertOrganisation(
        ctx,
        buildRoster((r) => void change(r)),
        { platform: 'wecom' },
      ),
    ).rejects.toMatchObject({ code: 'INVALID_INPUT', details: { field } });
    expect(await listStores()).toEqual([]);
  });
});

describe('identity', () => {
  it('folds WeCom user ids, and takes anything else as the exact string', async () => {
    await seedOrganisation(ctx, ({ staff }) => {
      staff[0]!.userId = '00123';
      staff[1]!.userId = '123';
    });
    expect((await findStaffByIdentity('wecom', '00123'))?.id).toBe('staff-00123');
    expect((await findStaffByIdentity('wecom', '123'))?.id).toBe('staff-123');
    expect((await findStaffByIdentity('wecom', 'LiNa'))?.name).toBe('李娜');
    expect(await findStaffByIdentity('wecom', '0123')).toBeNull();
    expect(await findStaffByIdentity('dingtalk', 'lina')).toBeNull();
    expect(await findStaffByIdentity('wecom', '')).toBeNull();
    expect(await findStaffByIdentity('wecom', { $ne: '' } as never)).toBeNull();
  });

  it('follows a changed account id, and refuses one that somebody else works under', async () => {
    await seedOrganisation(ctx);
    expect(await renameMember(ctx, { platform: 'wecom', userId: 'lina', newUserId: 'LiNa2' })).toBe(true);
    expect((await findStaffByIdentity('wecom', 'lina2'))?.id).toBe('staff-lina');
    expect(await findStaffByIdentity('wecom', 'lina')).toBeNull();
    await expect(
      renameMember(ctx, { platform: 'wecom', userId: 'lina2', newUserId: 'zhangwei' }),
    ).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(await renameMember(ctx, { platform: 'wecom', userId: 'nobody', newUserId: 'x' })).toBe(false);
  });

  it('gets people by id, and says so when one is missing', async () => {
    await seedOrganisation(ctx);
    expect((await getStaffByIds(['staff-lina', 'staff-x', 'staff-lina'])).map(({ id }) => id)).toEqual([
      'staff-lina',
    ]);
    expect(await getStaffByIds([])).toEqual([]);
    await expect(getStaff('staff-x')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(getStore('store-x')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(getTeam('team-x')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('managers of a store', () => {
  it('are the named ones, else its managers, else administrators', async () => {
    await seedOrganisation(ctx);
    expect((await listManagers('store-pudong')).map(({ id }) => id)).toEqual(['staff-wuhao']);
    await removeMember(ctx, { platform: 'wecom', userId: 'wuhao' });
    expect(await listManagers('store-pudong')).toEqual([]);
    await seedOrganisation(ctx, ({ staff }) => {
      staff.push({ userId: 'boss', name: '总管', role: 'admin' });
    });
    expect((await listManagers('store-pudong')).map(({ id }) => id)).toEqual(['staff-boss']);
    expect((await listManagers(null)).map(({ id }) => id)).toEqual(['staff-boss']);
  });

  it('of a lead without a store are all leaders, when there is no administrator', async () => {
    await seedOrganisation(ctx);
    expect((await listManagers(null)).map(({ id }) => id)).toEqual(['staff-wuhao', 'staff-zhengjie']);
  });
});

describe('the directory', () => {
  it('is followed in full: who is new joins without rights to leads, who is missing or disabled leaves', async () => {
    await seedOrganisation(ctx);
    const members = directory(['zhangwei', 'WangQiang', 'newone', 'lina']);
    const outcome = await syncDirectory(ctx, {
      ...members,
      members: members.members.map((member) => ({ ...member, active: member.userId !== 'lina' })),
    });
    expect(outcome).toEqual({ joined: 1, left: 8, renamed: 2 });
    expect(await getStaff('staff-zhangwei')).toMatchObject({
      name: '名zhangwei',
      status: 'active',
      teamIds: ['team-suv'],
    });
    expect(await getStaff('staff-lina')).toMatchObject({ status: 'left', onDuty: false });
    expect(await findStaffByIdentity('wecom', 'newone')).toMatchObject({
      role: 'sales',
      teamIds: [],
      onDuty: false,
      storeId: null,
    });
    expect(await eventsOf('staff.left')).toContainEqual({
      subject: 'staff:staff-lina',
      payload: { staffId: 'staff-lina', storeId: 'store-pudong' },
    });
    const second = await syncDirectory(ctx, directory(['zhangwei', 'wangqiang', 'newone']));
    expect(second).toMatchObject({ joined: 0, left: 0 });
  });

  it('gives a reused account to a new person: the former one stays gone', async () => {
    await seedOrganisation(ctx);
    expect(await removeMember(ctx, { platform: 'wecom', userId: 'LINA' })).toBe('staff-lina');
    expect(await removeMember(ctx, { platform: 'wecom', userId: 'lina' })).toBeNull();
    expect(await findStaffByIdentity('wecom', 'lina')).toMatchObject({ id: 'staff-lina', status: 'left' });
    await syncDirectory(
      ctx,
      directory(['lina', ...(await listStaff({ status: 'active' })).map((s) => s.identities.wecom!)]),
    );
    const rehired = await findStaffByIdentity('wecom', 'lina');
    expect(rehired).toMatchObject({ status: 'active', teamIds: [] });
    expect(rehired!.id).not.toBe('staff-lina');
    expect((await getStaff('staff-lina')).status).toBe('left');
  });

  it('is not believed when empty, and two syncs at once add a member once', async () => {
    await seedOrganisation(ctx);
    await expect(syncDirectory(ctx, directory([]))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    const all = [...(await listStaff()).map((s) => s.identities.wecom!), 'fresh'];
    const outcomes = await Promise.all([1, 2, 3].map(() => syncDirectory(ctx, directory(all))));
    expect(outcomes.reduce((sum, { joined }) => sum + joined, 0)).toBe(1);
    expect(await listStaff({ status: 'active' })).toHaveLength(11);
    expect(await eventsOf('staff.joined')).toHaveLength(11);
  });
});

describe('availability', () => {
  it('is one own matter, or the manager of the store', async () => {
    await seedOrganisation(ctx);
    const until = new Date(WORKDAY.getTime() + 3_600_000);
    expect((await setBusy(asStaff(ctx, 'staff-lina'), { staffId: 'staff-lina', until })).busyUntil).toEqual(
      until,
    );
    expect(
      (await setDuty(asStaff(ctx, 'staff-wuhao'), { staffId: 'staff-lina', onDuty: false })).onDuty,
    ).toBe(false);
    for (const staffId of ['staff-zhengjie', 'staff-zhangwei']) {
      await expect(
        setDuty(asStaff(ctx, staffId), { staffId: 'staff-lina', onDuty: true }),
      ).rejects.toMatchObject({
        code: 'FORBIDDEN',
      });
    }
    expect(await eventsOf('staff.availability_changed')).toHaveLength(2);
  });

  it('refuses leaves that end before they start, odd quotas, and people who left', async () => {
    await seedOrganisation(ctx);
    const staffId = 'staff-lina';
    await expect(setLeaves(ctx, { staffId, leaves: [{ from: WORKDAY, to: WORKDAY }] })).rejects.toMatchObject(
      {
        code: 'INVALID_INPUT',
      },
    );
    await expect(setQuota(ctx, { staffId, weight: 0 })).rejects.toMatchObject({
      details: { field: 'weight' },
    });
    await expect(setQuota(ctx, { staffId, dailyCap: 1.5 })).rejects.toMatchObject({
      details: { field: 'dailyCap' },
    });
    expect(await setQuota(ctx, { staffId, weight: 3, dailyCap: 0, openCap: null })).toMatchObject({
      weight: 3,
      dailyCap: 0,
    });
    await removeMember(ctx, { platform: 'wecom', userId: 'lina' });
    await expect(setBusy(ctx, { staffId, until: null })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(setBusy(asStaff(ctx, staffId), { staffId, until: null })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });

  it('counts leads given per day exactly under concurrency, and names who is gone', async () => {
    await seedOrganisation(ctx);
    const give = (on: string) =>
      inTransaction((tx) =>
        countGiven(tx, {
          on,
          counts: new Map([
            ['staff-lina', 2],
            ['staff-zhangwei', 0],
          ]),
        }),
      );
    await Promise.all(Array.from({ length: 6 }, () => give('2026-11-25')));
    expect((await getStaff('staff-lina')).given).toMatchObject({ on: '2026-11-25', count: 12, turn: 6 });
    expect((await getStaff('staff-zhangwei')).given).toMatchObject({ count: 0, turn: 6 });
    await give('2026-11-26');
    expect((await getStaff('staff-lina')).given).toMatchObject({ on: '2026-11-26', count: 2 });
    await removeMember(ctx, { platform: 'wecom', userId: 'lina' });
    expect(await give('2026-11-26')).toEqual(['staff-lina']);
  });
});
