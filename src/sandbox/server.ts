import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa, { type Context } from 'koa';
import { answerCall } from './api/answer-call.ts';
import { type CallbackSettings, DEFAULT_CALLBACK_SETTINGS } from './callbacks/sender.ts';
import type { TimeSource } from './clock.ts';
import { createControls, type SandboxControls } from './control/controls.ts';
import { answerControl } from './control/routes.ts';
import type { SandboxCore } from './core.ts';
import { createCore } from './create-core.ts';
import type { SandboxCredentials } from './credentials.ts';
import { answerContactQr } from './pages/contact-qr.ts';
import { answerLogin, LOGIN_PATHS } from './pages/login.ts';
import { serveUi } from './pages/static-ui.ts';
import type { Roster } from './roster.ts';
import { isPhoneHost, memberOfHost } from './webview/phone-host.ts';
import { createPhoneProxy, type PhoneProxy } from './webview/phone-proxy.ts';

export interface SandboxOptions {
  readonly credentials: SandboxCredentials;
  readonly roster: Roster;
  readonly productUrl: string;
  /** The product's own receiver; `/callbacks/wecom` of the product when left out. */
  readonly callbackUrl?: string | undefined;
  /** The clock under the adjustable offset. */
  readonly clock: TimeSource;
  readonly monotonicMs: () => number;
  readonly random: (bytes: number) => Buffer;
  /** Shared with the product; null keeps the offset to this process. */
  readonly clockOffsetFile?: string | null;
  /** Where chats are kept over a restart; null keeps nothing. */
  readonly snapshotFile?: string | null;
  readonly uiFolder?: string;
  readonly callbacks?: Partial<CallbackSettings>;
}

export interface Sandbox {
  /** Binds 127.0.0.1 (and ::1 where there is one); port 0 takes a free one. Returns the address. */
  listen(port: number): Promise<string>;
  close(): Promise<void>;
  url(): string;
  readonly controls: SandboxControls;
  readonly core: SandboxCore;
}

/** A fake WeCom on real HTTP: it knows nothing of the product but the address of its callback. */
export function createSandbox(options: SandboxOptions): Sandbox {
  let baseUrl = 'http://127.0.0.1:0';
  const { core, flush, reset } = createCore(
    { ...options, callbacks: { ...DEFAULT_CALLBACK_SETTINGS, ...options.callbacks } },
    () => baseUrl,
  );
  const proxy = createPhoneProxy(core);
  const controls = createControls(core, () => {
    reset();
    proxy.clear();
  });
  const answer = createApp(core, controls, proxy, options.uiFolder ?? null).callback();
  const handler = (request: IncomingMessage, response: ServerResponse) => void answer(request, response);
  const servers: Server[] = [];
  return {
    core,
    controls,
    url: () => baseUrl,
    listen: async (port) => {
      const first = createServer(handler);
      servers.push(first);
      await bind(first, port, '127.0.0.1');
      const bound = (first.address() as AddressInfo).port;
      baseUrl = `http://127.0.0.1:${bound}`;
      const second = createServer(handler);
      // A machine without IPv6 is served well enough by the first.
      await bind(second, bound, '::1').then(
        () => servers.push(second),
        () => undefined,
      );
      return baseUrl;
    },
    close: async () => {
      await Promise.all(servers.splice(0).map(closeServer));
      flush();
    },
  };
}

function createApp(
  core: SandboxCore,
  controls: SandboxControls,
  proxy: PhoneProxy,
  uiFolder: string | null,
): Koa {
  const app = new Koa();
  app.on('error', (error: NodeJS.ErrnoException & { status?: number }) => {
    if (error.code === 'ECONNRESET' || error.code === 'EPIPE' || error.status !== undefined) return;
    core.log.add(
      'system',
      `沙盒内部出错：${error.name}`,
      `The sandbox failed: ${error.name}: ${error.message}`,
    );
  });
  app.use(async (ctx, next) => {
    if (isPhoneHost(ctx.get('host'))) return answerPhone(core, proxy, ctx);
    if (ctx.path.startsWith('/cgi-bin/')) return answerCall(core, ctx);
    if (ctx.path.startsWith('/_sandbox/')) return answerControl(core, controls, ctx);
    if (LOGIN_PATHS.includes(ctx.path)) return answerLogin(core, ctx);
    if (ctx.path.startsWith('/wework_admin/qr/')) return answerContactQr(core, ctx);
    return next();
  });
  app.use(serveUi(uiFolder));
  return app;
}

/** A phone shows the product's pages; only logging in is the platform's own. */
function answerPhone(core: SandboxCore, proxy: PhoneProxy, ctx: Context): Promise<void> | void {
  const member = memberOfHost(core, ctx.get('host'));
  if (member === null) {
    ctx.status = 404;
    ctx.body = 'no such phone';
    return;
  }
  if (LOGIN_PATHS.includes(ctx.path)) return answerLogin(core, ctx);
  return proxy.forward(ctx, member);
}

function bind(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
