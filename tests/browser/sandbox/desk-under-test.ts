import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { monotonicMs, systemClock } from '#infra/clock';
import { createCredentials } from '#sandbox/credentials';
import { readRoster } from '#sandbox/roster';
import { createSandbox, type Sandbox } from '#sandbox/server';
import { launchBrowser } from '../../support/browser.ts';
import { type FakeProduct, startFakeProduct } from './fake-product.ts';

export interface DeskUnderTest {
  readonly sandbox: Sandbox;
  readonly product: FakeProduct;
  readonly page: Page;
  /** What the page complained about on its console, beside refused requests. */
  readonly complaints: readonly string[];
  /** Loads the page afresh. */
  open(): Promise<void>;
  phone(userid: string): Locator;
  close(): Promise<void>;
}

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The real sandbox on free ports, the page built from the sources at hand, a small product and a browser. */
export async function startDesk(viewport = { width: 1440, height: 900 }): Promise<DeskUnderTest> {
  const uiFolder = mkdtempSync(join(tmpdir(), 'cheliao-sandbox-ui-'));
  buildPage(uiFolder);
  const credentials = createCredentials(randomBytes);
  const product = await startFakeProduct(credentials);
  const sandbox = createSandbox({
    credentials,
    roster: readRoster(`${root}demo/roster.json`),
    productUrl: product.url,
    clock: systemClock,
    monotonicMs,
    random: randomBytes,
    uiFolder,
    callbacks: { timeoutMs: 1_000, retries: 0, retryDelayMs: 50 },
  });
  const url = await sandbox.listen(0);
  product.connect(url);
  const browser = await launchBrowser(viewport);
  const page = browser.context.pages()[0] ?? (await browser.context.newPage());
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (line) => {
    if (line.type() === 'error' && !line.text().startsWith('Failed to load')) complaints.push(line.text());
  });
  return {
    sandbox,
    product,
    page,
    complaints,
    open: async () => {
      await page.goto(url);
      await page.locator('.phone-stand h3').first().waitFor({ state: 'attached' });
    },
    phone: (userid) => page.locator(`[data-userid="${userid}"]`),
    close: async () => {
      await browser.close();
      await sandbox.close();
      await product.close();
      rmSync(uiFolder, { recursive: true, force: true });
    },
  };
}

/** Builds a web part (its folder below the root) from the sources at hand. */
export function buildPage(outDir: string, part = 'src/sandbox/ui'): void {
  const folder = `${root}${part}`;
  const vite = dirname(createRequire(`${folder}/package.json`).resolve('vite/package.json'));
  const args = [
    join(vite, 'bin/vite.js'),
    'build',
    '--outDir',
    outDir,
    '--emptyOutDir',
    '--logLevel',
    'error',
  ];
  execFileSync(process.execPath, args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}
