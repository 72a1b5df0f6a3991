/**
 * A server of the callback benchmark, in a process of its own: `hello` (bare Koa), `memory` (the product's
 * callback path, but a message is acknowledged without being kept) or `durable` (the product's callback path).
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import { createAcceptInbound } from '#bot/inbox/accept-inbound';
import { createPlatforms } from '#bot/index';
import { createHttpServer } from '#http/server';
import { systemClock } from '#infra/clock';
import { useFieldKey } from '#infra/field-crypto';
import { ensureIndexes } from '#infra/indexes';
import { createLogger } from '#infra/logger';
import { connectMongo } from '#infra/mongo';
import type { BenchCorp } from './callback-requests.ts';

export type Variant = 'hello' | 'memory' | 'durable';

export interface ServerOrder {
  readonly variant: Variant;
  readonly mongodbUri: string;
  readonly corp: BenchCorp;
}

async function serveHello(): Promise<number> {
  const app = new Koa();
  app.use((http) => {
    http.body = 'hello';
  });
  const server = createServer(app.callback());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function serveCallbacks({ variant, mongodbUri, corp }: ServerOrder): Promise<number> {
  useFieldKey('0123456789abcdef'.repeat(4));
  const logger = createLogger('info', { write: () => undefined });
  const nowhere = 'http://127.0.0.1:1';
  const wecom = {
    ...corp,
    secret: 's'.repeat(32),
    apiBase: nowhere,
    authorizeBase: nowhere,
    loginBase: nowhere,
  };
  const platforms = createPlatforms({ wecom, clock: systemClock, logger });
  if (variant === 'durable') {
    await connectMongo(mongodbUri);
    await ensureIndexes();
  }
  const http = createHttpServer({
    config: { publicUrl: 'http://127.0.0.1', sessionSecret: 's'.repeat(32), trustProxy: false },
    logger,
    clock: systemClock,
    platforms: [...platforms.values()],
    acceptInbound: variant === 'durable' ? createAcceptInbound(systemClock) : async () => 'accepted',
    readiness: [],
  });
  return await http.listen(0, '127.0.0.1');
}

process.on('message', async (order: ServerOrder | 'cpu') => {
  if (order === 'cpu') {
    const { user, system } = process.cpuUsage();
    process.send!(user + system);
    return;
  }
  const port = order.variant === 'hello' ? await serveHello() : await serveCallbacks(order);
  process.send!({ port });
});
// The benchmark has ended, in whatever way.
process.on('disconnect', () => process.exit(0));
