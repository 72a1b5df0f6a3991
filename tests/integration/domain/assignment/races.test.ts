import { describe, expect, it } from 'vitest';
import { toAssignment } from '#domain/assignment/assignment.model';
import { assignWaiting, listAssignments, reassignLead, recomputeFromTrace } from '#domain/assignment/index';
import { TeamTurnModel } from '#domain/assignment/team-turn.model';
import { acceptLead, getLead, getLeads, loseLead, transferLead } from '#domain/leads/index';
import { forgetPublishedRules, publishRules } from '#domain/rules/index';
import { getStaff, removeMember, setBusy } from '#domain/staff/index';
import {
  assignAll,
  createdLeads,
  ledger,
  recordedEvents,
  subscriberOf,
  suvDraft,
  tally,
} from '../../../factories/assignment.ts';
import { leadDraft } from '../../../factories/lead.ts';
import { asStaff, buildContext, seedOrganisation, WORKDAY } from '../../../factories/organisation.ts';
import { useDatabase } from '../../../support/mongo.ts';

useDatabase({ clean: true });

const times = <T>(n: number, make: () => T): T[] => Array.from({ length: n }, make);

async function setUp(change?: Parameters<typeof seedOrganisation>[1]) {
  forgetPublishedRules();
  const { ctx, clock } = buildContext();
  await seedOrganisation(ctx, change);
  return { ctx, clock };
}

const spread = (counts: Record<string, number>) =>
  Math.max(...Object.values(counts)) - Math.min(...Object.values(counts));

/** The running max − min over the ledger of a team, in the order of its turns. */
async function runningSpread(turnKey: string, ids: readonly string[]): Promise<number> {
  const rows = await ledger({ turnKey });
  const inOrder = rows.sort((a, b) => a.asked.at(-1)!.input.turn.seq - b.asked.at(-1)!.input.turn.seq);
  const counts: Record<string, number> = Object.fromEntries(ids.map((id) => [id, 0]));
  let most = 0;
  for (const { chosenId } of inOrder) {
    counts[chosenId!]! += 1;
    most = Math.max(most, spread(counts));
  }
  return most;
}

describe('two workers', () => {
  it('[AS7] given the same batch make one owner, one trace and one event per lead, and keep turns fair', async () => {
    const { ctx, clock } = await setUp();
    const ids = await createdLeads(ctx, times(40, suvDraft));
    const events = await recordedEvents('lead.created');
    const workers = [1, 2, 3].map(() => subscriberOf(clock, 'assignment.assign-new-leads'));
    await Promise.all(workers.map((worker) => worker.handle(events)));
    const leads = await getLeads(ids);
    expect(leads.map(({ rev, status }) => `${status}${rev}`)).toEqual(times(40, () => 'assigned2'));
    expect(await recordedEvents('lead.assigned')).toHaveLength(40);
    const rows = await ledger();
    expect(new Set(rows.map(({ leadId }) => leadId)).size).toBe(40);
    expect(rows).toHaveLength(40);
    expect(spread(tally(leads))).toBeLessThanOrEqual(1);
    expect((await TeamTurnModel.findOne({ _id: 'team-suv' }).lean())?.seq).toBe(40);
  });

  it('[AS7] each with its own leads interleave turn by turn: never more than one apart', async () => {
    const { ctx, clock } = await setUp();
    const ids = await createdLeads(ctx, times(60, suvDraft));
    const slices = times(12, () => ids.splice(0, 5));
    await Promise.all(slices.map((leadIds) => assignWaiting(ctx, { leadIds })));
    const leads = await getLeads(slices.flat());
    expect(spread(tally(leads))).toBe(0);
    expect(await runningSpread('team-suv', ['staff-lina', 'staff-wangqiang', 'staff-zhangwei'])).toBe(1);
    for (const row of await ledger()) expect(recomputeFromTrace(toAssignment(row))).toBe(row.chosenId);
    expect(clock.now()).toEqual(WORKDAY);
  });

  it('never exceed a daily cap that two teams share', async () => {
    const { ctx } = await setUp(({ staff }) => {
      staff.find(({ userId }) => userId === 'lina')!.dailyCap = 5;
    });
    const suv = await createdLeads(ctx, times(24, suvDraft));
    const show = await createdLeads(
      ctx,
      times(24, () => leadDraft({ channel: 'auto_show' })),
    );
    const batches = times(8, () => [...suv.splice(0, 3), ...show.splice(0, 3)]);
    // Half of the workers take SUV leads only, half show leads only.
    await Promise.all(
      batches
        .flatMap((batch) => [batch.slice(0, 3), batch.slice(3)])
        .map((leadIds) => assignWaiting(ctx, { leadIds })),
    );
    const owners = tally(await getLeads(batches.flat()));
    expect(owners['staff-lina']).toBe(5);
    expect(owners.nobody).toBeUndefined();
    expect((await getStaff('staff-lina')).given).toMatchObject({ on: '2026-11-25', count: 5 });
  });
});

describe('a switch at the same moment', () => {
  it('nobody who leaves keeps a lead given while leaving: it is on the hand-over list', async () => {
    const { ctx, clock } = await setUp();
    const ids = await createdLeads(ctx, times(30, suvDraft));
    const leave = async () => {
      await removeMember(ctx, { platform: 'wecom', userId: 'lina' });
      await subscriberOf(clock, 'assignment.hand-over-leads').handle(await recordedEvents('staff.left'));
    };
    const slices = times(10, () => ids.splice(0, 3));
    await Promise.all([
      ...slices.slice(0, 5).map((leadIds) => assignWaiting(ctx, { leadIds })),
      leave(),
      ...slices.slice(5).map((leadIds) => assignWaiting(ctx, { leadIds })),
    ]);
    const leads = await getLeads(slices.flat());
    expect(tally(leads)['staff-lina']).toBeUndefined();
    const handedOver = leads.filter(({ ownerId }) => ownerId === null);
    expect(handedOver.every(({ status }) => status === 'unassigned')).toBe(true);
    const owed = (await recordedEvents('lead.owner_left')).map(
      ({ payload }) => (payload as { leadId: string }).leadId,
    );
    expect(owed.sort()).toEqual(handedOver.map(({ id }) => id).sort());
  });

  it('the busy switch holds for every lead decided after it', async () => {
    const { ctx } = await setUp();
    const ids = await createdLeads(ctx, times(30, suvDraft));
    const slices = times(10, () => ids.splice(0, 3));
    const until = new Date(WORKDAY.getTime() + 3_600_000);
    await Promise.all([
      ...slices.map((leadIds) => assignWaiting(ctx, { leadIds })),
      setBusy(ctx, { staffId: 'staff-lina', until }),
    ]);
    const rows = await ledger();
    // In the order of turns: once a decision saw her busy, none after it gave her a lead.
    const inOrder = rows.sort((a, b) => a.asked[0]!.input.turn.seq - b.asked[0]!.input.turn.seq);
    const firstBusy = inOrder.findIndex(({ asked }) => asked[0]!.excluded.length > 0);
    const after = firstBusy === -1 ? [] : inOrder.slice(firstBusy);
    expect(after.every(({ chosenId }) => chosenId !== 'staff-lina')).toBe(true);
    const next = await createdLeads(ctx, times(4, suvDraft));
    await assignWaiting(ctx, { leadIds: next });
    expect(tally(await getLeads(next))['staff-lina']).toBeUndefined();
  });
});

describe('[AS4] reassignment', () => {
  const reassign = (
    ctx: Parameters<typeof reassignLead>[0],
    lead: { id: string; rev: number },
    excludeStaffIds: string[] = [],
  ) =>
    reassignLead(ctx, { leadId: lead.id, expectedRev: lead.rev, excludeStaffIds, reason: 'accept_timeout' });

  it('goes to somebody else in the same team, and the ledger ends the old row', async () => {
    const { ctx, clock } = await setUp();
    await createdLeads(ctx, [suvDraft()]);
    const [lead] = await assignAll(clock);
    const { ownerId, assignmentId } = await reassign(ctx, lead!);
    const now = await getLead(lead!.id);
    expect(now).toMatchObject({ ownerId, assignmentId, teamId: 'team-suv', reassignCount: 1 });
    expect(ownerId).not.toBe(lead!.ownerId);
    const [old, made] = await listAssignments(lead!.id);
    expect(old).toMatchObject({ endReason: 'accept_timeout', endedAt: WORKDAY });
    expect(made).toMatchObject({ mode: 'reassign', endedAt: null });
    expect(made!.asked[0]!.excluded).toEqual([{ staffId: lead!.ownerId, reason: 'previous_owner' }]);
  });

  it('leaves the lead where it is when everybody was asked', async () => {
    const { ctx, clock } = await setUp();
    await publishRules(ctx, {
      kind: 'assignment',
      rules: [{ id: 'r', name: 'SUV', to: { teamId: 'team-suv' } }],
    });
    await createdLeads(ctx, [suvDraft()]);
    const [lead] = await assignAll(clock);
    const everybody = ['staff-lina', 'staff-wangqiang', 'staff-zhangwei'];
    expect(await reassign(ctx, lead!, everybody)).toEqual({ ownerId: null, assignmentId: null });
    expect(await getLead(lead!.id)).toMatchObject({
      ownerId: lead!.ownerId,
      rev: lead!.rev,
      status: 'assigned',
    });
  });

  it('racing an acceptance, exactly one of the two happens', async () => {
    const { ctx, clock } = await setUp();
    await createdLeads(ctx, times(12, suvDraft));
    for (const lead of await assignAll(clock)) {
      const [accepted, moved] = await Promise.allSettled([
        acceptLead(asStaff(ctx, lead.ownerId!), { leadId: lead.id, expectedRev: lead.rev }),
        reassign(ctx, lead),
      ]);
      expect([accepted.status, moved.status].sort()).toEqual(['fulfilled', 'rejected']);
      const now = await getLead(lead.id);
      expect(now.rev).toBe(lead.rev + 1);
      if (accepted.status === 'fulfilled')
        expect(now).toMatchObject({ status: 'accepted', ownerId: lead.ownerId });
      else expect(now.ownerId).not.toBe(lead.ownerId);
    }
  });

  it('of several at once one wins; stale and closed leads are refused; strangers may not', async () => {
    const { ctx, clock } = await setUp();
    await createdLeads(ctx, [suvDraft()]);
    const [lead] = await assignAll(clock);
    const results = await Promise.allSettled(times(4, () => reassign(ctx, lead!)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(reassign(ctx, lead!)).rejects.toMatchObject({ code: 'STALE_REVISION' });
    const now = await getLead(lead!.id);
    await expect(reassign(asStaff(ctx, 'staff-sunlei'), now)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(reassign(ctx, { id: 'nothing', rev: 1 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('a transfer by hand is in the ledger too, once, and ends the row before it', async () => {
    const { ctx, clock } = await setUp();
    await createdLeads(ctx, [suvDraft()]);
    const [lead] = await assignAll(clock);
    const to = lead!.ownerId === 'staff-lina' ? 'staff-zhangwei' : 'staff-lina';
    clock.advance(60_000);
    await transferLead(asStaff(ctx, lead!.ownerId!), {
      leadId: lead!.id,
      expectedRev: lead!.rev,
      toStaffId: to,
    });
    const events = await recordedEvents('lead.assigned');
    const keep = subscriberOf(clock, 'assignment.keep-ledger');
    await keep.handle(events);
    await keep.handle(events);
    const [old, made, ...more] = await listAssignments(lead!.id);
    expect(more).toEqual([]);
    expect(old).toMatchObject({
      mode: 'rule',
      endReason: 'manual',
      endedAt: new Date(WORKDAY.getTime() + 60_000),
    });
    expect(made).toMatchObject({
      mode: 'manual',
      chosenId: to,
      byId: lead!.ownerId,
      endedAt: null,
      ruleSetVersion: null,
    });
  });

  it('a lost lead and a hand-over end their rows with the reason', async () => {
    const { ctx, clock } = await setUp();
    await createdLeads(ctx, times(2, suvDraft));
    const [lost, handed] = await assignAll(clock);
    const owner = asStaff(ctx, lost!.ownerId!);
    await loseLead(owner, { leadId: lost!.id, expectedRev: lost!.rev, reason: 'price' });
    await removeMember(ctx, { platform: 'wecom', userId: handed!.ownerId!.replace('staff-', '') });
    await subscriberOf(clock, 'assignment.hand-over-leads').handle(await recordedEvents('staff.left'));
    const keep = subscriberOf(clock, 'assignment.keep-ledger');
    await keep.handle(await recordedEvents(...keep.on));
    expect(await listAssignments(lost!.id)).toMatchObject([{ endReason: 'lost', endedAt: WORKDAY }]);
    expect(await listAssignments(handed!.id)).toMatchObject([{ endReason: 'unassigned', endedAt: WORKDAY }]);
    await assignWaiting(ctx, { leadIds: [handed!.id] });
    const [, next] = await listAssignments(handed!.id);
    expect(next).toMatchObject({ mode: 'handover', endedAt: null });
    expect(next!.chosenId).not.toBe(handed!.ownerId);
  });
});
