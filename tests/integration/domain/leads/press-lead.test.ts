import { beforeEach, describe, expect, it } from 'vitest';
import type { CommandContext } from '#domain/kernel/command-context';
import {
  acceptLead,
  assignLeads,
  convertLead,
  createLeads,
  getLead,
  isLostReason,
  LOST_REASONS,
  listFollowUps,
  loseLead,
  markContacted,
  poolLead,
  recordFollowUp,
  revealPhone,
  transferLead,
} from '#domain/leads/index';
import { removeMember, upsertOrganisation } from '#domain/staff/index';
import { OutboxModel } from '#events/outbox.model';
import { asStaff, freshPhone, leadDraft, testContext } from '../../../factories/lead.ts';
import { useDatabase } from '../../../support/mongo.ts';

useDatabase({ clean: true });

const ROSTER = {
  group: { name: '云驰汽车集团' },
  stores: [
    { id: 'store-a', name: '甲店', city: '上海', region: '华东', managerUserId: 'boss' },
    { id: 'store-b', name: '乙店', city: '上海', region: '华东', managerUserId: 'bossb' },
  ],
  teams: [{ id: 'team-a', name: '甲组', storeId: 'store-a', method: 'round_robin' as const }],
  staff: [
    { userId: 'ann', name: '安妮', role: 'sales' as const, storeId: 'store-a', teamIds: ['team-a'] },
    { userId: 'bob', name: '鲍勃', role: 'sales' as const, storeId: 'store-a', teamIds: ['team-a'] },
    { userId: 'boss', name: '经理甲', role: 'manager' as const, storeId: 'store-a' },
    { userId: 'bossb', name: '经理乙', role: 'manager' as const, storeId: 'store-b' },
  ],
};

let ctx = testContext();
let phone = '';
let leadId = '';
const as = (userId: string): CommandContext => asStaff(ctx, `staff-${userId}`);

beforeEach(async () => {
  ctx = testContext();
  await upsertOrganisation(ctx, ROSTER, { platform: 'wecom' });
  phone = freshPhone();
  leadId = (await createLeads(ctx, [leadDraft({ phone })]))[0]!.leadId;
  await assignLeads(ctx, [
    {
      leadId,
      expectedRev: 1,
      ownerId: 'staff-ann',
      teamId: 'team-a',
      storeId: 'store-a',
      assignmentId: 'as1',
      mode: 'rule',
    },
  ]);
});

const types = async () =>
  (
    await OutboxModel.find({ subject: `lead:${leadId}` })
      .sort({ _id: 1 })
      .lean()
  ).map((row) => row.type);

type Press = (ctx: CommandContext, expectedRev: number) => Promise<unknown>;
const PRESSES: readonly (readonly [string, Press])[] = [
  ['acceptLead', (who, expectedRev) => acceptLead(who, { leadId, expectedRev })],
  ['markContacted', (who, expectedRev) => markContacted(who, { leadId, expectedRev })],
  ['loseLead', (who, expectedRev) => loseLead(who, { leadId, expectedRev, reason: 'price' })],
  ['poolLead', (who, expectedRev) => poolLead(who, { leadId, expectedRev })],
  ['convertLead', (who, expectedRev) => convertLead(who, { leadId, expectedRev })],
  ['transferLead', (who, expectedRev) => transferLead(who, { leadId, expectedRev, toStaffId: 'staff-bob' })],
  [
    'recordFollowUp',
    (who, expectedRev) =>
      recordFollowUp(who, { leadId, expectedRev, method: 'call', summary: '已沟通', nextAt: null }),
  ],
];

describe.each(PRESSES)('[CH2] %s refuses', (_name, press) => {
  it('a colleague who is not the owner, and names the owner', async () => {
    const before = await types();
    await expect(press(as('bob'), 2)).rejects.toMatchObject({
      code: 'LEAD_NOT_YOURS',
      details: { owner: '安妮' },
    });
    await expect(press(as('bossb'), 2)).rejects.toMatchObject({ code: 'LEAD_NOT_YOURS' });
    expect(await types()).toEqual(before);
    expect((await getLead(leadId)).rev).toBe(2);
  });

  it('a stale revision', async () => {
    await expect(press(as('ann'), 1)).rejects.toMatchObject({ code: 'STALE_REVISION' });
    expect((await getLead(leadId)).rev).toBe(2);
  });

  it('a closed lead, with the word for how it ended', async () => {
    await loseLead(as('ann'), { leadId, expectedRev: 2, reason: 'price' });
    await expect(press(as('ann'), 3)).rejects.toMatchObject({
      code: 'LEAD_CLOSED',
      details: { status: '战败' },
      message: '这条线索已战败，无需再处理',
    });
  });

  it('the system, a channel and people who left', async () => {
    await expect(press(ctx, 2)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await removeMember(ctx, { platform: 'wecom', userId: 'ann' });
    await expect(press(as('ann'), 2)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect((await getLead(leadId)).rev).toBe(2);
  });

  it('the same press twice, also at the same moment', async () => {
    const results = await Promise.allSettled([press(as('ann'), 2), press(as('ann'), 2)]);
    const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []));
    expect(failures).toHaveLength(1);
    expect(['STALE_REVISION', 'LEAD_NOT_YOURS', 'LEAD_CLOSED']).toContain(failures[0]);
    expect((await getLead(leadId)).rev).toBe(3);
  });
});

describe('acceptLead and markContacted', () => {
  it('[ST2] accept, then contact: two moves, two events, the times kept', async () => {
    await acceptLead(as('ann'), { leadId, expectedRev: 2 });
    ctx.clock.advance(60_000);
    await markContacted(as('ann'), { leadId, expectedRev: 3 });
    const lead = await getLead(leadId);
    expect(lead).toMatchObject({ status: 'contacted', rev: 4, ownerId: 'staff-ann' });
    expect(lead.firstContactAt!.getTime() - lead.acceptedAt!.getTime()).toBe(60_000);
    expect(await types()).toEqual(['lead.created', 'lead.assigned', 'lead.accepted', 'lead.contacted']);
  });

  it('contact alone implies accept; a note becomes a follow-up', async () => {
    await markContacted(as('ann'), { leadId, expectedRev: 2, method: 'wechat', note: '加了微信' });
    expect(await types()).toEqual([
      'lead.created',
      'lead.assigned',
      'lead.accepted',
      'lead.contacted',
      'lead.followed_up',
    ]);
    expect(await listFollowUps(leadId)).toMatchObject([{ method: 'wechat', summary: '加了微信' }]);
  });

  it('a manager may not accept for somebody else', async () => {
    await expect(acceptLead(as('boss'), { leadId, expectedRev: 2 })).rejects.toMatchObject({
      code: 'LEAD_NOT_YOURS',
    });
  });

  it('accepting twice by the same person never acts twice', async () => {
    await acceptLead(as('ann'), { leadId, expectedRev: 2 });
    await expect(acceptLead(as('ann'), { leadId, expectedRev: 2 })).rejects.toMatchObject({
      code: 'STALE_REVISION',
    });
    await expect(acceptLead(as('ann'), { leadId, expectedRev: 3 })).rejects.toMatchObject({
      code: 'ILLEGAL_TRANSITION',
    });
    expect((await types()).filter((type) => type === 'lead.accepted')).toHaveLength(1);
  });
});

describe('transferLead', () => {
  it('hands the lead over in the policy of the manager, and starts a new assignment', async () => {
    await acceptLead(as('ann'), { leadId, expectedRev: 2 });
    const lead = await transferLead(as('boss'), { leadId, expectedRev: 3, toStaffId: 'staff-bob' });
    expect(lead).toMatchObject({
      status: 'assigned',
      ownerId: 'staff-bob',
      acceptedAt: null,
      reassignCount: 1,
    });
    expect(lead.assignmentId).not.toBe('as1');
    const [event] = await OutboxModel.find({ type: 'lead.assigned', 'payload.mode': 'manual' }).lean();
    expect(event!.payload).toMatchObject({ ownerId: 'staff-bob', previousOwnerId: 'staff-ann' });
  });

  it('refuses somebody who left, the present owner and nobody', async () => {
    await removeMember(ctx, { platform: 'wecom', userId: 'bob' });
    const to = (toStaffId: string) => transferLead(as('ann'), { leadId, expectedRev: 2, toStaffId });
    await expect(to('staff-bob')).rejects.toMatchObject({ code: 'ASSIGNEE_UNAVAILABLE' });
    await expect(to('staff-ann')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(to('staff-nobody')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('accept and transfer at the same moment: one wins, the other is told', async () => {
    const results = await Promise.allSettled([
      acceptLead(as('ann'), { leadId, expectedRev: 2 }),
      transferLead(as('boss'), { leadId, expectedRev: 2, toStaffId: 'staff-bob' }),
    ]);
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    expect((await getLead(leadId)).rev).toBe(3);
  });
});

describe('loseLead', () => {
  it.each([null, '', 'because', '__proto__'])(
    '[ST5] without a real reason (%s) it stays open',
    async (reason) => {
      await expect(loseLead(as('ann'), { leadId, expectedRev: 2, reason })).rejects.toMatchObject({
        code: 'LOST_REASON_REQUIRED',
      });
      expect((await getLead(leadId)).open).toBe(true);
    },
  );

  it('[ST5] keeps the reason and the note, and frees the number for a new lead', async () => {
    await loseLead(as('ann'), { leadId, expectedRev: 2, reason: 'rival', note: '买了竞品' });
    expect(await getLead(leadId)).toMatchObject({
      open: false,
      status: 'lost',
      lostReason: 'rival',
      remark: '买了竞品',
    });
    const [again] = await createLeads(ctx, [leadDraft({ phone })]);
    expect(again!.outcome).toBe('created');
    expect(again!.leadId).not.toBe(leadId);
  });

  it('lists reasons with labels', () => {
    expect(LOST_REASONS.every(({ id, label }) => isLostReason(id) && label.length > 0)).toBe(true);
  });
});

describe('recordFollowUp', () => {
  const followUp = { method: 'call' as const, summary: '约周六看车', nextAt: null };

  it('[ST4] keeps method, summary and next step, and moves a first one to 已联系', async () => {
    const nextAt = new Date(ctx.clock.now().getTime() + 86_400_000);
    await recordFollowUp(as('ann'), { leadId, ...followUp, result: 'invited', nextAt });
    const lead = await getLead(leadId);
    expect(lead).toMatchObject({ status: 'contacted', rev: 3, nextFollowUpAt: nextAt });
    expect(await listFollowUps(leadId)).toMatchObject([{ byId: 'staff-ann', result: 'invited', nextAt }]);
    await recordFollowUp(as('ann'), { leadId, ...followUp });
    expect((await getLead(leadId)).rev).toBe(3);
  });

  it('[ST4] of a lead not yet accepted tells of the acceptance it implies, once', async () => {
    await recordFollowUp(as('ann'), { leadId, ...followUp });
    expect((await getLead(leadId)).acceptedAt).toEqual(ctx.clock.now());
    await recordFollowUp(as('ann'), { leadId, ...followUp });
    const told = ['lead.accepted', 'lead.contacted', 'lead.followed_up', 'lead.followed_up'];
    expect((await types()).slice(-4)).toEqual(told);
    const accepted = await OutboxModel.find({ type: 'lead.accepted' }).lean();
    expect(accepted.map(({ payload }) => payload)).toEqual([{ leadId, ownerId: 'staff-ann' }]);
  });

  it('[ST4] of an accepted lead tells of no second acceptance', async () => {
    await acceptLead(as('ann'), { leadId, expectedRev: 2 });
    await recordFollowUp(as('ann'), { leadId, ...followUp });
    expect((await types()).filter((type) => type === 'lead.accepted')).toHaveLength(1);
  });

  it('[ST4] an unanswered call is kept and the first-contact clock goes on', async () => {
    await recordFollowUp(as('ann'), { leadId, ...followUp, result: 'no_answer' });
    expect(await getLead(leadId)).toMatchObject({ status: 'assigned', firstContactAt: null, rev: 2 });
    expect(await types()).not.toContain('lead.contacted');
  });

  it('the same form sent again gives the first record back', async () => {
    const input = { leadId, ...followUp, dedupeKey: 'card-1', expectedRev: 2 };
    const results = await Promise.all([recordFollowUp(as('ann'), input), recordFollowUp(as('ann'), input)]);
    expect(results[0]!.id).toBe(results[1]!.id);
    expect((await recordFollowUp(as('ann'), input)).id).toBe(results[0]!.id);
    expect(await listFollowUps(leadId)).toHaveLength(1);
  });

  it.each([
    [{ summary: '   ' }, 'summary'],
    [{ summary: 'x'.repeat(1_001) }, 'summary'],
    [{ method: 'telepathy' as never }, 'method'],
    [{ nextAt: new Date('2026-11-22T02:00:00Z') }, 'nextAt'],
  ])('refuses %o', async (wrong, field) => {
    await expect(recordFollowUp(as('ann'), { leadId, ...followUp, ...wrong })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      details: { field },
    });
  });
});

describe('revealPhone', () => {
  it('gives the number to the owner and puts the look on record first', async () => {
    expect(await revealPhone(as('ann'), { leadId, via: 'card' })).toBe(phone);
    const [event] = await OutboxModel.find({ type: 'lead.phone_revealed' }).lean();
    expect(event!.payload).toEqual({ leadId, byId: 'staff-ann', via: 'card' });
    expect(JSON.stringify(event)).not.toContain(phone.slice(3));
  });

  it('refuses others without a trace of the number', async () => {
    await expect(revealPhone(as('bob'), { leadId, via: 'page' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(await OutboxModel.countDocuments({ type: 'lead.phone_revealed' })).toBe(0);
  });

  it('says so when the customer left no number', async () => {
    const draft = leadDraft({ phone: null, externalUserId: 'wm1', storeId: 'store-a' });
    const [contact] = await createLeads(ctx, [draft]);
    await expect(revealPhone(as('boss'), { leadId: contact!.leadId, via: 'page' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});
