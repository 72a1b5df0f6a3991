import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Context } from 'koa';
import type { SandboxCore } from '../core.ts';
import { page } from '../pages/page.ts';
import { parseUrl } from '../parse-url.ts';
import type { Member } from '../state.ts';
import { type CookieJar, createCookieJar } from './cookie-jar.ts';
import { isOwnUrl, isPhoneHost, isProductUrl, onPhone } from './phone-host.ts';

/** What makes the product see the WeCom client. */
const CLIENT_AGENT = 'wxwork/4.1.0 MicroMessenger/7.0.1 Language/zh';

export interface PhoneProxy {
  /** Answers a request to a phone's host with the product's page. */
  forward(ctx: Context, member: Member): Promise<void>;
  clear(): void;
}

export function createPhoneProxy(core: SandboxCore): PhoneProxy {
  const jars = new Map<string, CookieJar>();
  const jarOf = (userid: string) => {
    const known = jars.get(userid) ?? createCookieJar(core.clock);
    jars.set(userid, known);
    return known;
  };
  return {
    clear: () => jars.clear(),
    forward: async (ctx, member) => {
      const jar = jarOf(member.userid);
      const answer = await ask(core, ctx, jar);
      if (answer === null) {
        ctx.status = 502;
        ctx.type = 'html';
        ctx.body = page('打不开', '<p>产品没有应答，它启动了吗？</p><p>The product does not answer.</p>');
        return;
      }
      ctx.status = answer.statusCode ?? 502;
      jar.store(answer.headers['set-cookie'] ?? []);
      for (const [name, value] of Object.entries(answer.headers)) {
        const kept = keptHeader(core, member, name, value);
        if (kept !== null) ctx.set(name, kept);
      }
      ctx.body = answer;
    },
  };
}

function ask(core: SandboxCore, ctx: Context, jar: CookieJar): Promise<IncomingMessage | null> {
  const target = new URL(core.productUrl);
  const request = target.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    const outgoing = request(
      target,
      { method: ctx.method, path: ctx.url, headers: requestHeaders(core, ctx, jar, target) },
      resolve,
    );
    outgoing.once('error', () => resolve(null));
    ctx.req.pipe(outgoing);
  });
}

function requestHeaders(core: SandboxCore, ctx: Context, jar: CookieJar, target: URL): IncomingHttpHeaders {
  const { host: _host, connection: _connection, cookie, ...headers } = ctx.req.headers;
  const asProduct = (value: string) => {
    const url = parseUrl(value);
    return url !== null && isPhoneHost(url.host) ? value.replace(url.origin, core.productUrl) : value;
  };
  const cookies = jar.header(ctx.path, cookie ?? '');
  return {
    ...headers,
    host: target.host,
    'user-agent': `${headers['user-agent'] ?? ''} ${CLIENT_AGENT}`.trim(),
    ...(headers.origin === undefined ? {} : { origin: asProduct(headers.origin) }),
    ...(headers.referer === undefined ? {} : { referer: asProduct(headers.referer) }),
    ...(cookies === '' ? {} : { cookie: cookies }),
  };
}

const NEVER = [
  'connection',
  'keep-alive',
  'transfer-encoding',
  'x-frame-options',
  'strict-transport-security',
];

/** Null = not passed on. A framed page on another origin needs its frame rules loosened, nothing else. */
function keptHeader(
  core: SandboxCore,
  member: Member,
  name: string,
  value: string | string[] | undefined,
): string | string[] | null {
  if (value === undefined || NEVER.includes(name)) return null;
  if (name === 'location' && typeof value === 'string') return phoneLocation(core, member, value);
  if (name === 'content-security-policy') return looserPolicy(String(value));
  if (name === 'set-cookie') return readableCookies([value].flat());
  return value;
}

/** Redirects to the product or to our login page stay on the phone. */
function phoneLocation(core: SandboxCore, member: Member, location: string): string {
  const url = parseUrl(location, core.productUrl);
  if (url === null) return location;
  return isProductUrl(core, url) || isOwnUrl(core, url) ? onPhone(core, member.userid, url) : location;
}

function looserPolicy(policy: string): string {
  return policy
    .split(';')
    .filter((part) => !/^\s*(frame-ancestors|upgrade-insecure-requests)\b/i.test(part))
    .join(';');
}

/** Cookies a script of the page reads must reach the browser; the others stay in the jar. */
function readableCookies(lines: readonly string[]): string[] {
  return lines
    .filter((line) => !/;\s*httponly/i.test(line))
    .map((line) => line.replace(/;\s*(secure|domain=[^;]*|samesite=[^;]*)/gi, ''));
}
