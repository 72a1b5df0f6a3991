import { beforeEach, describe, expect, it } from 'vitest';
import {
  assignLeads,
  createLeads,
  getLead,
  getLeads,
  holdLeads,
  LEAD_STATUS_LABELS,
} from '#domain/leads/index';
import { LeadModel } from '#domain/leads/lead.model';
import { OutboxModel } from '#events/outbox.model';
import { freshPhone, leadDraft, testContext } from '../../../factories/lead.ts';
import { useDatabase } from '../../../support/mongo.ts';

useDatabase({ clean: true });

let ctx = testContext();
beforeEach(() => {
  ctx = testContext();
});

const eventsOf = async (leadId: string) =>
  (
    await OutboxModel.find({ subject: `lead:${leadId}` })
      .sort({ _id: 1 })
      .lean()
  ).map((row) => row.type);

describe('createLeads', () => {
  it('makes a scored lead without an owner, and says so in an event', async () => {
    const [result] = await createLeads(ctx, [leadDraft({ wants: ['test_drive'], phoneVerified: true })]);
    const lead = await getLead(result!.leadId);
    expect(result!.outcome).toBe('created');
    expect(lead).toMatchObject({ status: 'new', open: true, rev: 1, ownerId: null, score: 60, level: 'hot' });
    expect(lead.createdAt).toEqual(ctx.clock.now());
    expect(await eventsOf(lead.id)).toEqual(['lead.created']);
  });

  it('keeps the number sealed, hashed and masked, and nowhere in plain text', async () => {
    const phone = freshPhone();
    const [result] = await createLeads(ctx, [leadDraft({ phone })]);
    const stored = JSON.stringify([
      await LeadModel.findById(result!.leadId).lean(),
      await OutboxModel.find({}).lean(),
    ]);
    expect(stored).not.toContain(phone.slice(3));
    const lead = await getLead(result!.leadId);
    expect(lead.phoneMasked).toBe(`${phone.slice(3, 6)}****${phone.slice(-4)}`);
    expect(Object.keys(lead)).not.toContain('phoneSealed');
    expect(Object.keys(lead)).not.toContain('phoneHash');
  });

  it('[CD2] merges the same number of the same business line in one batch and across batches', async () => {
    const phone = freshPhone();
    const results = await createLeads(ctx, [
      leadDraft({ phone, channel: 'site_form', payloadId: 'p1' }),
      leadDraft({ phone, channel: 'autohome', payloadId: 'p2', wants: ['quote'] }),
      leadDraft({ phone, businessLine: 'service', payloadId: 'p3' }),
    ]);
    const [late] = await createLeads(ctx, [leadDraft({ phone, channel: 'yiche', payloadId: 'p4' })]);
    expect(results.map((result) => result.outcome)).toEqual(['created', 'merged', 'created']);
    expect(late).toEqual({ outcome: 'merged', leadId: results[0]!.leadId });
    const lead = await getLead(results[0]!.leadId);
    expect(lead.sources.map((source) => source.payloadId)).toEqual(['p1', 'p2', 'p4']);
    expect(lead.rev).toBe(1);
    expect(lead.scoreReasons.map((reason) => reason.ruleId)).toEqual(['quote', 'several_sources']);
    expect(await eventsOf(lead.id)).toEqual([
      'lead.created',
      'lead.merged',
      'lead.score_changed',
      'lead.merged',
    ]);
  });

  it('a merge fills gaps and never overwrites what is known', async () => {
    const phone = freshPhone();
    const [first] = await createLeads(ctx, [
      leadDraft({ phone, name: '', city: '上海', remark: '周末看车' }),
    ]);
    await createLeads(ctx, [
      leadDraft({ phone, name: '李雷', city: '北京', remark: '要置换', plate: '沪A12345' }),
    ]);
    expect(await getLead(first!.leadId)).toMatchObject({
      name: '李雷',
      city: '上海',
      plate: '沪A12345',
      remark: '周末看车\n要置换',
    });
  });

  it('knows a chat contact without a number, and refuses a draft with neither', async () => {
    const draft = leadDraft({ phone: null, externalUserId: 'wmExternal1', channel: 'wecom_contact' });
    const [first] = await createLeads(ctx, [draft]);
    const [again] = await createLeads(ctx, [draft]);
    expect(again).toEqual({ outcome: 'merged', leadId: first!.leadId });
    expect((await getLead(first!.leadId)).phoneMasked).toBe('');
    await expect(createLeads(ctx, [leadDraft({ phone: null })])).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });

  it('[CD2] 2 to 8 channels at the same moment make one lead that keeps all sources', async () => {
    for (let round = 0; round < 12; round += 1) {
      const phone = freshPhone();
      const k = 2 + (round % 7);
      const results = await Promise.all(
        Array.from({ length: k }, (_, i) =>
          createLeads(ctx, [leadDraft(), leadDraft({ phone, payloadId: `p${i}` }), leadDraft()]),
        ),
      );
      const ids = new Set(results.map((result) => result[1]!.leadId));
      expect(ids.size).toBe(1);
      expect(results.filter((result) => result[1]!.outcome === 'created')).toHaveLength(1);
      const lead = await getLead([...ids][0]!);
      expect(lead.sources.map((source) => source.payloadId).sort()).toEqual(
        Array.from({ length: k }, (_, i) => `p${i}`),
      );
    }
  });
});

describe('assignLeads and holdLeads', () => {
  it('gives leads to owners once; a second decision on the same revision is stale', async () => {
    const [created] = await createLeads(ctx, [leadDraft()]);
    const decision = {
      leadId: created!.leadId,
      expectedRev: 1,
      ownerId: 'staff-a',
      teamId: 'team-1',
      storeId: 'store-1',
      assignmentId: 'as1',
      mode: 'rule' as const,
    };
    const other = { ...decision, ownerId: 'staff-b', assignmentId: 'as2' };
    expect(await assignLeads(ctx, [decision, other])).toEqual(['assigned', 'stale']);
    expect(await assignLeads(ctx, [other])).toEqual(['stale']);
    expect(await getLead(created!.leadId)).toMatchObject({
      status: 'assigned',
      ownerId: 'staff-a',
      rev: 2,
      reassignCount: 0,
      assignmentId: 'as1',
      storeId: 'store-1',
    });
    const again = { ...other, expectedRev: 2, mode: 'reassign' as const };
    expect(await assignLeads(ctx, [again])).toEqual(['assigned']);
    expect(await getLead(created!.leadId)).toMatchObject({ ownerId: 'staff-b', rev: 3, reassignCount: 1 });
    const assigned = await OutboxModel.find({ type: 'lead.assigned' }).sort({ _id: 1 }).lean();
    expect(assigned.map((row) => row.payload)).toMatchObject([
      { ownerId: 'staff-a', previousOwnerId: null, mode: 'rule' },
      { ownerId: 'staff-b', previousOwnerId: 'staff-a', mode: 'reassign' },
    ]);
  });

  it('many at once decide one owner per lead', async () => {
    const [created] = await createLeads(ctx, [leadDraft()]);
    const results = await Promise.all(
      Array.from({ length: 6 }, (_, i) =>
        assignLeads(ctx, [
          {
            leadId: created!.leadId,
            expectedRev: 1,
            ownerId: `staff-${i}`,
            teamId: null,
            storeId: null,
            assignmentId: `as${i}`,
            mode: 'claim',
          },
        ]),
      ),
    );
    expect(results.flat().filter((result) => result === 'assigned')).toHaveLength(1);
    expect((await getLead(created!.leadId)).rev).toBe(2);
    expect(await OutboxModel.countDocuments({ type: 'lead.assigned' })).toBe(1);
  });

  it('lets leads wait with an alarm', async () => {
    const [created] = await createLeads(ctx, [leadDraft()]);
    const hold = {
      leadId: created!.leadId,
      expectedRev: 1,
      storeId: 'store-1',
      reason: 'no_candidate' as const,
    };
    expect(await holdLeads(ctx, [hold])).toEqual(['held']);
    expect(await holdLeads(ctx, [hold])).toEqual(['stale']);
    const lead = await getLead(created!.leadId);
    expect(LEAD_STATUS_LABELS[lead.status]).toBe('待分配');
    expect(await eventsOf(lead.id)).toEqual(['lead.created', 'lead.unassigned']);
  });
});

describe('getLeads', () => {
  it('answers in the order asked for and leaves unknown ids out', async () => {
    const results = await createLeads(ctx, [leadDraft(), leadDraft()]);
    const ids = results.map((result) => result.leadId).reverse();
    expect((await getLeads([ids[0]!, 'nobody', ids[1]!])).map((lead) => lead.id)).toEqual(ids);
    await expect(getLead('nobody')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
