import { createServer, type Server } from 'node:http';
import type { Context } from 'koa';
import Koa from 'koa';
import * as z from 'zod/mini';
import { describeError } from '#infra/describe-error';
import { receiveCallbacks } from './callbacks/receive-callback.ts';
import type { HttpDeps } from './core/http-deps.ts';
import { mountRoutes } from './core/mount-routes.ts';
import { observeRequests } from './core/observe-requests.ts';
import { securityHeaders } from './core/security-headers.ts';
import { serveConsole } from './core/serve-console.ts';
import { createGuards } from './guards.ts';
import { messagePage } from './pages/render-page.ts';
import { allRoutes } from './routes.ts';

export interface HttpServer {
  /** Resolves with the port in use (the one asked for, or a free one for 0). */
  listen(port: number, host?: string): Promise<number>;
  /** Refuses new connections, lets running requests end, cuts what is left after `graceMs`. */
  close(graceMs?: number): Promise<void>;
}

/** The HTTP side: callbacks, lead API, public forms, staff pages and their API, health and metrics. */
export function createHttpServer(deps: HttpDeps): HttpServer {
  // What a schema says about a wrong value is read by the people who use the service.
  z.config(z.locales.zhCN());
  const server = createServer(
    {
      // Node's own defaults leave a slow body open for five minutes (reliability B40).
      headersTimeout: 10_000,
      requestTimeout: 15_000,
      connectionsCheckingInterval: 2_000,
      keepAliveTimeout: 65_000,
      maxHeaderSize: 16 * 1024,
    },
    createApp(deps).callback(),
  );
  server.maxConnections = 2_000;
  return {
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          server.removeListener('error', reject);
          resolve((server.address() as { port: number }).port);
        });
      }),
    close: (graceMs = 10_000) => closeServer(server, graceMs),
  };
}

function createApp(deps: HttpDeps): Koa {
  const app = new Koa({ proxy: deps.config.trustProxy, maxIpsCount: 1 });
  const { logger, platforms, acceptInbound } = deps;
  // What reaches Koa itself happened after the answer began: a caller that went away, a broken stream.
  app.on('error', (error: unknown) => logger.debug({ err: describeError(error) }, 'connection ended early'));
  app.use(receiveCallbacks({ platforms, acceptInbound, logger }));
  app.use(securityHeaders({ https: deps.config.publicUrl.startsWith('https:') }));
  app.use(observeRequests(logger, errorPage));
  app.use(serveConsole(deps.webRoot));
  app.use(
    mountRoutes(allRoutes(deps), {
      guards: createGuards(deps),
      clock: deps.clock,
      checkResponses: deps.checkResponses ?? false,
    }),
  );
  return app;
}

function errorPage(http: Context, message: string, requestId: string): string {
  const title = http.status === 404 ? '没有找到这个页面' : '没有成功';
  return messagePage({ title, message, requestId });
}

function closeServer(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const cut = setTimeout(() => server.closeAllConnections(), graceMs);
    // Kept-alive connections fall idle one by one as their last answer leaves.
    const sweep = setInterval(() => server.closeIdleConnections(), 50);
    server.close((error) => {
      clearTimeout(cut);
      clearInterval(sweep);
      const closed =
        error === undefined || (error as NodeJS.ErrnoException).code === 'ERR_SERVER_NOT_RUNNING';
      if (closed) resolve();
      else reject(error);
    });
  });
}
