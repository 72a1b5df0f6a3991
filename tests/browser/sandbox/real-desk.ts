import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { monotonicMs, systemClock } from '#infra/clock';
import { loadConfig } from '#infra/config';
import { createLogger } from '#infra/logger';
import { freePort } from '#launcher/free-port';
import { createCredentials } from '#sandbox/credentials';
import { readRoster } from '#sandbox/roster';
import { createSandbox, type Sandbox } from '#sandbox/server';
import { createApp } from '../../../src/app.ts';
import { launchBrowser } from '../../support/browser.ts';
import { buildPage } from './desk-under-test.ts';

/** The real product and the sandbox as `npm start` wires them, and a browser that looks at the sandbox's page. */
export interface RealDesk {
  readonly sandbox: Sandbox;
  readonly productUrl: string;
  readonly page: Page;
  /** What any page or frame complained about on its console, beside failed requests. */
  readonly complaints: readonly string[];
  open(): Promise<void>;
  phone(userid: string): Locator;
  close(): Promise<void>;
}

const root = fileURLToPath(new URL('../../../', import.meta.url));

export async function startRealDesk(options: {
  mongodbUri: string;
  /** Thirty leads of the last month, as at a first start. */
  history: boolean;
  viewport?: { width: number; height: number };
}): Promise<RealDesk> {
  const folder = mkdtempSync(join(tmpdir(), 'cheliao-desk-'));
  const clockOffsetFile = join(folder, 'clock-offset');
  writeFileSync(clockOffsetFile, String(nextMondayMorning() - systemClock.now().getTime()));
  const uiFolder = join(folder, 'ui');
  buildPage(uiFolder);
  buildConsoleWhenStale();
  const credentials = createCredentials(randomBytes);
  const port = await freePort();
  const productUrl = `http://localhost:${port}`;
  const sandbox = createSandbox({
    credentials,
    roster: readRoster(`${root}demo/roster.json`),
    // As the launcher does: the links of cards say localhost, the sandbox knows the product by number.
    productUrl: `http://127.0.0.1:${port}`,
    clock: systemClock,
    monotonicMs,
    random: randomBytes,
    clockOffsetFile,
    uiFolder,
  });
  const apiBase = await sandbox.listen(0);
  const app = createApp({
    config: loadConfig({
      PORT: String(port),
      PUBLIC_URL: productUrl,
      MONGODB_URI: options.mongodbUri,
      SESSION_SECRET: randomBytes(24).toString('hex'),
      FIELD_KEY: randomBytes(32).toString('hex'),
      WECOM_CORP_ID: credentials.corpId,
      WECOM_AGENT_ID: String(credentials.agentId),
      WECOM_SECRET: credentials.secret,
      WECOM_TOKEN: credentials.token,
      WECOM_AES_KEY: credentials.aesKey,
      WECOM_API_BASE: apiBase,
      CLOCK_OFFSET_FILE: clockOffsetFile,
    }),
    roles: new Set(['web', 'worker']),
    hostClock: systemClock,
    logger: createLogger('error', { write: (line: string) => void process.stderr.write(line) }),
    demo: { apiKey: credentials.apiKey, apiSecret: credentials.apiSecret, history: options.history },
  });
  await app.start();
  const browser = await launchBrowser(options.viewport ?? { width: 1440, height: 900 });
  const page = browser.context.pages()[0] ?? (await browser.context.newPage());
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (line) => {
    if (line.type() === 'error' && !line.text().startsWith('Failed to load')) complaints.push(line.text());
  });
  return {
    sandbox,
    productUrl,
    page,
    complaints,
    open: async () => {
      await page.goto(apiBase);
      await page.locator('.phone-stand h3').first().waitFor({ state: 'attached' });
    },
    phone: (userid) => page.locator(`[data-userid="${userid}"]`),
    close: async () => {
      await browser.close();
      await app.stop();
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Ten in the morning in Shanghai on a Monday to come: everybody works, no clock waits for the opening. */
function nextMondayMorning(): number {
  const local = new Date(systemClock.now().getTime() + 8 * 3_600_000);
  const ahead = ((8 - local.getUTCDay()) % 7) + 7;
  return Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate() + ahead, 2);
}

/** The product serves its pages from dist, as in production. */
function buildConsoleWhenStale(): void {
  const built = join(root, 'dist/web/app/index.html');
  const newest = (folder: string): number =>
    Math.max(
      ...readdirSync(folder, { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile())
        .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
    );
  if (existsSync(built) && statSync(built).mtimeMs > newest(join(root, 'src/console/src'))) return;
  buildPage(join(root, 'dist/web/app'), 'src/console');
}
