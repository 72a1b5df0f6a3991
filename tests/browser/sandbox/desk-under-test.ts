import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { monotonicMs, systemClock } from '#infra/clock';
import { createCredentials } from '#sandbox/credentials';
import { readRoster } from '#sandbox/roster';
import { createSandbox, type Sandbox } from '#sandbox/server';
import { type FakeProduct, startFakeProduct } from './fake-product.ts';

export interface DeskUnderTest {
  readonly sandbox: Sandbox;
  readonly product: FakeProduct;
  readonly url: string;
  close(): Promise<void>;
}

const root = fileURLToPath(new URL('../../../', import.meta.url));
const uiFolder = `${root}dist/sandbox-ui-test`;
let built: Promise<unknown> | null = null;

/** The real sandbox on free ports, with the page built from the sources at hand and a small product beside it. */
export async function startDesk(): Promise<DeskUnderTest> {
  built ??= buildPage();
  await built;
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
  });
  const url = await sandbox.listen(0);
  product.connect(url);
  return {
    sandbox,
    product,
    url,
    close: async () => {
      await sandbox.close();
      await product.close();
    },
  };
}

async function buildPage(): Promise<void> {
  await build({
    root: `${root}src/sandbox/ui`,
    logLevel: 'error',
    build: { outDir: uiFolder, emptyOutDir: true },
  });
  if (!existsSync(`${uiFolder}/index.html`)) throw new Error('the sandbox page was not built');
}
