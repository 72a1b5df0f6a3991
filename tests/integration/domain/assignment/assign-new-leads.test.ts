import { describe, expect, it } from 'vitest';
import {
  explainAssignment,
  getAssignment,
  listAssignments,
  recomputeFromTrace,
} from '#domain/assignment/index';
import { forgetPublishedRules, publishRules } from '#domain/rules/index';
import { removeMember, setBusy, setDuty, setLeaves, setQuota } from '#domain/staff/index';
import {
  assignAll,
  createdLeads,
  ledger,
  recordedEvents,
  suvDraft,
  tally,
} from '../../../factories/assignment.ts';
import { leadDraft } from '../../../factories/lead.ts';
import { buildContext, seedOrganisation, WORKDAY } from '../../../factories/organisation.ts';
import { useDatabase } from '../../../support/mongo.ts';

useDatabase({ clean: true });

const times = <T>(n: number, make: () => T): T[] => Array.from({ length: n }, make);
const SUV = ['staff-lina', 'staff-wangqiang', 'staff-zhangwei'];
const SHOW = ['staff-chenchen', 'staff-lina', 'staff-liufang'];
const MINHANG = ['staff-sunlei', 'staff-zhoujing'];

async function setUp(change?: Parameters<typeof seedOrganisation>[1]) {
  forgetPublishedRules();
  const { ctx, clock } = buildContext();
  await seedOrganisation(ctx, change);
  return { ctx, clock };
}

describe('[AS1] the default rules', () => {
  it('[AS2] a mini-program lead for an SUV goes to the SUV team, in turn', async () => {
    const { ctx, clock } = await setUp();
    await createdLeads(ctx, times(9, suvDraft));
    const leads = await assignAll(clock);
    expect(tally(leads)).toEqual({ 'staff-lina': 3, 'staff-wangqiang': 3, 'staff-zhangwei': 3 });
    expect(leads[0]).toMatchObject({ status: 'assigned', teamId: 'team-suv', storeId: 'store-pudong' });
    const events = await recordedEvents('lead.assigned');
    expect(events).toHaveLength(9);
    expect(events[0]!.payload).toMatchObject({
      mode: 'rule',
      previousOwnerId: null,
      assignmentId: leads[0]!.assignmentId,
    });
  });

  it('[AS2] an auto-show lead goes round the show team', async () => {
    const { ctx, clock } = await setUp();
    await createdLeads(
      ctx,
      times(6, () => leadDraft({ channel: 'auto_show' })),
    );
    expect(tally(await assignAll(clock))).toEqual(Object.fromEntries(SHOW.map((id) => [id, 2])));
  });

  it('a lead of a store goes to its team by load, one of a city to a store there, any other to somebody', async () => {
    const { ctx, clock } = await setUp();
    await createdLeads(ctx, [
      ...times(4, () => leadDraft({ storeId: 'store-minhang' })),
      leadDraft({ city: '上海' }),
      leadDraft({ region: '华东' }),
      leadDraft({ city: '乌鲁木齐' }),
    ]);
    const leads = await assignAll(clock);
    expect(tally(leads.slice(0, 4))).toEqual(Object.fromEntries(MINHANG.map((id) => [id, 2])));
    for (const lead of leads.slice(4)) expect(lead.ownerId).not.toBeNull();
    expect((await getAssignment(leads[6]!.assignmentId!)).rulesTried.at(-1)).toMatchObject({
      ruleId: 'anybody',
      matched: true,
    });
  });

  it('a service lead goes to a service adviser, of its store when it has one', async () => {
    const { ctx, clock } = await setUp();
    await createdLeads(ctx, [
      leadDraft({ businessLine: 'service', storeId: 'store-pudong' }),
      leadDraft({ businessLine: 'parts' }),
      leadDraft({ businessLine: 'service', storeId: 'store-minhang' }),
    ]);
    const leads = await assignAll(clock);
    expect(leads.map(({ ownerId }) => ownerId).slice(0, 2)).toEqual(['staff-hejia', 'staff-hejia']);
    // Minhang has no adviser: the next rule finds its sales team rather than nobody.
    expect(MINHANG).toContain(leads[2]!.ownerId);
  });
});

describe('[AS2] who is not asked', () => {
  it.each([
    ['off duty', 'off_duty', (ctx: never) => setDuty(ctx, { staffId: 'staff-lina', onDuty: false })],
    [
      'busy',
      'busy',
      (ctx: never) => setBusy(ctx, { staffId: 'staff-lina', until: new Date(WORKDAY.getTime() + 1) }),
    ],
    [
      'on leave',
      'on_leave',
      (ctx: never) =>
        setLeaves(ctx, {
          staffId: 'staff-lina',
          leaves: [{ from: WORKDAY, to: new Date(WORKDAY.getTime() + 1) }],
        }),
    ],
    ['at the daily cap', 'daily_cap', (ctx: never) => setQuota(ctx, { staffId: 'staff-lina', dailyCap: 0 })],
    ['at the open cap', 'open_cap', (ctx: never) => setQuota(ctx, { staffId: 'staff-lina', openCap: 0 })],
  ])('somebody %s, and the trace says so', async (_, reason, change) => {
    const { ctx, clock } = await setUp();
    await change(ctx as never);
    await createdLeads(ctx, times(4, suvDraft));
    const leads = await assignAll(clock);
    expect(tally(leads)).toEqual({ 'staff-wangqiang': 2, 'staff-zhangwei': 2 });
    const trace = await getAssignment(leads[0]!.assignmentId!);
    expect(trace.asked.at(-1)!.excluded).toEqual([{ staffId: 'staff-lina', reason }]);
  });

  it('the busy switch and leave end by themselves', async () => {
    const { ctx, clock } = await setUp();
    await setBusy(ctx, { staffId: 'staff-lina', until: new Date(WORKDAY.getTime() + 60_000) });
    await createdLeads(ctx, times(2, suvDraft));
    await assignAll(clock);
    clock.advance(60_000);
    await createdLeads(ctx, [suvDraft()]);
    expect((await assignAll(clock)).at(-1)!.ownerId).toBe('staff-lina');
  });

  it('a daily cap starts again the next day, an open cap does not', async () => {
    const { ctx, clock } = await setUp(({ staff }) => {
      for (const one of staff) if (one.teamIds?.includes('team-suv')) one.dailyCap = 1;
      staff.find(({ userId }) => userId === 'lina')!.openCap = 1;
    });
    const rules = [{ id: 'suv', name: '只给SUV组', to: { teamId: 'team-suv' } }];
    await publishRules(ctx, { kind: 'assignment', rules });
    await createdLeads(ctx, times(4, suvDraft));
    expect(tally(await assignAll(clock))).toEqual({
      ...Object.fromEntries(SUV.map((id) => [id, 1])),
      nobody: 1,
    });
    clock.advance(24 * 3_600_000);
    await createdLeads(ctx, times(3, suvDraft));
    // The one that waited is asked about again with the three new ones.
    expect(tally(await assignAll(clock))).toEqual({
      'staff-lina': 1,
      'staff-wangqiang': 2,
      'staff-zhangwei': 2,
      nobody: 2,
    });
  });

  it('a rule that requires an open store passes over a closed one', async () => {
    const { ctx, clock } = await setUp();
    await publishRules(ctx, {
      kind: 'assignment',
      rules: [
        { id: 'open', name: '营业中', to: { teamId: 'team-suv' }, requireOpen: true },
        { id: 'night', name: '夜间', to: { teamId: 'team-minhang' } },
      ],
    });
    await createdLeads(ctx, [suvDraft()]);
    expect(SUV).toContain((await assignAll(clock))[0]!.ownerId);
    clock.advance(12 * 3_600_000);
    await createdLeads(ctx, [suvDraft()]);
    const [, late] = await assignAll(clock);
    expect(MINHANG).toContain(late!.ownerId);
    const { asked } = await getAssignment(late!.assignmentId!);
    expect(asked[0]!.excluded.map(({ reason }) => reason)).toEqual(['off_hours', 'off_hours', 'off_hours']);
  });
});

describe('[AS1] nobody to take it', () => {
  it('[D4.1] the lead waits unassigned with an alarm, is not lost, and is assigned once somebody is there', async () => {
    const { ctx, clock } = await setUp();
    for (const id of [...SUV, ...SHOW, ...MINHANG]) await setDuty(ctx, { staffId: id, onDuty: false });
    await createdLeads(ctx, [suvDraft({ storeId: 'store-minhang' }), leadDraft()]);
    const [held] = await assignAll(clock);
    expect(held).toMatchObject({ status: 'unassigned', ownerId: null, storeId: 'store-minhang' });
    const alarms = await recordedEvents('lead.unassigned');
    expect(alarms.map(({ payload }) => payload)).toContainEqual({
      leadId: held!.id,
      storeId: 'store-minhang',
      reason: 'no_candidate',
    });
    expect((await listAssignments(held!.id))[0]).toMatchObject({ chosenId: null, mode: 'rule' });
    // Delivered again with nobody back: no second alarm.
    await assignAll(clock);
    expect(await recordedEvents('lead.unassigned')).toHaveLength(2);
    await setDuty(ctx, { staffId: 'staff-lina', onDuty: true });
    expect(tally(await assignAll(clock))).toEqual({ 'staff-lina': 2 });
  });

  it('a rule for the pool leaves the lead waiting with an alarm', async () => {
    const { ctx, clock } = await setUp();
    const rules = [
      { id: 'low', name: '低意向', when: [{ field: 'level', op: 'is', value: 'low' }], to: { pool: true } },
      { id: 'all', name: '其他', to: { anyTeam: true } },
    ];
    await publishRules(ctx, { kind: 'assignment', rules });
    await createdLeads(ctx, [leadDraft()]);
    const [lead] = await assignAll(clock);
    expect(lead).toMatchObject({ status: 'unassigned', ownerId: null });
    expect((await ledger())[0]!.rulesTried).toEqual([
      { ruleId: 'low', name: '低意向', matched: true, failed: 'pool' },
    ]);
  });
});

describe('[AS6] why', () => {
  it('[L2] each trace recomputes its owner, names everybody who was left out, and fits a card', async () => {
    const { ctx, clock } = await setUp(({ staff, teams }) => {
      teams[0]!.method = 'weighted';
      teams[1]!.method = 'least_open';
      staff.forEach((one, i) => {
        one.weight = 1 + (i % 4);
        if (one.teamIds?.includes('team-suv')) one.dailyCap = 6;
      });
    });
    await setBusy(ctx, { staffId: 'staff-liufang', until: new Date(WORKDAY.getTime() + 3_600_000) });
    await removeMember(ctx, { platform: 'wecom', userId: 'chenchen' });
    await createdLeads(ctx, [
      ...times(25, suvDraft),
      ...times(5, () => leadDraft({ channel: 'auto_show' })),
      ...times(5, () => leadDraft({ storeId: 'store-minhang' })),
    ]);
    const leads = await assignAll(clock);
    const sentences = new Set<string>();
    for (const lead of leads) {
      const trace = await getAssignment(lead.assignmentId!);
      expect(recomputeFromTrace(trace)).toBe(lead.ownerId);
      expect(trace.chosenId).toBe(lead.ownerId);
      const sentence = await explainAssignment(lead.assignmentId!);
      expect(Array.from(sentence).length).toBeLessThanOrEqual(200);
      for (const { input, excluded } of trace.asked) {
        expect(new Set(excluded.map(({ staffId }) => staffId)).size).toBe(excluded.length);
        for (const { staffId } of excluded) {
          expect(sentence).toContain(input.members.find((member) => member.staffId === staffId)!.name);
        }
      }
      sentences.add(sentence.replace(/.*，/, ''));
    }
    expect(sentences.size).toBeGreaterThan(3);
    await expect(explainAssignment('nothing')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('a trace with a changed fact leads elsewhere: the recomputation really reads it', async () => {
    const { ctx, clock } = await setUp();
    await createdLeads(ctx, [suvDraft()]);
    const [lead] = await assignAll(clock);
    const trace = structuredClone(await getAssignment(lead!.assignmentId!)) as never as {
      asked: { input: { members: { staffId: string; busy: boolean }[] } }[];
    };
    for (const member of trace.asked[0]!.input.members) member.busy = member.staffId === lead!.ownerId;
    expect(recomputeFromTrace(trace as never)).not.toBe(lead!.ownerId);
  });
});
