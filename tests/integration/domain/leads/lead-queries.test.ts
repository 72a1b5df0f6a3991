import { beforeEach, describe, expect, it } from 'vitest';
import {
  assignLeads,
  countAssignedOn,
  countOpenByOwner,
  createLeads,
  getLead,
  handoverLeads,
  listLeads,
  recordBehaviour,
  rescore,
} from '#domain/leads/index';
import { forgetPublishedRules, publishRules } from '#domain/rules/index';
import { DEFAULT_SCORING_RULES } from '#domain/scoring/index';
import { OutboxModel } from '#events/outbox.model';
import { freshPhone, leadDraft, testContext } from '../../../factories/lead.ts';
import { useDatabase } from '../../../support/mongo.ts';

useDatabase({ clean: true });

let ctx = testContext();
beforeEach(() => {
  ctx = testContext();
  forgetPublishedRules();
});

async function assigned(count: number, ownerId: string): Promise<string[]> {
  const created = await createLeads(
    ctx,
    Array.from({ length: count }, () => leadDraft()),
  );
  const ids = created.map((result) => result.leadId);
  await assignLeads(
    ctx,
    ids.map((leadId) => ({
      leadId,
      expectedRev: 1,
      ownerId,
      teamId: null,
      storeId: 'store-a',
      assignmentId: `as-${leadId}`,
      mode: 'rule' as const,
    })),
  );
  return ids;
}

describe('listLeads', () => {
  it('pages newest first without gaps or repeats while leads come in', async () => {
    const ids = await assigned(7, 'staff-ann');
    const first = await listLeads({ ownerId: 'staff-ann', limit: 3 });
    await assigned(2, 'staff-ann');
    const second = await listLeads({ ownerId: 'staff-ann', limit: 3, cursor: first.next! });
    const third = await listLeads({ ownerId: 'staff-ann', limit: 3, cursor: second.next! });
    const seen = [...first.items, ...second.items, ...third.items].map((lead) => lead.id);
    expect(seen).toEqual(ids.reverse());
    expect(third.next).toBeNull();
  });

  it('filters by store, status and open', async () => {
    await assigned(2, 'staff-ann');
    await createLeads(ctx, [leadDraft({ storeId: 'store-a' })]);
    expect((await listLeads({ storeId: 'store-a' })).items).toHaveLength(3);
    expect((await listLeads({ storeId: 'store-a', status: 'assigned' })).items).toHaveLength(2);
    expect((await listLeads({ open: false })).items).toHaveLength(0);
  });

  it('operators in filters are literals', async () => {
    await assigned(1, 'staff-ann');
    expect((await listLeads({ ownerId: { $ne: null } as never })).items).toHaveLength(0);
    expect((await listLeads({ status: { $gt: '' } as never })).items).toHaveLength(0);
    await expect(getLead({ $ne: '' } as never)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('counts', () => {
  it('counts open leads and those of a Shanghai day', async () => {
    await assigned(3, 'staff-ann');
    expect(await countOpenByOwner(['staff-ann', 'staff-bob'])).toEqual(
      new Map([
        ['staff-ann', 3],
        ['staff-bob', 0],
      ]),
    );
    ctx.clock.set(new Date('2026-11-23T16:30:00Z'));
    await assigned(1, 'staff-ann');
    expect((await countAssignedOn(['staff-ann'], '2026-11-23')).get('staff-ann')).toBe(3);
    expect((await countAssignedOn(['staff-ann'], '2026-11-24')).get('staff-ann')).toBe(1);
    expect(await countOpenByOwner([])).toEqual(new Map());
  });
});

describe('handoverLeads', () => {
  it('takes every open lead of a leaver once, with two events each', async () => {
    const ids = await assigned(3, 'staff-ann');
    expect((await handoverLeads(ctx, { staffId: 'staff-ann' })).sort()).toEqual(ids.sort());
    expect(await handoverLeads(ctx, { staffId: 'staff-ann' })).toEqual([]);
    expect(await getLead(ids[0]!)).toMatchObject({ status: 'unassigned', ownerId: null, rev: 3 });
    expect(await OutboxModel.countDocuments({ type: 'lead.owner_left' })).toBe(3);
    expect(
      await OutboxModel.countDocuments({ type: 'lead.unassigned', 'payload.reason': 'owner_left' }),
    ).toBe(3);
  });
});

describe('[SC1] scores follow behaviour and rules', () => {
  it('a behaviour by number raises the score of the open lead, up to the cap', async () => {
    const phone = freshPhone();
    const [created] = await createLeads(ctx, [leadDraft({ phone })]);
    const view = { phone, type: 'home_page_view', at: ctx.clock.now() };
    const scores = [];
    for (let i = 0; i < 6; i += 1) scores.push(await recordBehaviour(ctx, view));
    expect(scores).toEqual([5, 10, 15, 20, 20, 20]);
    expect((await getLead(created!.leadId)).behaviours).toHaveLength(6);
    expect(await OutboxModel.countDocuments({ type: 'lead.score_changed' })).toBe(4);
  });

  it('an unknown number changes nothing; a strange type is refused', async () => {
    const at = ctx.clock.now();
    expect(await recordBehaviour(ctx, { phone: freshPhone(), type: 'home_page_view', at })).toBeNull();
    await expect(recordBehaviour(ctx, { phone: freshPhone(), type: '$set', at })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    await expect(recordBehaviour(ctx, { leadId: 'nobody', type: 'view', at })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('views at the same moment are all counted', async () => {
    const [created] = await createLeads(ctx, [leadDraft()]);
    const leadId = created!.leadId;
    await Promise.all(
      Array.from({ length: 4 }, () =>
        recordBehaviour(ctx, { leadId, type: 'brochure', at: ctx.clock.now() }),
      ),
    );
    expect(await getLead(leadId)).toMatchObject({ score: 20, rev: 1 });
  });

  it('published rules score new leads, and open ones after a rescore', async () => {
    const [created] = await createLeads(ctx, [leadDraft({ wants: ['test_drive'] })]);
    expect((await getLead(created!.leadId)).score).toBe(50);
    const rules = structuredClone(DEFAULT_SCORING_RULES);
    rules.groups[0]!.rules[0]!.points = 30;
    await publishRules(ctx, { kind: 'scoring', rules });
    expect(await rescore(ctx)).toBe(1);
    expect(await rescore(ctx)).toBe(0);
    expect(await getLead(created!.leadId)).toMatchObject({ score: 30, level: 'warm', rev: 1 });
  });
});
