import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type MongodProcess, startMongod } from '#launcher/mongod/run-mongod';
import { freePort } from '../support/ports.ts';
import { startWorld } from '../support/product.ts';
import { type ProductProcess, spawnProduct } from '../support/product-process.ts';
import { waitFor } from '../support/wait-for.ts';

const LEADS = 30;
const SUV_TEAM = ['zhangwei', 'wangqiang', 'lina'];

let dataDir: string;
let mongod: MongodProcess;
let world: Awaited<ReturnType<typeof startWorld>>;
let product: ProductProcess;
let client: MongoClient;

async function startDatabase(port: number) {
  mongod = await startMongod({ binary: inject('mongodPath'), dataDir, port });
}

/** As a power cut would end it: no checkpoint, no farewell. */
async function killDatabase() {
  process.kill(mongod.pid!, 'SIGKILL');
  await mongod.ended;
}

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'cheliao-test-'));
  await startDatabase(await freePort());
  const uri = new URL(mongod.uri);
  uri.pathname = '/cheliao';
  world = await startWorld(uri.toString());
  client = new MongoClient(uri.toString(), { serverSelectionTimeoutMS: 2_000 });
  const { apiKey, apiSecret } = world.credentials;
  product = spawnProduct({
    ...world.environment,
    CHELIAO_DEMO: '1',
    CHELIAO_DEMO_HISTORY: '0',
    CHELIAO_DEMO_API_KEY: apiKey,
    CHELIAO_DEMO_API_SECRET: apiSecret,
  });
  await product.ready();
}, 120_000);
afterAll(async () => {
  await product.stop();
  await client.close();
  await mongod.stop();
  await world.sandbox.close();
  rmSync(dataDir, { recursive: true, force: true });
}, 60_000);

const collection = (name: string) => client.db().collection(name);
const shownCards = () =>
  SUV_TEAM.flatMap((userid) =>
    world.sandbox.controls
      .chats(userid)
      .messages.filter((one) => /库客\d+/.test(one.title) && one.kind === 'button_interaction')
      .map((card) => ({ userid, card, name: /库客\d+/.exec(card.title)![0] })),
  );

describe('kill -9 of the database under load', () => {
  it('[L6] [OP2] every lead that was acknowledged is there once, with its card, without a restart', async () => {
    const acknowledged = new Map<string, string>();
    const feed = async (from: number) => {
      for (let i = from; i < LEADS; i += 3) {
        await waitFor(
          async () => {
            const answer = await world.sandbox.controls.leads({
              channel: 'mini_program',
              body: { name: `库客${i}`, phone: `1320000${7_000 + i}`, model: '宋PLUS' },
              idempotencyKey: `database-${i}`,
            });
            if (answer.status >= 300) return false;
            acknowledged.set(`库客${i}`, String(answer.body.leadId));
            return true;
          },
          { timeoutMs: 90_000, what: `lead ${i}` },
        );
      }
    };
    const feeders = Promise.all([0, 1, 2].map(feed));
    await waitFor(() => acknowledged.size >= LEADS / 3, { timeoutMs: 30_000, what: 'a third of the leads' });
    const before = [...acknowledged.values()];
    await killDatabase();
    expect((await fetch(`${world.url}/healthz`)).ok).toBe(true);
    await startDatabase(mongod.port);
    await feeders;

    expect(acknowledged.size).toBe(LEADS);
    expect(new Set(acknowledged.values()).size).toBe(LEADS);
    const leads = await collection('leads').find({}).toArray();
    expect(leads).toHaveLength(LEADS);
    expect(leads.map((lead) => String(lead._id))).toEqual(expect.arrayContaining(before));
    await waitFor(async () => (await collection('leads').countDocuments({ ownerId: null })) === 0, {
      timeoutMs: 60_000,
      what: 'an owner for every lead',
    });
    await waitFor(() => new Set(shownCards().map(({ name }) => name)).size === LEADS, {
      timeoutMs: 90_000,
      what: 'a card for every lead',
    });
    expect(product.child.exitCode).toBeNull();
  }, 240_000);

  it('[IN1] a press is either not acknowledged, or acted on once the database is back', async () => {
    const { userid, card, name } = shownCards().find((one) =>
      one.card.buttons.some((button) => button.text === '接单'),
    )!;
    const accept = card.buttons.find((button) => button.text === '接单')!;
    await killDatabase();
    // WeCom waits five seconds and sends again; the sandbox does the same.
    const delivery = world.sandbox.controls.press({ userid, messageId: card.id, buttonKey: accept.key });
    await startDatabase(mongod.port);
    const result = await delivery;
    const status = async () => (await collection('leads').findOne({ name }))?.status ?? null;
    const shown = () => shownCards().find((one) => one.name === name)?.card.title ?? '';
    if (result.delivered) {
      await waitFor(() => shown().startsWith('已接单'), { timeoutMs: 60_000, what: 'the accepted card' });
    } else {
      await world.sandbox.controls.press({ userid, messageId: card.id, buttonKey: accept.key });
      await waitFor(() => shown().startsWith('已接单'), { timeoutMs: 60_000, what: 'the accepted card' });
    }
    expect(await status()).not.toBe('assigned');
    const subject = shown() === '' ? '' : card.buttons[0]!.key.split('|')[1]!;
    const accepted = await collection('outbox_events').countDocuments({
      subject: `lead:${subject}`,
      type: 'lead.accepted',
    });
    expect(accepted).toBe(1);
  }, 180_000);

  it('says that it is not ready while the database is away, and recovers by itself', async () => {
    await killDatabase();
    await waitFor(async () => (await fetch(`${world.url}/readyz`)).status === 503, {
      timeoutMs: 30_000,
      what: 'not ready',
    });
    expect((await fetch(`${world.url}/healthz`)).ok).toBe(true);
    await startDatabase(mongod.port);
    await waitFor(async () => (await fetch(`${world.url}/readyz`)).ok, { timeoutMs: 30_000, what: 'ready' });
    expect(product.output()).not.toMatch(/1320000\d{4}/);
  }, 90_000);
});
