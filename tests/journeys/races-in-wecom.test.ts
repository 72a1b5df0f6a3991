import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DeliveryModel } from '#bot/deliveries/delivery.model';
import { InboxModel } from '#bot/inbox/inbox.model';
import { listAudit } from '#domain/audit/index';
import { getLead, type Lead } from '#domain/leads/index';
import { OutboxModel } from '#events/outbox.model';
import { type ChatMessage, type Product, startProduct } from '../support/product.ts';
import { waitFor } from '../support/wait-for.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct();
}, 120_000);
afterAll(() => product.stop());

const PEOPLE = ['zhangwei', 'wangqiang', 'lina', 'liufang', 'wuhao'];
let sequence = 0;

const chat = (userid: string) => product.sandbox.controls.chats(userid).messages;

async function newLead() {
  sequence += 1;
  const name = `赛客${sequence}号`;
  const phone = `1330000${String(6_000 + sequence)}`;
  const answer = await product.lead('mini_program', { name, phone, model: '宋PLUS' });
  const leadId = String(answer.body.leadId);
  const owner = await waitFor(async () => (await getLead(leadId)).ownerId, { what: 'an owner' });
  const userid = owner.replace('staff-', '');
  const card = await product.message(userid, (one) => one.title.includes(name), 'the card');
  return { leadId, name, userid, card };
}

/** Presses whatever the platform lets this person press; what it refuses is none of the product's business. */
async function press(
  userid: string,
  message: ChatMessage,
  text: string,
  selected?: Record<string, string[]>,
) {
  const button = [...message.buttons, ...message.menu].find((one) => one.text === text);
  if (button === undefined) return;
  const choice = selected === undefined ? {} : { selected };
  const input = { userid, messageId: message.id, buttonKey: button.key, ...choice };
  await Promise.resolve()
    .then(() => product.sandbox.controls.press(input))
    .catch(() => undefined);
}

/** Nothing owed, nothing waiting: what people see now is what they will see. */
async function quiet() {
  await waitFor(
    async () =>
      (await InboxModel.countDocuments({ state: 'received' })) === 0 &&
      (await OutboxModel.countDocuments({ state: 'pending' })) === 0 &&
      (await DeliveryModel.countDocuments({ owed: true })) === 0,
    { timeoutMs: 25_000, what: 'quiescence' },
  );
}

const actionsOn = async (leadId: string) =>
  (await listAudit({ subject: `lead:${leadId}` })).map((entry) => entry.action);

describe('races through HTTP and the platform', () => {
  it('[L5] ten presses of 接单 at the same moment accept once', async () => {
    const { leadId, userid, card } = await newLead();
    await Promise.all(Array.from({ length: 10 }, () => press(userid, card, '接单')));
    await quiet();
    expect((await actionsOn(leadId)).filter((action) => action === 'lead.accepted')).toHaveLength(1);
    expect((await getLead(leadId)).rev).toBe(3);
  });

  it('[AS4] [L5] accepting and handing over at the same moment: one of the two, and both cards agree', async () => {
    for (let round = 0; round < 3; round += 1) {
      const { leadId, name, userid, card } = await newLead();
      await press(userid, card, '转派');
      const form = await product.message(userid, (one) => one.title === `把 ${name} 转给谁？`);
      await Promise.all([
        press(userid, card, '接单'),
        press(userid, form, '转派', { assignee: ['staff-liufang'] }),
      ]);
      await quiet();
      const lead = await getLead(leadId);
      const actions = await actionsOn(leadId);
      if (lead.ownerId === 'staff-liufang') {
        await product.message('liufang', (one) => one.title.includes(name) && one.buttons.length > 0);
        expect(lead.status).toBe('assigned');
      } else {
        expect([lead.ownerId, lead.status]).toEqual([`staff-${userid}`, 'accepted']);
        expect(actions).toContain('lead.accepted');
      }
      agrees(lead, name);
    }
  });

  it('[AS4] the clock takes a lead away while its owner accepts it: never both', async () => {
    const { leadId, name, userid, card } = await newLead();
    await Promise.all([press(userid, card, '接单'), Promise.resolve(product.advance(10 * 60 + 1))]);
    const kept = (lead: Lead) =>
      lead.ownerId === `staff-${userid}` && lead.status === 'accepted' && lead.reassignCount === 0;
    const moved = (lead: Lead) =>
      lead.ownerId !== `staff-${userid}` && lead.status === 'assigned' && lead.reassignCount === 1;
    let lead = await getLead(leadId);
    await waitFor(
      async () => {
        lead = await getLead(leadId);
        return kept(lead) || moved(lead);
      },
      { timeoutMs: 20_000, what: 'one of the two' },
    );
    await quiet();
    lead = await getLead(leadId);
    expect([kept(lead), moved(lead)]).toContain(true);
    agrees(lead, name);
  });
});

/** [L5]: what everybody sees of a lead follows from the record alone. */
function agrees(lead: Lead, name: string) {
  const shown = PEOPLE.flatMap((userid) =>
    chat(userid)
      .filter((one) => one.title.includes(name) && /^(button_interaction|text_notice)$/.test(one.kind))
      .filter((one) => one.state !== 'recalled')
      .map((card) => ({ userid, card })),
  ).filter(
    ({ card }) =>
      card.source?.text.startsWith('车聊') && !/超时|为什么战败|转给谁|记录跟进|没人能接/.test(card.title),
  );
  for (const { userid, card } of shown) {
    const mine = lead.ownerId === `staff-${userid}`;
    const labels = card.buttons.map((button) => button.text);
    if (!lead.open || !mine) expect(labels).toEqual([]);
    if (mine && lead.status === 'assigned') expect(labels).toContain('接单');
    if (mine && lead.status === 'accepted') expect(labels).not.toContain('接单');
    if (mine && lead.status === 'contacted') expect(labels).toContain('写跟进');
    for (const button of card.buttons) expect(button.key.endsWith(`|${lead.rev}`)).toBe(true);
  }
  if (lead.ownerId !== null) {
    expect(shown.some(({ userid }) => lead.ownerId === `staff-${userid}`)).toBe(true);
  }
}

describe('[L5] any order of presses by anybody', () => {
  const step = fc.record({
    who: fc.constantFrom(...PEOPLE),
    text: fc.constantFrom('接单', '已联系', '转派', '战败', '为什么给我', '改派', '写跟进', '保存'),
    reason: fc.constantFrom('none', 'price', 'rival'),
    together: fc.boolean(),
  });

  it('leaves every card as the record says once everything is quiet', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 8 }), async (steps) => {
        const { leadId, name } = await newLead();
        const running: Promise<void>[] = [];
        for (const { who, text, reason, together } of steps) {
          const message = chat(who).findLast(
            (one) => one.title.includes(name) && one.buttons.some((button) => button.text === text),
          );
          if (message === undefined) continue;
          const choice = message.choices.some((one) => one.key === 'lost_reason')
            ? { lost_reason: [reason] }
            : undefined;
          const done = press(who, message, text, choice);
          running.push(done);
          if (!together) await done;
        }
        await Promise.all(running);
        await quiet();
        agrees(await getLead(leadId), name);
        const moves = (await actionsOn(leadId)).filter((one) => /accepted|lost|converted/.test(one));
        expect(new Set(moves).size).toBe(moves.length);
      }),
      { numRuns: 8, seed: Number(process.env.SEED ?? 20_261_123), endOnFailure: true },
    );
  }, 120_000);
});
