import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DeliveryModel } from '#bot/deliveries/delivery.model';
import { InboxModel } from '#bot/inbox/inbox.model';
import { listAudit } from '#domain/audit/index';
import { getLead } from '#domain/leads/index';
import { type ChatMessage, type Product, startProduct } from '../support/product.ts';
import { waitFor } from '../support/wait-for.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct();
}, 120_000);
afterAll(() => product.stop());
afterEach(() => void product.sandbox.controls.clearFaults());

const SUV_TEAM = ['zhangwei', 'wangqiang', 'lina'];
let sequence = 0;

const chat = (userid: string) => product.sandbox.controls.chats(userid).messages;
const fault = (input: Record<string, unknown>) => product.sandbox.controls.addFault(input);

/** A lead for the SUV team, taken in over HTTP. */
async function newLead() {
  sequence += 1;
  const name = `障客${sequence}`;
  const phone = `1340000${String(5_000 + sequence)}`;
  const answer = await product.lead('mini_program', { name, phone, model: '宋PLUS' });
  expect(answer.status).toBe(201);
  return { name, leadId: String(answer.body.leadId) };
}

const cardsAbout = (name: string): { userid: string; card: ChatMessage }[] =>
  SUV_TEAM.flatMap((userid) =>
    chat(userid)
      .filter((one) => one.title.includes(name) && one.kind !== 'textcard')
      .map((card) => ({ userid, card })),
  );

/** Moves the clock on little by little until it happens: waits for back-off without waiting. */
async function until<T>(check: () => T | Promise<T>, what: string, stepSeconds = 5) {
  let movedAt = performance.now();
  return waitFor(
    async () => {
      const found = await check();
      // Not faster than the product can follow: each step leaves it a moment to work off what is due.
      if (!found && performance.now() - movedAt > 250) {
        product.advance(stepSeconds);
        movedAt = performance.now();
      }
      return found;
    },
    { timeoutMs: 25_000, what },
  );
}

async function cardSeen(name: string) {
  return until(() => cardsAbout(name)[0], `the card about ${name}`);
}

describe('message/send goes wrong, and the card is seen exactly once', () => {
  it.each([
    ['the platform is busy (-1)', { errcode: -1 }],
    ['too many calls (45009)', { errcode: 45009 }],
    ['too many messages to one person (45033)', { errcode: 45033 }],
    ['the token expired (42001)', { errcode: 42001 }],
    ['the token is unknown (40014)', { errcode: 40014 }],
    ['a gateway answers HTML', { body: 'html' }],
    ['half a JSON comes back', { body: 'half_json' }],
    ['nothing comes back', { body: 'empty' }],
    ['the connection is cut before', { cut: 'before' }],
    ['the connection is cut after the work was done', { cut: 'after' }],
    ['a proxy answers 502', { status: 502, body: 'html' }],
  ])('[IN5] [L6] %s', async (_, what) => {
    fault({ api: 'message/send', ...what });
    const { name } = await newLead();
    await cardSeen(name);
    expect(cardsAbout(name)).toHaveLength(1);
  });

  it('[IN5] the platform is away for a while: everything is seen afterwards', async () => {
    fault({ api: '*', outage: true });
    const leads = await Promise.all([newLead(), newLead(), newLead()]);
    await waitFor(
      async () => (await DeliveryModel.collection.countDocuments({ owed: true, attempts: { $gt: 0 } })) > 0,
      {
        what: 'a failed try',
      },
    );
    expect(leads.flatMap(({ name }) => cardsAbout(name))).toEqual([]);
    product.sandbox.controls.clearFaults();
    for (const { name } of leads) await cardSeen(name);
    expect(leads.flatMap(({ name }) => cardsAbout(name))).toHaveLength(3);
  });

  it('a member outside the visible range is not silent: the manager is told who and why', async () => {
    fault({ api: 'message/send', errcode: 81013 });
    const { name } = await newLead();
    const told = await until(
      () => chat('wuhao').find((one) => one.text.includes('81013')),
      'the word to the manager',
    );
    expect(told.text).toContain('没能送达');
    expect(cardsAbout(name)).toEqual([]);
  });
});

describe('updates go wrong', () => {
  it('[CH3] a spent right to update (60140): the next one is used, or a fresh card takes over', async () => {
    const { name, leadId } = await newLead();
    const { userid } = await cardSeen(name);
    fault({ api: 'message/update_template_card', errcode: 60140, count: 2 });
    await product.press(userid, '接单');
    await until(
      () => cardsAbout(name).some(({ card }) => card.title.startsWith('已接单') && card.state !== 'recalled'),
      'the accepted card',
    );
    expect((await getLead(leadId)).status).toBe('accepted');
    await until(
      () => cardsAbout(name).filter(({ card }) => card.state !== 'recalled').length === 1,
      'only one card that is not recalled',
    );
  });

  it('[CH3] a press three days later is honoured, on a card that can be updated no more by its first code', async () => {
    const { name, leadId } = await newLead();
    const { userid } = await cardSeen(name);
    await product.press(userid, '接单');
    await until(() => cardsAbout(name).some(({ card }) => card.title.startsWith('已接单')), 'accepted');
    product.advance(73 * 3_600);
    const holder = (await getLead(leadId)).ownerId!.replace('staff-', '');
    const card = chat(holder).findLast((one) => one.title.includes(name) && one.buttons.length > 0)!;
    const contact = card.buttons.find((button) => button.text === '已联系')!;
    // A product that has not yet noticed the new time refuses callbacks of the future; a person presses again.
    await waitFor(async () => {
      const input = { userid: holder, messageId: card.id, buttonKey: contact.key };
      return (await product.sandbox.controls.press(input)).status === 200;
    });
    await until(async () => (await getLead(leadId)).status === 'contacted', 'the contact');
    await until(() => cardsAbout(name).some((one) => one.card.title.startsWith('跟进中')), 'the fresh state');
  });
});

describe('callbacks go wrong', () => {
  it('[IN2] sent twice by the platform: acted on once', async () => {
    const { name, leadId } = await newLead();
    const { userid } = await cardSeen(name);
    fault({ api: 'callback', duplicate: true });
    await product.press(userid, '接单');
    await until(() => cardsAbout(name).some(({ card }) => card.title.startsWith('已接单')), 'accepted');
    const entries = (await listAudit({ subject: `lead:${leadId}` })).filter(
      (one) => one.action === 'lead.accepted',
    );
    expect(entries).toHaveLength(1);
    expect(await InboxModel.countDocuments({ state: 'dead' })).toBe(0);
  });

  it('[IN2] lost on the way: the person presses again and it works', async () => {
    const { name, leadId } = await newLead();
    const { userid } = await cardSeen(name);
    fault({ api: 'callback', drop: true });
    await product.press(userid, '接单');
    expect((await getLead(leadId)).status).toBe('assigned');
    await product.press(userid, '接单');
    await until(async () => (await getLead(leadId)).status === 'accepted', 'the second press');
  });

  it('[CH5] a customer is welcomed within 20 seconds although the platform stumbles first', async () => {
    fault({ api: 'externalcontact/send_welcome_msg', errcode: -1 });
    const started = performance.now();
    const added = (await product.sandbox.controls.contacts({
      action: 'add',
      userid: 'lina',
      externalName: '急客户',
    })) as { externalUserId: string };
    await waitFor(() => chat(added.externalUserId).some((one) => one.text.includes('很高兴为您服务')), {
      what: 'the welcome',
    });
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it('[CH5] the welcome goes out while everything else to the platform is down', async () => {
    fault({ api: 'message/send', outage: true });
    await newLead();
    const added = (await product.sandbox.controls.contacts({
      action: 'add',
      userid: 'wangqiang',
      externalName: '停机客户',
    })) as { externalUserId: string };
    await waitFor(() => chat(added.externalUserId).some((one) => one.text.includes('很高兴为您服务')), {
      timeoutMs: 18_000,
      what: 'the welcome',
    });
  });
});

describe('more than a member may get', () => {
  it('[IN4] sixty messages to one person are all seen, and none vanishes silently', async () => {
    product.advance(3_600);
    const before = product.sandbox.controls.log().length;
    const said = () => chat('zhoujing').filter((one) => one.text.includes('没看懂')).length;
    await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        product.sandbox.controls.say({ userid: 'zhoujing', text: `第${i}句` }),
      ),
    );
    await until(() => said() === 60, 'sixty answers', 10);
    const dropped = product.sandbox.controls
      .log()
      .slice(before)
      .filter((line) => JSON.stringify(line).includes('静默丢弃'));
    expect(dropped).toEqual([]);
  }, 60_000);
});
