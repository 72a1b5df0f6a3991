import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { monotonicMs, systemClock } from '#infra/clock';
import { loadCredentials } from './credentials.ts';
import { readRoster } from './roster.ts';
import { createSandbox } from './server.ts';

const Environment = z.object({
  SANDBOX_PORT: z.coerce.number().int().min(0).max(65_535).default(3900),
  SANDBOX_STATE_FILE: z.string().min(1).default('.data/sandbox.json'),
  CLOCK_OFFSET_FILE: z.string().optional(),
  PRODUCT_URL: z.url().default('http://localhost:3000'),
  SANDBOX_CALLBACK_URL: z.url().optional(),
});

const env = Environment.parse(process.env);
const root = fileURLToPath(new URL('../../', import.meta.url));
const sandbox = createSandbox({
  credentials: loadCredentials(env.SANDBOX_STATE_FILE, randomBytes),
  roster: readRoster(join(root, 'demo', 'roster.json')),
  productUrl: env.PRODUCT_URL,
  callbackUrl: env.SANDBOX_CALLBACK_URL,
  clock: systemClock,
  monotonicMs,
  random: randomBytes,
  clockOffsetFile: env.CLOCK_OFFSET_FILE ?? null,
  snapshotFile: join(dirname(env.SANDBOX_STATE_FILE), 'sandbox-chats.json'),
  uiFolder: join(root, 'dist', 'sandbox-ui'),
});

const stop = () => {
  void sandbox.close().then(() => process.exit(0));
};
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
// A parent that dies without a signal must not leave a sandbox holding the port.
process.once('disconnect', stop);

try {
  const url = await sandbox.listen(env.SANDBOX_PORT);
  process.stdout.write(`sandbox ready at ${url.replace('127.0.0.1', 'localhost')}\n`);
} catch (error) {
  const busy = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  const said = busy ? `port ${env.SANDBOX_PORT} is in use; set SANDBOX_PORT to a free one` : String(error);
  process.stderr.write(`SANDBOX_PORT: ${said}\n`);
  process.exit(1);
}
