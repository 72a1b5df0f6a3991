import type { IncomingMessage } from 'node:http';
import type { Context } from 'koa';
import type { SandboxCore } from '../core.ts';
import { type Fault, normalizeApi } from '../faults.ts';
import { CALLS_PER_MINUTE } from '../limits.ts';
import { ApiError, type ApiRoute, refuse } from './call.ts';
import { errorBody } from './errcodes.ts';
import { findRoute } from './routes.ts';
import { appOfToken } from './token.ts';

/** Answers everything below `/cgi-bin/` as the platform does: HTTP 200, the result in `errcode`. */
export async function answerCall(core: SandboxCore, ctx: Context): Promise<void> {
  const route = findRoute(ctx.path);
  const api = normalizeApi(ctx.path);
  const rawBody = await readBody(ctx.req);
  if (route === null) {
    ctx.status = 404;
    ctx.body = '';
    const missing = `产品调用了沙盒还没有模拟的接口 ${api}`;
    core.log.add('api', missing, `The product called ${api}, which is not simulated`, { api });
    return;
  }
  const started = core.monotonicMs();
  const fault = core.faults.take(api);
  if (fault?.outage === true || fault?.cut === 'before' || lost(fault, api)) return cutOff(core, ctx, api);
  const result = faulted(core, fault, ctx) ?? runRoute(core, ctx, route, rawBody, fault);
  if (fault?.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
  if (fault?.cut === 'after') return cutOff(core, ctx, api);
  writeAnswer(ctx, result, fault);
  const ms = Math.round(core.monotonicMs() - started);
  core.log.call({ api, errcode: Number(result.errcode), ms });
}

/** `drop` on an API other than message/send: the call never arrives. */
const lost = (fault: Fault | null, api: string) => fault?.drop === true && api !== 'message/send';

function cutOff(core: SandboxCore, ctx: Context, api: string): void {
  ctx.respond = false;
  ctx.req.socket.destroy();
  core.log.add('fault', `故障：${api} 的连接被切断`, `Fault: the connection of ${api} was cut`, { api });
}

function faulted(core: SandboxCore, fault: Fault | null, ctx: Context): Record<string, unknown> | null {
  if (fault?.errcode === undefined) return null;
  const options = { ip: addressOf(ctx.req), hint: hint(core) };
  const body = errorBody(fault.errcode, options);
  return { ...body, ...(fault.errmsg === undefined ? {} : { errmsg: fault.errmsg }) };
}

function runRoute(
  core: SandboxCore,
  ctx: Context,
  route: ApiRoute,
  rawBody: Buffer,
  fault: Fault | null,
): Record<string, unknown> {
  const ip = addressOf(ctx.req);
  const { body, wrongJson } = parseBody(rawBody, ctx.get('content-type'));
  try {
    const api = normalizeApi(ctx.path);
    if (!core.limits.allowCall(api, core.faults.rateLimit(api) ?? CALLS_PER_MINUTE)) refuse(45009);
    if (!route.methods.includes(ctx.method as 'GET' | 'POST'))
      refuse(route.methods[0] === 'GET' ? 43001 : 43002);
    if (route.token && !core.faults.allowsIp(api, ip)) refuse(60020);
    const query = singles(ctx.query);
    const app = route.token ? appOfToken(core, query.access_token) : core.apps[0]!;
    const contentType = ctx.get('content-type');
    const fields = route.run({ core, query, body, rawBody, contentType, app, ip, fault });
    return { errcode: 0, errmsg: 'ok', ...fields };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const options = { detail: error.message, ip, hint: hint(core), wrongJson };
    return { ...errorBody(error.errcode, options), ...error.extra };
  }
}

function writeAnswer(ctx: Context, result: Record<string, unknown>, fault: Fault | null): void {
  const json = JSON.stringify(result);
  ctx.status = fault?.status ?? 200;
  ctx.type = 'application/json; charset=utf-8';
  if (fault?.body === 'html') {
    ctx.type = 'text/html';
    ctx.body = '<html><head><title>502 Bad Gateway</title></head><body><center>nginx</center></body></html>';
  } else if (fault?.body === 'half_json') ctx.body = json.slice(0, Math.ceil(json.length / 2));
  else if (fault?.body === 'empty') ctx.body = '';
  else ctx.body = json;
  // Koa turns an empty string into 204; the platform's proxies do not.
  if (fault?.body === 'empty') ctx.status = fault.status ?? 200;
}

const LIMIT_BYTES = 24 * 1024 * 1024;

export async function readBody(request: IncomingMessage, limit = LIMIT_BYTES): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > limit) throw Object.assign(new Error('request body too large'), { status: 413, expose: true });
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function parseBody(raw: Buffer, contentType: string): { body: Record<string, unknown>; wrongJson: boolean } {
  if (raw.length === 0 || contentType.startsWith('multipart/')) return { body: {}, wrongJson: false };
  try {
    const body: unknown = JSON.parse(raw.toString('utf8'));
    const usable = typeof body === 'object' && body !== null && !Array.isArray(body);
    return { body: usable ? (body as Record<string, unknown>) : {}, wrongJson: !usable };
  } catch {
    return { body: {}, wrongJson: true };
  }
}

function singles(query: Context['query']): Record<string, string> {
  const pairs = Object.entries(query).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return Object.fromEntries(pairs);
}

function addressOf(request: IncomingMessage): string {
  return (request.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, '');
}

/** The id WeCom support asks for: a run of digits. */
function hint(core: SandboxCore): string {
  return `${core.clock.seconds()}${core.random(6).readUIntBE(0, 6).toString().padStart(15, '0')}`;
}
