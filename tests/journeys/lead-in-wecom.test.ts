import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAudit } from '#domain/audit/index';
import { getLead, listFollowUps, listLeads } from '#domain/leads/index';
import { type Product, startProduct } from '../support/product.ts';
import { waitFor } from '../support/wait-for.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct();
}, 120_000);
afterAll(() => product.stop());

let sequence = 0;
/** A customer nobody has seen before. */
function customer(overrides: Record<string, unknown> = {}) {
  sequence += 1;
  return { name: `客户${sequence}`, phone: `1390000${String(1_000 + sequence)}`, ...overrides };
}

/** The mini-program lead of an SUV customer, and the salesperson whose phone got its card. */
async function suvLead() {
  const who = customer();
  const answer = await product.lead('mini_program', { ...who, model: '宋PLUS', wants: ['test_drive'] });
  expect(answer.status).toBe(201);
  const leadId = String(answer.body.leadId);
  const lead = await waitFor(
    async () => {
      const found = await getLead(leadId);
      return found.ownerId === null ? null : found;
    },
    { what: 'an owner' },
  );
  const userid = lead.ownerId!.replace('staff-', '');
  await product.message(userid, (one) => one.title.includes(who.name), 'the card');
  return { leadId, userid, name: who.name };
}

describe('a lead is worked in WeCom', () => {
  it('[LC1] [AS1] [CH1] a mini-program SUV lead becomes a card of the SUV team with everything needed to act', async () => {
    const { userid, name } = await suvLead();
    expect(['zhangwei', 'wangqiang', 'lina']).toContain(userid);
    const card = await product.message(userid, (one) => one.title.includes(name));
    expect(card.title).toBe(`新线索：${name} 想试驾 宋PLUS`);
    expect(card.buttons.map((button) => button.text)).toEqual([
      '接单',
      '已联系',
      '转派',
      '战败',
      '为什么给我',
    ]);
    expect(JSON.stringify(card)).not.toMatch(/1390000\d{4}/);
    expect(card.lines.find((line) => line.label === '电话')?.value).toMatch(/^139\*{4}\d{4}$/);
  });

  it('[CH2] a press moves the lead and the card shows it', async () => {
    const { leadId, userid, name } = await suvLead();
    await product.press(userid, '接单');
    const card = await product.message(
      userid,
      (one) => one.title === `已接单：${name} 想试驾 宋PLUS`,
      'the accepted card',
    );
    expect(card.buttons.map((button) => button.text)).not.toContain('接单');
    expect((await getLead(leadId)).status).toBe('accepted');
  });

  it('[ST4] 已联系 asks for the follow-up, and the saved follow-up is on the record', async () => {
    const { leadId, userid, name } = await suvLead();
    await product.press(userid, '已联系');
    const form = await product.message(
      userid,
      (one) => one.title === `记录跟进：${name}`,
      'the follow-up card',
    );
    expect(form.kind).toBe('multiple_interaction');
    await product.press(userid, '保存', { method: ['wechat'], result: ['invited'], next: ['tomorrow'] });
    await product.message(
      userid,
      (one) =>
        (one.id === form.id && (one.outcome ?? one.text ?? '').includes('已记录跟进')) ||
        JSON.stringify(one).includes('已记录跟进'),
      'the saved form',
    );
    const [record] = (await listFollowUps(leadId)).slice(-1);
    expect(record).toMatchObject({ method: 'wechat', result: 'invited' });
    expect(record!.nextAt?.toISOString().slice(11)).toBe('02:00:00.000Z');
  });

  it('[AS6] [L2] 为什么给我 answers in one sentence', async () => {
    const { userid } = await suvLead();
    await product.press(userid, '为什么给我');
    const answer = await product.message(
      userid,
      (one) => one.kind === 'markdown' && one.text.includes('SUV'),
      'the explanation',
    );
    expect([...answer.text].length).toBeLessThanOrEqual(200);
  });

  it('[ST5] 战败 without a reason asks for one with all of them in view; the answer closes the lead', async () => {
    const { leadId, userid, name } = await suvLead();
    await product.press(userid, '战败');
    const question = await product.message(userid, (one) => one.title === `${name} 为什么战败？`);
    expect(question.kind).toBe('vote_interaction');
    expect(question.choices[0]!.options).toHaveLength(8);
    expect((await getLead(leadId)).status).toBe('assigned');
    const submit = question.buttons[0]!;
    const press = (selected: Record<string, string[]>) =>
      product.sandbox.controls.press({ userid, messageId: question.id, buttonKey: submit.key, selected });
    await press({});
    await product.message(userid, (one) => one.text.includes('请先选择战败原因'), 'the refusal');
    expect((await getLead(leadId)).status).toBe('assigned');
    await press({ lost_reason: ['rival'] });
    await product.message(userid, (one) => one.title === `已战败：${name}`, 'the final lead card');
    await product.message(
      userid,
      (one) => one.id === question.id && JSON.stringify(one).includes('已标记战败：选择竞品'),
      'the ended question',
    );
    expect(await getLead(leadId)).toMatchObject({ status: 'lost', lostReason: 'rival', open: false });
  });

  it('[ST5] 战败 with a reason chosen on the card closes the lead at once, and the card is final', async () => {
    const { leadId, userid, name } = await suvLead();
    const card = await product.message(userid, (one) => one.title.includes(name) && one.buttons.length > 0);
    const lose = card.buttons.find((button) => button.text === '战败')!;
    await product.sandbox.controls.press({
      userid,
      messageId: card.id,
      buttonKey: lose.key,
      selected: { lost_reason: ['price'] },
    });
    const final = await product.message(userid, (one) => one.title === `已战败：${name}`, 'the final card');
    expect(final.buttons).toEqual([]);
    expect(await getLead(leadId)).toMatchObject({ status: 'lost', lostReason: 'price', open: false });
  });

  it('[LC1] 活动码 brings the QR codes of the store’s campaigns as picture cards', async () => {
    await product.sandbox.controls.say({ userid: 'liufang', text: '活动码' });
    const card = await product.message('liufang', (one) => one.kind === 'news_notice', 'a campaign card');
    expect(card.image).toMatch(/\/f\/[^/]+\/qr\.png$/);
    expect(card.buttons).toEqual([]);
    const picture = await fetch(card.image!);
    expect(picture.headers.get('content-type')).toBe('image/png');
    expect(card.url).toBe(card.image!.replace(/\/qr\.png$/, ''));
  });

  it('two answers with the same words within five minutes are both seen', async () => {
    const said = () =>
      product.sandbox.controls.chats('zhoujing').messages.filter((one) => one.text.includes('没看懂')).length;
    for (const text of ['甲乙丙', '丁戊己']) await product.sandbox.controls.say({ userid: 'zhoujing', text });
    await waitFor(() => said() === 2, { what: 'both answers' });
  });

  it('[CH1] 转派 moves the lead to a colleague and both see it', async () => {
    const { leadId, userid, name } = await suvLead();
    await product.press(userid, '转派');
    const form = await product.message(
      userid,
      (one) => one.title === `把 ${name} 转给谁？`,
      'the transfer card',
    );
    const option = form.choices[0]!.options.find((one) => one.id === 'staff-liufang')!;
    const submit = form.buttons[0]!;
    await product.sandbox.controls.press({
      userid,
      messageId: form.id,
      buttonKey: submit.key,
      selected: { assignee: [option.id] },
    });
    await product.message('liufang', (one) => one.title.includes(name), "the colleague's card");
    await product.message(
      userid,
      (one) => one.title.includes(name) && JSON.stringify(one).includes('已转给 刘芳'),
      'the moved card',
    );
    expect((await getLead(leadId)).ownerId).toBe('staff-liufang');
  });

  it('[L5] the same press twice at the same moment acts once', async () => {
    const { leadId, userid, name } = await suvLead();
    const card = await product.message(userid, (one) => one.title.includes(name));
    const accept = card.buttons.find((button) => button.text === '接单')!;
    const press = () => product.sandbox.controls.press({ userid, messageId: card.id, buttonKey: accept.key });
    await Promise.all([press(), press()]);
    await product.message(userid, (one) => one.title.startsWith('已接单') && one.title.includes(name));
    await waitFor(
      async () =>
        (await listAudit({ subject: `lead:${leadId}` })).filter((entry) => entry.action === 'lead.accepted')
          .length === 1,
    );
    await product.message(
      userid,
      (one) => one.kind === 'text' && one.text.includes('卡片已刷新'),
      'a truthful answer to the second press',
    );
    expect((await getLead(leadId)).rev).toBe(3);
  });

  it('[PM2] the number is shown on request, and that is on record', async () => {
    const { leadId, userid, name } = await suvLead();
    const card = await product.message(userid, (one) => one.title.includes(name));
    const reveal = card.menu.find((item) => item.text === '查看号码')!;
    await product.sandbox.controls.press({ userid, messageId: card.id, buttonKey: reveal.key });
    await product.message(userid, (one) => /139 0000 \d{4}/.test(one.text), 'the number');
    await waitFor(async () =>
      (await listAudit({ subject: `lead:${leadId}` })).some(
        (entry) => entry.action === 'lead.phone_revealed',
      ),
    );
  });

  it('[CH6] typed words are understood or answered with what is', async () => {
    await product.sandbox.controls.say({ userid: 'sunlei', text: '帮助' });
    await product.message('sunlei', (one) => one.text.includes('我今天忙'), 'the help text');
    await product.sandbox.controls.say({ userid: 'sunlei', text: '随便说说' });
    await product.message('sunlei', (one) => one.text.includes('没看懂'), 'the answer to anything else');
  });

  it('[AS2] 我今天忙 takes a person out of the rotation at once', async () => {
    for (const userid of ['zhangwei', 'wangqiang'])
      await product.sandbox.controls.say({ userid, text: '我今天忙' });
    await product.message('wangqiang', (one) => one.text.includes('不再给您派新线索'));
    await product.message('zhangwei', (one) => one.text.includes('不再给您派新线索'));
    for (let i = 0; i < 3; i += 1) expect((await suvLead()).userid).toBe('lina');
    await product.sandbox.controls.say({ userid: 'zhangwei', text: '我有空' });
    await product.message('zhangwei', (one) => one.text.includes('已恢复接单'));
  });

  it('nothing personal was logged on the way', async () => {
    const leads = await listLeads({ limit: 100 });
    expect(leads.items.length).toBeGreaterThan(5);
    expect(product.logged()).not.toMatch(/1390000\d{4}|139 0000/);
    expect(product.logged()).not.toContain('客户');
  });
});
