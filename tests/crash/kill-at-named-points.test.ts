import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAudit } from '#domain/audit/index';
import { getLead } from '#domain/leads/index';
import { useFieldKey } from '#infra/field-crypto';
import { connectMongo, disconnectMongo } from '#infra/mongo';
import { TEST_FIELD_KEY } from '../support/mongo.ts';
import { startWorld } from '../support/product.ts';
import { type ProductProcess, spawnProduct } from '../support/product-process.ts';
import { waitFor } from '../support/wait-for.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
let product: ProductProcess;

beforeAll(async () => {
  world = await startWorld();
  useFieldKey(TEST_FIELD_KEY);
  await connectMongo(world.environment.MONGODB_URI);
  product = start();
  await product.ready();
}, 120_000);
afterAll(async () => {
  await product.stop();
  await disconnectMongo();
  await world.sandbox.close();
});

function start(crashAt = ''): ProductProcess {
  const { apiKey, apiSecret } = world.credentials;
  return spawnProduct({
    ...world.environment,
    CHELIAO_DEMO: '1',
    CHELIAO_DEMO_API_KEY: apiKey,
    CHELIAO_DEMO_API_SECRET: apiSecret,
    CHELIAO_DEMO_HISTORY: '0',
    ...(crashAt === '' ? {} : { CRASH_AT: `${crashAt}:kill` }),
  });
}

const cardsAbout = (name: string) =>
  ['zhangwei', 'wangqiang', 'lina'].flatMap((userid) =>
    world.sandbox.controls
      .chats(userid)
      .messages.filter((one) => one.title.includes(name))
      .map((card) => ({ userid, card })),
  );

describe('kill -9 at a named point: nothing acknowledged is lost, nothing happens twice', () => {
  const POINTS = [
    'relay.after-handle',
    'delivery.before-send',
    'delivery.after-send',
    'inbox.after-insert',
    'inbox.after-dispatch',
  ];

  it.each(POINTS)(
    '[L6] [OP2] %s',
    async (point) => {
      await product.stop();
      product = start(point);
      await product.ready();
      const name = `崩客${POINTS.indexOf(point)}`;
      const answer = await world.lead('mini_program', {
        name,
        phone: `1360000300${POINTS.indexOf(point)}`,
        model: '宋PLUS',
      });
      expect(answer.status).toBe(201);
      const leadId = String(answer.body.leadId);
      if (point.startsWith('inbox.')) {
        const { userid, card } = await waitFor(() => cardsAbout(name)[0], {
          timeoutMs: 20_000,
          what: 'the card',
        });
        const accept = card.buttons.find((button) => button.text === '接单')!;
        // The press may or may not be answered before the process dies; WeCom sends it again if not.
        void Promise.resolve(
          world.sandbox.controls.press({ userid, messageId: card.id, buttonKey: accept.key }),
        ).catch(() => undefined);
      }
      await product.exited;
      product = start();
      await product.ready();
      if (point.startsWith('inbox.')) {
        await waitFor(async () => (await getLead(leadId)).status === 'accepted', {
          timeoutMs: 60_000,
          what: 'the press',
        });
        const accepted = async () =>
          (await listAudit({ subject: `lead:${leadId}` })).filter(
            (entry) => entry.action === 'lead.accepted',
          );
        await waitFor(async () => (await accepted()).length === 1);
      }
      const status = point.startsWith('inbox.') ? '已接单' : '新线索';
      await waitFor(() => cardsAbout(name).some(({ card }) => card.title.startsWith(status)), {
        timeoutMs: 60_000,
        what: 'the card',
      });
      expect(cardsAbout(name)).toHaveLength(1);
    },
    180_000,
  );
});
