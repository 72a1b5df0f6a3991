import { describe, expect, it } from 'vitest';
import { campaignCardBuilder } from '#bot/cards/campaign.card';
import { createCardBuilders } from '#bot/cards/card-builder';
import { leadCardBuilders } from '#bot/cards/lead-builders';
import { seedCampaigns, setCampaignActive } from '#domain/intake/index';
import { acceptLead, loseLead } from '#domain/leads/index';
import { removeMember, setDuty } from '#domain/staff/index';
import { render, useBot } from './bot-fixture.ts';

const bot = useBot();
const publicUrl = 'https://crm.example.com';

const draw = async (
  card: string,
  subjectId: string,
  recipientId: string,
  about: Record<string, string> = {},
) => {
  const builders = createCardBuilders([
    ...leadCardBuilders({ clock: bot.clock, render, publicUrl }),
    campaignCardBuilder({ publicUrl, render }),
  ]);
  const [drawn] = await builders.get(card)!.build([{ subjectId, recipientId, about }]);
  return drawn!;
};

describe('cards drawn from the records', () => {
  it('[CH1] the same lead is one card for its owner and another for everybody else', async () => {
    const lead = await bot.lead('zhangwei', { name: '王小姐' });
    const mine = await draw('lead', lead.id, 'staff-zhangwei');
    const theirs = await draw('lead', lead.id, 'staff-wangqiang');
    expect(mine.buttons.map((button) => button.text)).toContain('接单');
    expect(theirs.buttons).toEqual([]);
    expect(theirs.outcome).toMatch(/^已转给 张伟/);
    expect(mine).toMatchObject({ source: '车聊 · 浦东旗舰店', link: `${publicUrl}/app/leads/${lead.id}` });
  });

  it('[CH2] draws what the record says now', async () => {
    const lead = await bot.lead('zhangwei');
    await acceptLead(bot.as('zhangwei'), { leadId: lead.id, expectedRev: lead.rev });
    const card = await draw('lead', lead.id, 'staff-zhangwei');
    expect(card.title).toMatch(/^已接单/);
    expect(card.buttons[0]!.key).toBe(`lead.contact|${lead.id}|${lead.rev + 1}`);
  });

  it('a lead that is gone draws nothing, and the others of the batch are drawn', async () => {
    const lead = await bot.lead('zhangwei');
    const [builder] = leadCardBuilders({ clock: bot.clock, render, publicUrl });
    const about = {};
    const cards = await builder!.build([
      { subjectId: 'gone', recipientId: 'staff-zhangwei', about },
      { subjectId: lead.id, recipientId: 'staff-zhangwei', about },
      { subjectId: lead.id, recipientId: 'staff-lina', about },
    ]);
    expect(cards.map((card) => card?.buttons.length ?? null)).toEqual([null, 5, 0]);
  });

  it('[AS4] offers the active colleagues of the store, those on duty first, never the owner or a leaver', async () => {
    const lead = await bot.lead('zhangwei');
    await removeMember(bot.ctx, { platform: 'wecom', userId: 'lina' });
    await setDuty(bot.ctx, { staffId: 'staff-wangqiang', onDuty: false });
    const about = { assignmentId: lead.assignmentId! };
    const card = await draw('lead.transfer', lead.id, 'staff-zhangwei', about);
    const options = card.form!.choices[0]!.options;
    const ids = options.map((option) => option.id);
    expect(ids).not.toContain('staff-zhangwei');
    expect(ids).not.toContain('staff-lina');
    expect(ids).not.toContain('staff-sunlei');
    expect(options.at(-1)).toEqual({ id: 'staff-wangqiang', text: '王强（休息）' });
  });

  it('[ST3] the alarm of a manager ends when the lead does, whoever ended it', async () => {
    const lead = await bot.lead('zhangwei');
    const about = { reason: 'not_contacted', assignmentId: lead.assignmentId! };
    const open = await draw('lead.manager', lead.id, 'staff-wuhao', about);
    expect([open.tone, open.form?.submit.text]).toEqual(['urgent', '改派']);
    await loseLead(bot.as('zhangwei'), { leadId: lead.id, expectedRev: lead.rev, reason: 'price' });
    const over = await draw('lead.manager', lead.id, 'staff-wuhao', about);
    expect([over.tone, over.form]).toEqual(['good', undefined]);
    expect(over.outcome).toContain('关闭');
  });

  it('an alarm with a reason of another version still says something', async () => {
    const lead = await bot.lead('zhangwei');
    const card = await draw('lead.manager', lead.id, 'staff-wuhao', { reason: 'solar_flare' });
    expect(card.title).not.toBe('');
  });

  it('[ST5] the question for the reason is only the owner’s', async () => {
    const lead = await bot.lead('zhangwei');
    expect((await draw('lead.lose', lead.id, 'staff-zhangwei')).form).toBeDefined();
    expect((await draw('lead.lose', lead.id, 'staff-wangqiang')).form).toBeUndefined();
  });

  it('[LC1] a campaign that ended is not shown any more', async () => {
    const [campaign] = await seedCampaigns(bot.ctx, [{ slug: 'show', name: '浦东车展' }]);
    expect((await draw('campaign', campaign!.id, 'staff-zhangwei')).image).toEqual({
      url: `${publicUrl}/f/show/qr.png`,
    });
    await setCampaignActive(bot.ctx, { campaignId: campaign!.id, active: false });
    expect(await draw('campaign', campaign!.id, 'staff-zhangwei')).toBeNull();
  });
});
