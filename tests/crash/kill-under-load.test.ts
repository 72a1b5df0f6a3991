import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InboxModel } from '#bot/inbox/inbox.model';
import { LeadModel } from '#domain/leads/lead.model';
import { OutboxModel } from '#events/outbox.model';
import { useFieldKey } from '#infra/field-crypto';
import { connectMongo, disconnectMongo } from '#infra/mongo';
import { TEST_FIELD_KEY } from '../support/mongo.ts';
import { startWorld } from '../support/product.ts';
import { type ProductProcess, spawnProduct } from '../support/product-process.ts';
import { waitFor } from '../support/wait-for.ts';

const LEADS = 40;
const KILLS = 3;
/** Replayable: the moments of the kills follow from it. */
const SEED = Number(process.env.SEED ?? 20_261_123);

let world: Awaited<ReturnType<typeof startWorld>>;
let environment: Record<string, string>;
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
  environment = { ...world.environment, ...demo };
}, 60_000);
afterAll(async () => {
  await disconnectMongo();
  await world.sandbox.close();
});

/** A small generator with a seed, so that a red run can be run again. */
function randoms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

describe(`kill -9 at random moments under load (seed ${SEED})`, () => {
  it('[L6] every acknowledged lead is there once, with one owner and one card', async () => {
    const random = randoms(SEED);
    const acknowledged = new Map<string, string>();
    let product: ProductProcess = spawnProduct(environment);
    await product.ready();
    let feeding = true;
    // A channel that does what channels do: sends again, with the same key, until it is answered.
    const feed = async (from: number) => {
      for (let i = from; i < LEADS; i += 4) {
        await waitFor(
          async () => {
            const answer = await world.sandbox.controls.leads({
              channel: 'mini_program',
              body: { name: `压客${i}`, phone: `1350000${4_000 + i}`, model: '宋PLUS' },
              idempotencyKey: `load-${i}`,
            });
            if (answer.status >= 300) return false;
            acknowledged.set(`压客${i}`, String(answer.body.leadId));
            return true;
          },
          { timeoutMs: 120_000, what: `lead ${i}` },
        );
      }
    };
    const feeders = Promise.all([0, 1, 2, 3].map(feed)).finally(() => (feeding = false));
    for (let kill = 0; kill < KILLS && feeding; kill += 1) {
      await new Promise((resolve) => setTimeout(resolve, 200 + random() * 1_300));
      await product.kill();
      product = spawnProduct(environment);
      await product.ready();
    }
    await feeders;
    await waitFor(async () => (await OutboxModel.countDocuments({ state: 'pending' })) === 0, {
      timeoutMs: 90_000,
      what: 'a drained outbox',
    });
    await waitFor(async () => (await LeadModel.countDocuments({ ownerId: null })) === 0, {
      timeoutMs: 30_000,
      what: 'owners',
    });

    expect(acknowledged.size).toBe(LEADS);
    expect(new Set(acknowledged.values()).size).toBe(LEADS);
    expect(await LeadModel.countDocuments({})).toBe(LEADS);
    expect(await OutboxModel.countDocuments({ state: 'dead' })).toBe(0);
    expect(await InboxModel.countDocuments({ state: 'dead' })).toBe(0);
    const shown = () =>
      ['zhangwei', 'wangqiang', 'lina'].flatMap((userid) =>
        world.sandbox.controls.chats(userid).messages.flatMap((one) => /压客\d+/.exec(one.title)?.[0] ?? []),
      );
    // Three people get at most 20 messages a minute each, so all of them fit into the first window.
    await waitFor(() => new Set(shown()).size === LEADS, {
      timeoutMs: 120_000,
      what: 'a card for every lead',
    });
    expect(shown()).toHaveLength(LEADS);
    expect(await product.stop()).toBe(0);
  }, 400_000);

  it('drains on SIGTERM within 15 seconds and exits cleanly', async () => {
    const product = spawnProduct(environment);
    await product.ready();
    const answer = await world.lead('site_form', { name: '收尾客户', phone: '13500004999', model: '汉' });
    expect(answer.status).toBeLessThan(300);
    const started = performance.now();
    expect(await product.stop()).toBe(0);
    expect(performance.now() - started).toBeLessThan(15_000);
  }, 60_000);
});
