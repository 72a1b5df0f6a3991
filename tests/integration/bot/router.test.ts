import { describe, expect, it } from 'vitest';
import { DeliveryModel } from '#bot/deliveries/delivery.model';
import { acceptLead, createLeads, getLead, listFollowUps, loseLead, transferLead } from '#domain/leads/index';
import { PhoneLookModel } from '#domain/leads/phone-look.model';
import { getStaff, removeMember } from '#domain/staff/index';
import { OutboxModel } from '#events/outbox.model';
import { buildDelivery } from '../../factories/delivery.ts';
import { leadDraft } from '../../factories/lead.ts';
import { keyOf, useBot } from './bot-fixture.ts';

const bot = useBot();

const eventsOf = async (leadId: string, type: string) =>
  OutboxModel.countDocuments({ subject: `lead:${leadId}`, type });

describe('who may press', () => {
  it('a stranger has no effect and no answer; the address book is compared instead', async () => {
    const lead = await bot.lead('zhangwei');
    await bot.press('nobody', keyOf('lead.accept', lead));
    expect(await getLead(lead.id)).toMatchObject({ status: 'assigned', rev: lead.rev });
    expect(await bot.rows()).toEqual([]);
    expect(bot.syncs).toEqual(['wecom']);
  });

  it('somebody who left has no effect and no answer, whatever the card still shows', async () => {
    const lead = await bot.lead('zhangwei');
    await removeMember(bot.ctx, { platform: 'wecom', userId: 'zhangwei' });
    await bot.press('zhangwei', keyOf('lead.accept', lead));
    await bot.press('zhangwei', keyOf('lead.reveal', lead));
    await bot.say('zhangwei', '帮助');
    expect((await getLead(lead.id)).status).toBe('assigned');
    expect(await bot.rows()).toEqual([]);
    expect(bot.syncs).toEqual([]);
  });

  it('[CH2] a member id in another case is the same member', async () => {
    const lead = await bot.lead('zhangwei');
    await bot.press('ZhangWei', keyOf('lead.accept', lead));
    expect((await getLead(lead.id)).status).toBe('accepted');
  });

  it.each([
    'lead.accept',
    'lead.contact',
    'lead.reveal',
    'lead.why',
    'lead.transfer',
    'lead.lose',
    'lead.follow_up',
    'lead.save_follow_up',
  ])('%s of somebody else’s lead is refused in words and does nothing', async (action) => {
    const lead = await bot.lead('zhangwei');
    await bot.press('wangqiang', keyOf(action, lead));
    expect(await getLead(lead.id)).toEqual(lead);
    const texts = await bot.texts();
    expect(texts).toHaveLength(1);
    expect(texts[0]).toMatchObject({ to: 'staff-wangqiang' });
    expect(texts[0]!.text).toMatch(/没有权限|由张伟负责/);
    expect((await bot.rows()).filter((row) => row.kind === 'card')).toEqual([]);
    expect(await eventsOf(lead.id, 'lead.phone_revealed')).toBe(0);
  });

  it('[AS4] a manager of the store hands a lead over; the manager of another store may not', async () => {
    const lead = await bot.lead('zhangwei');
    const selected = { assignee: ['staff-lina'] };
    await bot.press('zhengjie', keyOf('lead.assign_to', lead), { selected });
    expect((await getLead(lead.id)).ownerId).toBe('staff-zhangwei');
    expect((await bot.texts())[0]?.text).toContain('由张伟负责');
    await bot.press('wuhao', keyOf('lead.assign_to', lead), { selected });
    expect((await getLead(lead.id)).ownerId).toBe('staff-lina');
  });

  it('[AS4] a hand-over to nobody, to a stranger or to somebody who left is refused', async () => {
    const lead = await bot.lead('zhangwei');
    await removeMember(bot.ctx, { platform: 'wecom', userId: 'chenchen' });
    for (const assignee of [[], ['staff-nobody'], ['staff-chenchen']]) {
      await bot.press('wuhao', keyOf('lead.assign_to', lead), { selected: { assignee } });
    }
    expect((await getLead(lead.id)).ownerId).toBe('staff-zhangwei');
    expect(await bot.texts()).toHaveLength(3);
  });
});

describe('what was pressed', () => {
  it.each(['', 'hello', 'lead.fly|01J|1', 'lead.accept|01J', '__proto__|a|1', 'constructor.constructor|a|1'])(
    'the key %j of another time or app is answered and does nothing',
    async (key) => {
      await bot.press('zhangwei', key);
      expect((await bot.texts()).map((one) => one.text)).toEqual([
        '这个按钮来自较早的版本，已无法使用。请在最新的卡片上操作。',
      ]);
    },
  );

  it('a lead that does not exist is said to be missing', async () => {
    await bot.press('zhangwei', 'lead.accept|01J0000000000000000000000A|1');
    expect((await bot.texts())[0]?.text).toContain('没有找到');
  });

  it('the grey button of a finished card means nothing', async () => {
    await bot.press('zhangwei', 'card.done|-|0');
    expect(await bot.rows()).toEqual([]);
  });

  it('[L5] the same press delivered twice answers once', async () => {
    const lead = await bot.lead('zhangwei');
    const press = { kind: 'press', userId: 'zhangwei', key: keyOf('lead.why', lead), cardId: 'c' } as const;
    const event = { ...press, selected: {}, updateCode: null, at: bot.clock.now() };
    await bot.arrives(event, 'wecom:same');
    await bot.arrives(event, 'wecom:same');
    expect(await bot.texts()).toHaveLength(1);
  });

  it('[L5] a replay of an accepted press is answered truthfully and never acts again', async () => {
    const lead = await bot.lead('zhangwei');
    await bot.press('zhangwei', keyOf('lead.accept', lead));
    await bot.press('zhangwei', keyOf('lead.accept', lead));
    expect(await eventsOf(lead.id, 'lead.accepted')).toBe(1);
    expect((await bot.texts()).map((one) => one.text)).toEqual([
      '内容已被更新，请以最新状态为准。卡片已刷新为最新状态。',
    ]);
  });

  it('[CH2] a press on a card from before a hand-over is refused with the name of the owner', async () => {
    const lead = await bot.lead('zhangwei');
    const toStaffId = 'staff-lina';
    await transferLead(bot.as('zhangwei'), { leadId: lead.id, expectedRev: lead.rev, toStaffId });
    await bot.press('zhangwei', keyOf('lead.contact', lead));
    expect((await bot.texts())[0]?.text).toMatch(/李娜|没有权限/);
    expect((await getLead(lead.id)).firstContactAt).toBeNull();
  });

  it('[CH3] a press three days later on a lead that closed meanwhile says so', async () => {
    const lead = await bot.lead('zhangwei');
    await loseLead(bot.as('zhangwei'), { leadId: lead.id, expectedRev: lead.rev, reason: 'price' });
    bot.clock.advance(73 * 3_600_000);
    await bot.press('zhangwei', keyOf('lead.accept', lead));
    expect((await bot.texts())[0]?.text).toMatch(/战败|更新/);
    expect((await getLead(lead.id)).status).toBe('lost');
  });

  it('what is not the person’s fault is thrown, so that the inbox tries again', async () => {
    const lead = await bot.lead('zhangwei');
    const selected = null as never;
    await expect(bot.press('zhangwei', keyOf('lead.save_follow_up', lead), { selected })).rejects.toThrow();
    expect(await listFollowUps(lead.id)).toEqual([]);
    expect(await bot.texts()).toEqual([]);
  });
});

describe('what a press brings', () => {
  it('[ST4] 已联系 brings the follow-up card to the presser', async () => {
    const lead = await bot.lead('zhangwei');
    await bot.press('zhangwei', keyOf('lead.contact', lead));
    expect(await bot.rows()).toMatchObject([
      {
        kind: 'card',
        card: 'lead.follow_up',
        subject: `lead:${lead.id}`,
        recipientId: 'staff-zhangwei',
        lane: 0,
      },
    ]);
  });

  it('[ST4] a saved follow-up keeps method, result and the moment of the next one', async () => {
    const lead = await bot.lead('zhangwei');
    const selected = { method: ['visit'], result: ['test_drive'], next: ['days3'] };
    await bot.press('zhangwei', keyOf('lead.save_follow_up', lead), { selected });
    const [record] = await listFollowUps(lead.id);
    expect(record).toMatchObject({ method: 'visit', result: 'test_drive', summary: '到店面谈：已约试驾' });
    expect(record!.nextAt?.toISOString()).toBe('2026-11-28T02:00:00.000Z');
  });

  it('[ST4] choices nobody offered fall back to the first ones instead of failing', async () => {
    const lead = await bot.lead('zhangwei');
    const selected = { method: ['telepathy'], result: ['__proto__'], next: ['never'] };
    await bot.press('zhangwei', keyOf('lead.save_follow_up', lead), { selected });
    expect((await listFollowUps(lead.id))[0]).toMatchObject({
      method: 'call',
      result: 'interested',
      nextAt: null,
    });
  });

  it('[ST5] 战败 without a reason asks; an answer without a reason is refused; with one it is done', async () => {
    const lead = await bot.lead('zhangwei');
    await bot.press('zhangwei', keyOf('lead.lose', lead), { selected: { lost_reason: ['none'] } });
    expect((await bot.rows()).map((row) => row.card)).toEqual(['lead.lose']);
    await bot.press('zhangwei', keyOf('lead.lose_for', lead));
    expect((await bot.texts())[0]?.text).toContain('请先选择战败原因');
    expect((await getLead(lead.id)).open).toBe(true);
    await bot.press('zhangwei', keyOf('lead.lose_for', lead), { selected: { lost_reason: ['service'] } });
    expect(await getLead(lead.id)).toMatchObject({ status: 'lost', lostReason: 'service' });
  });

  it('[ST5] a question answered after the lead moved on does not close it', async () => {
    const lead = await bot.lead('zhangwei');
    await acceptLead(bot.as('zhangwei'), { leadId: lead.id, expectedRev: lead.rev });
    await bot.press('zhangwei', keyOf('lead.lose_for', lead), { selected: { lost_reason: ['price'] } });
    expect((await getLead(lead.id)).status).toBe('accepted');
    expect((await bot.texts())[0]?.text).toContain('最新状态');
  });

  it('[PM2] 查看号码 answers with the number and puts it on record, once per press', async () => {
    const lead = await bot.lead('zhangwei', { phone: '+8613900008888' });
    await bot.press('zhangwei', keyOf('lead.reveal', lead));
    expect((await bot.texts())[0]?.text).toContain('139 0000 8888');
    expect(await eventsOf(lead.id, 'lead.phone_revealed')).toBe(1);
    const raw = JSON.stringify(await bot.rows());
    expect(raw).not.toMatch(/139 ?0000 ?8888/);
  });

  it('[IN3] 查看号码 beyond a hundred looks a day is refused in words, without the number', async () => {
    const lead = await bot.lead('zhangwei', { phone: '+8613900007777' });
    await bot.press('zhangwei', keyOf('lead.reveal', lead));
    await PhoneLookModel.updateMany({}, { $set: { count: 100 } });
    await bot.press('zhangwei', keyOf('lead.reveal', lead));
    const texts = (await bot.texts()).map(({ text }) => text);
    expect(texts).toHaveLength(2);
    const refused = texts.filter((text) => text.includes('操作太频繁'));
    expect(refused).toHaveLength(1);
    expect(refused[0]).not.toContain('7777');
    expect(await eventsOf(lead.id, 'lead.phone_revealed')).toBe(1);
  });

  it('[AS6] 为什么给我 of a lead nobody decided about says so, plain and formatted', async () => {
    const [created] = await createLeads(bot.ctx, [leadDraft({ storeId: 'store-pudong' })]);
    await bot.press('wuhao', `lead.why|${created!.leadId}|1`);
    expect(await bot.texts()).toMatchObject([
      {
        to: 'staff-wuhao',
        text: '这条线索还没有分配记录。',
        look: { type: 'markdown', markdown: '**为什么给我**\n> 这条线索还没有分配记录。' },
      },
    ]);
  });

  it('[CH2] keeps the fresh right to update the pressed card, sealed, before anything else', async () => {
    await DeliveryModel.collection.insertOne(
      buildDelivery({ state: 'sent', owed: false, recipientId: 'staff-zhangwei' }) as never,
    );
    const cardId = buildDelivery()._id;
    await bot.press('zhangwei', 'hello', { cardId, updateCode: 'rc-secret' });
    const [row] = await bot.rows();
    expect(row).toMatchObject({ owed: true, force: true, wanted: 2 });
    expect(row!.codes).toHaveLength(1);
    expect(row!.codes[0]!.expiresAt.getTime() - bot.clock.now().getTime()).toBe(72 * 3_600_000);
    expect(JSON.stringify(row)).not.toContain('rc-secret');
  });
});

describe('events that are not presses', () => {
  it('a leaver acts at once', async () => {
    const change = { type: 'member_removed', userId: 'ZHANGWEI' } as const;
    await bot.arrives({ kind: 'contacts_changed', change, at: bot.clock.now() });
    expect((await getStaff('staff-zhangwei')).status).toBe('left');
    expect(bot.syncs).toEqual([]);
  });

  it('a renamed account keeps the person', async () => {
    const change = { type: 'member_upserted', userId: 'zhangwei', newUserId: 'zhang.wei' } as const;
    await bot.arrives({ kind: 'contacts_changed', change, at: bot.clock.now() });
    expect((await getStaff('staff-zhangwei')).identities.wecom).toBe('zhang.wei');
    expect(bot.syncs).toEqual(['wecom']);
  });

  it.each([
    ['a new member', { type: 'member_upserted', userId: 'newbie', newUserId: null }],
    ['a changed department', { type: 'structure' }],
  ] as const)('%s asks for a full comparison', async (_, change) => {
    await bot.arrives({ kind: 'contacts_changed', change, at: bot.clock.now() });
    expect(bot.syncs).toEqual(['wecom']);
  });

  it.each(['customer_edited', 'customer_removed'] as const)('%s is kept and not acted on', async (kind) => {
    await bot.arrives({ kind, userId: 'zhangwei', externalUserId: 'wm1', at: bot.clock.now() });
    await bot.arrives({ kind: 'other', name: 'LOCATION', at: bot.clock.now() });
    expect(await bot.rows()).toEqual([]);
  });
});
