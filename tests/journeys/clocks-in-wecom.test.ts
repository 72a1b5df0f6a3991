import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getLead } from '#domain/leads/index';
import { type Product, startProduct } from '../support/product.ts';
import { waitFor } from '../support/wait-for.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct();
}, 120_000);
afterAll(() => product.stop());

const MINUTE = 60;
let sequence = 0;

/** A lead on somebody's phone; all tests share one moving clock, on a working Monday from 10:00. */
async function leadOnPhone(channel = 'mini_program', body: Record<string, unknown> = { model: '宋PLUS' }) {
  sequence += 1;
  const name = `钟客${sequence}`;
  const answer = await product.lead(channel, { name, phone: `1370000${2_000 + sequence}`, ...body });
  const leadId = String(answer.body.leadId);
  const owner = await waitFor(async () => (await getLead(leadId)).ownerId, { what: 'an owner' });
  const userid = owner.replace('staff-', '');
  await product.message(userid, (one) => one.title.includes(name), 'the card');
  return { leadId, name, userid };
}

describe('clocks of a lead', () => {
  it('[ST2] warns at 5 minutes; nobody is warned once the customer was contacted', async () => {
    const late = await leadOnPhone();
    const quick = await leadOnPhone();
    await product.press(quick.userid, '已联系');
    await waitFor(async () => (await getLead(quick.leadId)).status === 'contacted');
    product.advance(5 * MINUTE + 1);
    const warning = await product.message(
      late.userid,
      (one) => one.text.includes(`提醒：${late.name}`),
      'the warning',
    );
    expect([warning.kind, warning.url]).toEqual(['textcard', `${product.url}/app/leads/${late.leadId}`]);
    const chat = product.sandbox.controls.chats(quick.userid).messages;
    expect(chat.some((one) => one.text.includes(`提醒：${quick.name}`))).toBe(false);
  });

  it('[AS4] nobody accepts: reassigned once at 10 minutes, the manager is asked at the second silence', async () => {
    const { leadId, name, userid } = await leadOnPhone();
    product.advance(10 * MINUTE + 1);
    const second = await waitFor(
      async () => {
        const lead = await getLead(leadId);
        return lead.reassignCount === 1 && lead.ownerId !== `staff-${userid}` ? lead : null;
      },
      { what: 'the reassignment' },
    );
    await product.message(
      userid,
      (one) => one.title.includes(name) && JSON.stringify(one).includes('已转给'),
      'the moved card',
    );
    const next = second.ownerId!.replace('staff-', '');
    await product.message(
      next,
      (one) => one.title.includes(name) && one.buttons.length > 0,
      "the next owner's card",
    );
    product.advance(20 * MINUTE);
    const alarm = await product.message('wuhao', (one) => one.title.includes(name), "the manager's card");
    expect(alarm.kind).toBe('multiple_interaction');
    expect((await getLead(leadId)).reassignCount).toBe(1);
  });

  it('[AS4] the manager decides on the card, and the card ends for him', async () => {
    const { leadId, name } = await leadOnPhone();
    product.advance(31 * MINUTE);
    const alarm = await product.message('wuhao', (one) => one.title.includes(name) && one.buttons.length > 0);
    const submit = alarm.buttons[0]!;
    await product.sandbox.controls.press({
      userid: 'wuhao',
      messageId: alarm.id,
      buttonKey: submit.key,
      selected: { assignee: ['staff-chenchen'] },
    });
    await product.message('chenchen', (one) => one.title.includes(name), 'the card of the chosen colleague');
    await product.message(
      'wuhao',
      (one) => one.title.includes(name) && JSON.stringify(one).includes('已交给 陈晨'),
      'the ended alarm',
    );
    expect((await getLead(leadId)).ownerId).toBe('staff-chenchen');
  });

  it('[ST3] a day without a follow-up reminds the owner', async () => {
    const { name, userid } = await leadOnPhone();
    await product.press(userid, '已联系');
    await product.message(userid, (one) => one.title === `记录跟进：${name}`);
    product.advance(24 * 60 * MINUTE + 5);
    await product.message(
      userid,
      (one) => one.text.includes(name) && one.text.includes('没有跟进记录'),
      'the reminder',
    );
  });

  it('[LC2] an auto-show lead nobody followed up comes to the manager after 48 hours', async () => {
    const { name } = await leadOnPhone('auto_show', { model: '汉', campaign: 'pudong-auto-show' });
    product.advance(49 * 60 * MINUTE);
    await product.message(
      'wuhao',
      (one) => one.title.includes(name) && one.title.includes('48 小时'),
      'the alarm of the show lead',
    );
  });
});
