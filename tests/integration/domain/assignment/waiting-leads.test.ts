import { describe, expect, it } from 'vitest';
import { assignEveryWaiting, assignmentSubscribers } from '#domain/assignment/index';
import { assignLeads, getLead, getLeads, listLeads, poolLead } from '#domain/leads/index';
import { forgetPublishedRules, publishRules } from '#domain/rules/index';
import { listStaff, removeMember, setBusy, setDuty, setLeaves, setQuota } from '#domain/staff/index';
import { createRelay } from '#events/relay';
import { createLogger } from '#infra/logger';
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
import { asStaff, buildContext, seedOrganisation } from '../../../factories/organisation.ts';
import { useDatabase } from '../../../support/mongo.ts';

useDatabase({ clean: true });

const times = <T>(n: number, make: () => T): T[] => Array.from({ length: n }, make);
const WAITING = 'assignment.assign-waiting-leads';

/** A company in which nobody can take a lead, and leads that wait because of it. */
async function setUpWaiting(count: number) {
  forgetPublishedRules();
  const { ctx, clock } = buildContext();
  await seedOrganisation(ctx, (roster) => {
    for (const one of roster.staff) one.onDuty = false;
  });
  const ids = await createdLeads(ctx, times(count, suvDraft));
  await assignAll(clock);
  return { ctx, clock, ids };
}

/** What the relay would deliver of this kind, all of it, as if for the first time. */
async function deliver(clock: Parameters<typeof subscriberOf>[0], ...types: string[]): Promise<void> {
  await subscriberOf(clock, WAITING).handle(await recordedEvents(...types));
}

describe('[AS1] leads that wait for somebody', () => {
  it('[D4.1] are given out when somebody comes on duty, in turn, without a second alarm', async () => {
    const { ctx, clock, ids } = await setUpWaiting(7);
    expect(await recordedEvents('lead.unassigned')).toHaveLength(7);
    await setDuty(ctx, { staffId: 'staff-lina', onDuty: true });
    await deliver(clock, 'staff.availability_changed');
    expect(tally(await getLeads(ids))).toEqual({ 'staff-lina': 7 });
    expect(await recordedEvents('lead.unassigned')).toHaveLength(7);
    const assigned = await recordedEvents('lead.assigned');
    expect(assigned.map(({ payload }) => (payload as { mode: string }).mode)).toEqual(
      times(7, () => 'handover'),
    );
  });

  it('the same event again, or the sweep behind it, changes nothing', async () => {
    const { ctx, clock, ids } = await setUpWaiting(3);
    await setDuty(ctx, { staffId: 'staff-lina', onDuty: true });
    await deliver(clock, 'staff.availability_changed');
    const before = await getLeads(ids);
    await deliver(clock, 'staff.availability_changed');
    expect(await assignEveryWaiting(ctx)).toBe(0);
    expect(await getLeads(ids)).toEqual(before);
    expect(await ledger({ mode: 'handover' })).toHaveLength(3);
  });

  it('somebody who goes off duty, or is still busy or on leave, makes nobody look', async () => {
    const { ctx, clock, ids } = await setUpWaiting(2);
    const now = clock.now();
    await setDuty(ctx, { staffId: 'staff-wangqiang', onDuty: false });
    await setDuty(ctx, { staffId: 'staff-lina', onDuty: true });
    await setBusy(ctx, { staffId: 'staff-lina', until: new Date(now.getTime() + 600_000) });
    await setDuty(ctx, { staffId: 'staff-zhangwei', onDuty: true });
    const leaves = [{ from: new Date(now.getTime() - 1), to: new Date(now.getTime() + 86_400_000) }];
    await setLeaves(ctx, { staffId: 'staff-zhangwei', leaves });
    await deliver(clock, 'staff.availability_changed');
    expect(tally(await getLeads(ids))).toEqual({ nobody: 2 });
  });

  it('a busy time that ran out is found by the sweep: no event tells of it', async () => {
    const { ctx, clock, ids } = await setUpWaiting(2);
    await setDuty(ctx, { staffId: 'staff-lina', onDuty: true });
    await setBusy(ctx, { staffId: 'staff-lina', until: new Date(clock.now().getTime() + 600_000) });
    expect(await assignEveryWaiting(ctx)).toBe(0);
    clock.advance(600_000);
    expect(await assignEveryWaiting(ctx)).toBe(2);
    expect(tally(await getLeads(ids))).toEqual({ 'staff-lina': 2 });
  });

  it('new rules find an owner where the old ones found none', async () => {
    const { ctx, clock, ids } = await setUpWaiting(2);
    await setDuty(ctx, { staffId: 'staff-sunlei', onDuty: true });
    const rules = [{ id: 'sun', name: '都给孙磊', to: { staffId: 'staff-sunlei' } }];
    await publishRules(ctx, { kind: 'assignment', rules });
    await deliver(clock, 'rules.published');
    expect(tally(await getLeads(ids))).toEqual({ 'staff-sunlei': 2 });
  });

  it('rules about scores or clocks make nobody look', async () => {
    const { ctx, clock, ids } = await setUpWaiting(1);
    await setDuty(ctx, { staffId: 'staff-lina', onDuty: true });
    const event = { ...(await recordedEvents('staff.availability_changed'))[0]!, type: 'rules.published' };
    await subscriberOf(clock, WAITING).handle([{ ...event, payload: { kind: 'scoring', version: 1 } }]);
    expect(tally(await getLeads(ids))).toEqual({ nobody: 1 });
  });

  it('more than a page of them, oldest first, until a cap is reached', async () => {
    const { ctx, clock, ids } = await setUpWaiting(230);
    await setQuota(ctx, { staffId: 'staff-lina', openCap: 150 });
    await setDuty(ctx, { staffId: 'staff-lina', onDuty: true });
    await deliver(clock, 'staff.availability_changed');
    const leads = await getLeads([...ids].sort());
    expect(leads.slice(0, 150).every(({ ownerId }) => ownerId === 'staff-lina')).toBe(true);
    expect(leads.slice(150).every(({ ownerId }) => ownerId === null)).toBe(true);
  });

  it('a new lead whose event was lost is swept up after a minute, not before', async () => {
    forgetPublishedRules();
    const { ctx, clock } = buildContext();
    await seedOrganisation(ctx);
    const [id] = await createdLeads(ctx, [suvDraft()]);
    clock.advance(30_000);
    expect(await assignEveryWaiting(ctx)).toBe(0);
    clock.advance(31_000);
    expect(await assignEveryWaiting(ctx)).toBe(1);
    expect(await getLead(id!)).toMatchObject({ status: 'assigned', teamId: 'team-suv' });
  });

  it('the public pool and the hand-over list are left to people', async () => {
    forgetPublishedRules();
    const { ctx, clock } = buildContext();
    await seedOrganisation(ctx);
    const [pooled, left] = await createdLeads(ctx, [suvDraft(), suvDraft()]);
    for (const leadId of [pooled!, left!]) {
      const at = { leadId, expectedRev: 1, teamId: null, storeId: 'store-pudong', mode: 'rule' as const };
      await assignLeads(ctx, [{ ...at, ownerId: 'staff-lina', assignmentId: `as-${leadId}` }]);
    }
    await poolLead(asStaff(ctx, 'staff-lina'), { leadId: pooled!, expectedRev: 2 });
    await removeMember(ctx, { platform: 'wecom', userId: 'lina' });
    await subscriberOf(clock, 'assignment.hand-over-leads').handle(await recordedEvents('staff.left'));
    clock.advance(3_600_000);
    expect(await assignEveryWaiting(ctx)).toBe(0);
    expect((await getLeads([pooled!, left!])).map(({ status }) => status)).toEqual(['pooled', 'unassigned']);
  });

  it('two workers that sweep at once give each lead one owner and one row', async () => {
    const { ctx, ids } = await setUpWaiting(40);
    for (const staffId of ['staff-lina', 'staff-wangqiang', 'staff-zhangwei']) {
      await setDuty(ctx, { staffId, onDuty: true });
    }
    const given = await Promise.all([assignEveryWaiting(ctx), assignEveryWaiting(ctx)]);
    expect(given[0]! + given[1]!).toBe(40);
    const counts = Object.values(tally(await getLeads(ids)));
    expect(counts.reduce((sum, n) => sum + n, 0)).toBe(40);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    expect(await ledger({ mode: 'handover' })).toHaveLength(40);
    expect(await recordedEvents('lead.assigned')).toHaveLength(40);
  });

  it('through the relay: a lead comes at night, a person comes in the morning, and nobody else acts', async () => {
    forgetPublishedRules();
    const { ctx, clock } = buildContext();
    await seedOrganisation(ctx, (roster) => {
      for (const one of roster.staff) one.onDuty = false;
    });
    const relay = createRelay({
      subscribers: assignmentSubscribers(clock),
      logger: createLogger('silent'),
      holder: 'relay-waiting',
    });
    const settle = async () => {
      for (let passes = 0; passes < 20 && (await relay.runOnce()) > 0; passes += 1);
    };
    const [id] = await createdLeads(ctx, [leadDraft({ storeId: 'store-minhang' })]);
    await settle();
    expect(await getLead(id!)).toMatchObject({ status: 'unassigned', ownerId: null });
    await setDuty(asStaff(ctx, 'staff-sunlei'), { staffId: 'staff-sunlei', onDuty: true });
    await settle();
    expect(await getLead(id!)).toMatchObject({ status: 'assigned', ownerId: 'staff-sunlei' });
    expect((await listLeads({ status: 'unassigned' })).items).toEqual([]);
    expect(
      (await listStaff({ status: 'active' })).find(({ id: one }) => one === 'staff-sunlei')?.given.count,
    ).toBe(1);
  });
});
