/** `npm run screenshot`: draws the pictures of the README from the real product beside the sandbox. */
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '#launcher/free-port';
import { findMongod } from '#launcher/mongod/find-mongod';
import { startMongod } from '#launcher/mongod/run-mongod';
import { type RealDesk, startRealDesk } from '../tests/browser/sandbox/real-desk.ts';
import { waitFor } from '../tests/support/wait-for.ts';

const FOLDER = fileURLToPath(new URL('../docs/images/', import.meta.url));
const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 390, height: 844 };
const SALES = ['zhangwei', 'wangqiang', 'lina'];

/** One lead sent and accepted, so that the guide, a card in hand and the manager's alarm are all in sight. */
async function tellTheStory(desk: RealDesk): Promise<string> {
  await desk.open();
  // The alarm about the customer of yesterday stands on the manager's phone by itself.
  await desk.phone('wuhao').locator('article.card').first().waitFor({ timeout: 60_000 });
  await desk.page.getByLabel('客户姓名').fill('林雨桐');
  await desk.page.getByLabel('手机号').fill('13800005678');
  await desk.page.getByLabel('意向车型').fill('理想L7');
  await desk.page.locator('.sources').getByRole('button', { name: '提交', exact: true }).click();
  const userid = await waitFor(
    () =>
      SALES.find((id) =>
        desk.sandbox.controls.chats(id).messages.some((one) => one.title.includes('林雨桐')),
      ),
    { timeoutMs: 30_000, what: 'the card of the new lead' },
  );
  const card = desk.phone(userid).locator('article.card', { hasText: '林雨桐' });
  await card.getByRole('button', { name: '接单', exact: true }).click();
  await desk.phone(userid).locator('article.card', { hasText: '已接单' }).last().waitFor();
  await desk.page.locator('.guide li[data-done="true"]').nth(2).waitFor();
  return userid;
}

async function shoot(desk: RealDesk, name: string): Promise<void> {
  // Cards slide in; a picture is taken once nothing moves.
  await waitFor(() =>
    desk.page.evaluate<boolean>(
      'document.getAnimations().every((one) => one.playState !== "running" || one.effect.getTiming().iterations === Infinity)',
    ),
  );
  const path = join(FOLDER, name);
  await desk.page.screenshot({ path, animations: 'disabled' });
  console.log(`${path}: ${Math.round(statSync(path).size / 1024)} KB`);
}

async function main(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const dataDir = mkdtempSync(join(tmpdir(), 'cheliao-screenshot-'));
  const { path: binary } = await findMongod({ env: process.env, say: console.log });
  const mongod = await startMongod({ binary, dataDir, port: await freePort() });
  let desk: RealDesk | null = null;
  try {
    const mongodbUri = mongod.uri.replace(/\/(\?|$)/, '/screenshot$1');
    desk = await startRealDesk({ mongodbUri, history: true, viewport: WIDE });
    const userid = await tellTheStory(desk);
    await shoot(desk, 'sandbox.png');
    await desk.page.setViewportSize(NARROW);
    await desk.page.locator(`.face[aria-label^="${desk.sandbox.controls.chats(userid).name}"]`).click();
    await shoot(desk, 'sandbox-phone.png');
  } finally {
    await desk?.close();
    await mongod.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

await main();
