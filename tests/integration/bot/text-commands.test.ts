import { describe, expect, it } from 'vitest';
import { seedCampaigns, setCampaignActive } from '#domain/intake/index';
import { acceptLead, loseLead, recordFollowUp } from '#domain/leads/index';
import { getStaff } from '#domain/staff/index';
import { useBot } from './bot-fixture.ts';

const bot = useBot();

const answers = async () => (await bot.texts()).map((one) => one.text);

describe('what staff may type', () => {
  it.each(['帮助', 'help', 'HELP', '?', '？', ' 帮助 ', '\n帮助'])(
    '[CH6] %j brings the help',
    async (text) => {
      await bot.say('zhangwei', text);
      expect((await answers())[0]).toMatch(/^张伟，您可以这样用车聊/);
    },
  );

  it.each(['我今天忙', '今天忙', '忙', '忙碌', '暂停接单'])(
    '[AS2] %j takes the person out until the day ends',
    async (text) => {
      await bot.say('zhangwei', text);
      const { busyUntil } = await getStaff('staff-zhangwei');
      expect(busyUntil?.toISOString()).toBe('2026-11-25T15:59:59.999Z');
      expect((await answers())[0]).toContain('不再给您派新线索');
    },
  );

  it.each(['我有空', '有空', '恢复接单', '不忙', '不忙了'])(
    '[AS2] %j brings the person back',
    async (text) => {
      await bot.say('zhangwei', '忙');
      await bot.say('zhangwei', text);
      expect((await getStaff('staff-zhangwei')).busyUntil).toBeNull();
      expect((await answers()).at(-1)).toContain('已恢复接单');
    },
  );

  it.each(['', '你好', '我今天很忙啊', '帮助我', '忙吗', 'lead.accept|x|1', '{{name}}', 'x'.repeat(5_000)])(
    '[CH6] %j is not understood, which is said, and nothing changes',
    async (text) => {
      await bot.say('zhangwei', text);
      expect(await answers()).toEqual(['没看懂这句话。发送“帮助”看看我会做什么。']);
      expect((await getStaff('staff-zhangwei')).busyUntil).toBeNull();
    },
  );

  it('what one person types concerns nobody else', async () => {
    await bot.say('zhangwei', '忙');
    expect((await getStaff('staff-wangqiang')).busyUntil).toBeNull();
    expect((await bot.texts()).map((one) => one.to)).toEqual(['staff-zhangwei']);
  });

  it('full-width letters are understood', async () => {
    await bot.say('zhangwei', 'ｈｅｌｐ');
    expect((await answers())[0]).toContain('您可以这样用车聊');
  });
});

describe('活动码', () => {
  const campaigns = [
    { slug: 'own', name: '浦东试驾周', storeId: 'store-pudong' },
    { slug: 'everywhere', name: '集团促销', storeId: null },
    { slug: 'other', name: '闵行开业', storeId: 'store-minhang' },
  ];

  it('[LC1] brings a card for each running campaign of the store and of the group', async () => {
    const made = await seedCampaigns(bot.ctx, campaigns);
    await bot.say('zhangwei', '活动码');
    const cards = (await bot.rows()).filter((row) => row.kind === 'card');
    const wanted = made.filter((one) => one.slug !== 'other').map((one) => `campaign:${one.id}`);
    expect(cards.map((row) => row.subject).sort()).toEqual(wanted.sort());
    expect(cards.every((row) => row.card === 'campaign' && row.recipientId === 'staff-zhangwei')).toBe(true);
    expect(await answers()).toEqual(['本店进行中的活动 2 个，二维码如下。']);
  });

  it('asked twice brings them twice: each question is a message of its own', async () => {
    await seedCampaigns(bot.ctx, campaigns);
    for (const word of ['活动码', '二维码']) await bot.say('sunlei', word);
    expect((await bot.rows()).filter((row) => row.kind === 'card')).toHaveLength(4);
  });

  it('says so when there is none, or all have ended', async () => {
    const made = await seedCampaigns(bot.ctx, campaigns);
    for (const { id } of made) await setCampaignActive(bot.ctx, { campaignId: id, active: false });
    await bot.say('zhangwei', '活动码');
    expect(await answers()).toEqual(['现在没有进行中的活动。']);
  });
});

describe('opening the chat', () => {
  const opens = (userId: string) => bot.arrives({ kind: 'chat_opened', userId, at: bot.clock.now() });

  it('[CH6] says what waits, counted from the records', async () => {
    await bot.lead('zhangwei');
    const accepted = await bot.lead('zhangwei');
    await acceptLead(bot.as('zhangwei'), { leadId: accepted.id, expectedRev: accepted.rev });
    const due = await bot.lead('zhangwei');
    await recordFollowUp(bot.as('zhangwei'), {
      leadId: due.id,
      method: 'call',
      summary: '约了今天',
      nextAt: new Date(bot.clock.now().getTime() + 3_600_000),
    });
    const lost = await bot.lead('zhangwei');
    await loseLead(bot.as('zhangwei'), { leadId: lost.id, expectedRev: lost.rev, reason: 'price' });
    await bot.lead('lina');
    await opens('zhangwei');
    const [greeting] = await bot.texts();
    expect(greeting!.text).toMatch(/^张伟，您好！待接单 \d 条，今天要跟进 1 条，名下在跟 3 条。/);
    expect(greeting!.look).toMatchObject({
      type: 'markdown',
      markdown: expect.stringContaining('> 今天要跟进：**1** 条'),
    });
  });

  it('once a day, however often it is opened', async () => {
    for (let i = 0; i < 5; i += 1) await opens('zhangwei');
    expect(await answers()).toHaveLength(1);
    bot.clock.advance(24 * 3_600_000);
    await opens('zhangwei');
    expect(await answers()).toHaveLength(2);
  });

  it('a new day begins at midnight in Shanghai', async () => {
    bot.clock.set(new Date('2026-11-25T15:59:00Z'));
    await opens('zhangwei');
    bot.clock.set(new Date('2026-11-25T16:01:00Z'));
    await opens('zhangwei');
    expect(await answers()).toHaveLength(2);
  });

  it('a stranger who opens it is not greeted', async () => {
    await opens('nobody');
    expect(await bot.rows()).toEqual([]);
    expect(bot.syncs).toEqual(['wecom']);
  });
});
