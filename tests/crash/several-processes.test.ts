import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAudit } from '#domain/audit/index';
import { LeadModel } from '#domain/leads/lead.model';
import { OutboxModel } from '#events/outbox.model';
import { useFieldKey } from '#infra/field-crypto';
import { connectMongo, disconnectMongo } from '#infra/mongo';
import { TEST_FIELD_KEY } from '../support/mongo.ts';
import { freePort } from '../support/ports.ts';
import { startWorld } from '../support/product.ts';
import { type ProductProcess, spawnProduct } from '../support/product-process.ts';
import { waitFor } from '../support/wait-for.ts';

const LEADS = 24;
let world: Awaited<ReturnType<typeof startWorld>>;
let processes: ProductProcess[] = [];

beforeAll(async () => {
  world = await startWorld();
  useFieldKey(TEST_FIELD_KEY);
  await connectMongo(world.environment.MONGODB_URI);
  const { apiKey, apiSecret } = world.credentials;
  const demo = {
    CHELIAO_DEMO: '1',
    CHELIAO_DEMO_HISTORY: '0',
    CHELIAO_DEMO_API_KEY: apiKey,
    CHELIAO_DEMO_API_SECRET: apiSecret,
  };
  const second = String(await freePort());
  const environment = { ...world.environment, ...demo };
  processes = [
    spawnProduct(environment, ['--role=web']),
    spawnProduct({ ...environment, PORT: second, PUBLIC_URL: `http://127.0.0.1:${second}` }, ['--role=web']),
    spawnProduct(environment, ['--role=worker']),
    spawnProduct(environment, ['--role=worker']),
  ];
  await Promise.all(processes.slice(0, 2).map((one) => one.ready()));
}, 180_000);
afterAll(async () => {
  await Promise.all(processes.map((one) => one.stop()));
  await disconnectMongo();
  await world.sandbox.close();
});

const cards = () =>
  ['zhangwei', 'wangqiang', 'lina'].flatMap((userid) =>
    world.sandbox.controls.chats(userid).messages.flatMap((card) => {
      const name = /多客\d+/.exec(card.title)?.[0];
      return name === undefined ? [] : [{ userid, card, name }];
    }),
  );

describe('two web and two worker processes on one database', () => {
  it('[L3] [L6] every lead has one owner and one card, shared out fairly', async () => {
    const push = (i: number) =>
      world.lead('mini_program', { name: `多客${i}`, phone: `1340000${5_000 + i}`, model: '宋PLUS' });
    const answers = await Promise.all(Array.from({ length: LEADS }, (_, i) => push(i)));
    expect(answers.map((answer) => answer.status)).toEqual(Array(LEADS).fill(201));
    await waitFor(() => new Set(cards().map((one) => one.name)).size === LEADS, {
      timeoutMs: 60_000,
      what: 'all cards',
    });
    await waitFor(async () => (await OutboxModel.countDocuments({ state: 'pending' })) === 0, {
      timeoutMs: 30_000,
    });
    expect(cards()).toHaveLength(LEADS);
    const shares = ['zhangwei', 'wangqiang', 'lina'].map(
      (userid) => cards().filter((one) => one.userid === userid).length,
    );
    expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
  });

  it('[L5] a press and its repeat through both web processes act once', async () => {
    const { userid, card } = cards()[0]!;
    const accept = card.buttons.find((button) => button.text === '接单')!;
    const press = () => world.sandbox.controls.press({ userid, messageId: card.id, buttonKey: accept.key });
    await Promise.all([press(), press(), press()]);
    const leadId = accept.key.split('|')[1]!;
    await waitFor(async () => (await LeadModel.findById(leadId).lean())?.status === 'accepted', {
      what: 'the press',
    });
    await waitFor(
      () =>
        cards()
          .find((one) => one.card.id === card.id)
          ?.card.title.startsWith('已接单'),
      { what: 'the card' },
    );
    await waitFor(async () =>
      (await listAudit({ subject: `lead:${leadId}` })).some((entry) => entry.action === 'lead.accepted'),
    );
    const accepted = (await listAudit({ subject: `lead:${leadId}` })).filter(
      (entry) => entry.action === 'lead.accepted',
    );
    expect(accepted).toHaveLength(1);
  });

  it('a clock that comes due fires in one worker only', async () => {
    world.advance(5 * 60 + 2);
    const warnings = () =>
      ['zhangwei', 'wangqiang', 'lina'].flatMap((userid) =>
        world.sandbox.controls
          .chats(userid)
          .messages.filter((one) => JSON.stringify(one).includes('还没有首次联系')),
      );
    await waitFor(() => warnings().length >= LEADS, { timeoutMs: 60_000, what: 'the warnings' });
    await waitFor(async () => (await OutboxModel.countDocuments({ state: 'pending' })) === 0, {
      timeoutMs: 30_000,
    });
    expect(warnings()).toHaveLength(LEADS);
  });

  it('one worker dies: the other one carries on', async () => {
    await processes[2]!.kill();
    const answer = await world.lead('mini_program', {
      name: '多客99',
      phone: '13400005999',
      model: '宋PLUS',
    });
    expect(answer.status).toBe(201);
    await waitFor(() => cards().some((one) => one.name === '多客99'), {
      timeoutMs: 60_000,
      what: 'the card',
    });
    processes.splice(2, 1);
  });
});
