import { PassThrough } from 'node:stream';
import type { Context } from 'koa';
import type { SandboxCore } from '../core.ts';

const HEARTBEAT_MS = 15_000;

/** `GET /_sandbox/stream`: server-sent events named as in SandboxEvents, until the page goes away. */
export function openStream(core: SandboxCore, ctx: Context): void {
  const stream = new PassThrough();
  ctx.set('cache-control', 'no-store');
  ctx.type = 'text/event-stream';
  ctx.body = stream;
  stream.write(': hello\n\n');
  const stop = core.bus.listen((name, data) =>
    stream.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`),
  );
  const heartbeat = setInterval(() => stream.write(': still here\n\n'), HEARTBEAT_MS);
  heartbeat.unref();
  const close = () => {
    clearInterval(heartbeat);
    stop();
    stream.end();
  };
  ctx.req.once('close', close);
  ctx.res.once('close', close);
}
