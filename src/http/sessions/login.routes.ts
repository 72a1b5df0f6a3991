import type { Context } from 'koa';
import * as z from 'zod/mini';
import type { ChatPlatform } from '#bot/platform';
import type { Clock } from '#domain/kernel/clock';
import { appError } from '#domain/kernel/errors';
import { findStaffByIdentity } from '#domain/staff/index';
import type { Limits } from '../core/limits.ts';
import { type Reply, type Route, route } from '../core/route.ts';
import { messagePage } from '../pages/render-page.ts';
import type { CookieJar } from './cookies.ts';
import { localPath } from './local-path.ts';
import { LoginStateModel } from './login-state.model.ts';
import { requireSameOrigin } from './same-origin.ts';
import { fingerprint, newSecret } from './secrets.ts';
import { endSession, startSession } from './sessions.ts';

/** Time to scan a code or confirm on the phone. */
const LOGIN_MS = 10 * 60_000;
const Platform = z.strictObject({ platform: z.string().check(z.maxLength(20)) });
const Start = z.object({ next: z.optional(z.string()) });
const Callback = z.object({
  code: z.optional(z.string().check(z.maxLength(512))),
  state: z.optional(z.string().check(z.maxLength(128))),
});

export interface LoginOptions {
  readonly platforms: readonly ChatPlatform[];
  readonly clock: Clock;
  readonly publicUrl: string;
  readonly jar: CookieJar;
  readonly limits: Limits;
}

/** Login through the chat platform (inside its client, or by QR in a browser), and logout. */
export function loginRoutes(options: LoginOptions): Route[] {
  const shared = {
    tag: 'login',
    hidden: true,
    access: { kind: 'public', why: 'people are not known before they log in' },
  } as const;
  return [
    route({
      ...shared,
      method: 'GET',
      path: '/auth/start',
      summary: 'Login by the platform the browser belongs to',
      query: Start,
      handle: ({ http, query }) => begin(options, http, pickPlatform(options.platforms, http), query.next),
    }),
    route({
      ...shared,
      method: 'GET',
      path: '/auth/:platform/start',
      summary: 'Login by one platform',
      params: Platform,
      query: Start,
      handle: ({ http, params, query }) =>
        begin(options, http, named(options.platforms, params.platform), query.next),
    }),
    route({
      ...shared,
      method: 'GET',
      path: '/auth/:platform/callback',
      summary: 'The platform sends the browser back here',
      params: Platform,
      query: Callback,
      handle: ({ http, params, query }) =>
        finish(options, http, named(options.platforms, params.platform), query),
    }),
    route({
      ...shared,
      method: 'POST',
      path: '/auth/logout',
      summary: 'Ends the session',
      handle: async ({ http }) => {
        requireSameOrigin(http, options.publicUrl);
        const id = options.jar.readSession(http);
        if (id !== null) await endSession(id);
        options.jar.writeSession(http, null);
        return { status: 204 };
      },
    }),
  ];
}

async function begin(
  options: LoginOptions,
  http: Context,
  platform: ChatPlatform,
  next: string | undefined,
): Promise<Reply> {
  await options.limits.login_address.use(http.ip);
  const state = newSecret();
  const browser = options.jar.readLogin(http) ?? newSecret();
  await LoginStateModel.create({
    _id: fingerprint(state),
    platform: platform.name,
    browser: fingerprint(browser),
    next: localPath(next),
    expiresAt: new Date(options.clock.now().getTime() + LOGIN_MS),
  });
  options.jar.writeLogin(http, browser);
  const url = platform.loginUrl({
    redirectUri: `${options.publicUrl}/auth/${platform.name}/callback`,
    state,
    inApp: platform.isClient(http.get('user-agent')),
  });
  return redirect(url);
}

async function finish(
  options: LoginOptions,
  http: Context,
  platform: ChatPlatform,
  query: { code?: string | undefined; state?: string | undefined },
): Promise<Reply> {
  const started = await spendState(options, http, platform, query.state);
  if (started === null) {
    return page(401, '登录已失效', '这次登录已过期、已用过，或不是在这个浏览器里开始的。', '/auth/start');
  }
  const again = `/auth/start?next=${encodeURIComponent(started.next)}`;
  if (query.code === undefined) return page(401, '没有登录', '登录没有完成。', again);
  const member = await platform.identify(query.code);
  if (member.type === 'refused') return page(401, '没有登录', '登录码无效或已用过，请再试一次。', again);
  if (member.type !== 'ok') return page(503, '暂时无法登录', '暂时连不上聊天平台，请稍后再试。', again);
  const staff = await findStaffByIdentity(platform.name, member.value.userId);
  if (staff === null) {
    return page(
      403,
      '还没有开通',
      '您的账号还没有同步到车聊。',
      null,
      '请联系门店经理或管理员，把您加入应用的可见范围。',
    );
  }
  if (staff.status !== 'active') {
    return page(403, '账号已停用', '您的账号已停用，不能再查看线索。', null, '如有疑问，请联系门店经理。');
  }
  await options.limits.login_person.use(staff.id);
  options.jar.writeLogin(http, null);
  options.jar.writeSession(http, await startSession(options.clock, staff.id, platform.name));
  return redirect(started.next);
}

/** Takes the state away for good; null when it is unknown, late, another browser's or another platform's. */
async function spendState(
  options: LoginOptions,
  http: Context,
  platform: ChatPlatform,
  state: string | undefined,
): Promise<{ next: string } | null> {
  const browser = options.jar.readLogin(http);
  if (state === undefined || browser === null) return null;
  const row = await LoginStateModel.findOneAndDelete({
    _id: fingerprint(state),
    platform: platform.name,
    browser: fingerprint(browser),
  }).lean();
  return row !== null && row.expiresAt > options.clock.now() ? { next: row.next } : null;
}

function redirect(to: string): Reply {
  return { status: 302, headers: { location: to, 'cache-control': 'no-store' } };
}

function page(status: number, title: string, message: string, retry: string | null, hint?: string): Reply {
  const link = retry === null ? {} : { link: { href: retry, text: '重新登录' } };
  const body = messagePage({ title, message, ...(hint === undefined ? {} : { hint }), ...link });
  return { status, type: 'html', body, headers: { 'cache-control': 'no-store' } };
}

function named(platforms: readonly ChatPlatform[], name: string): ChatPlatform {
  const found = platforms.find((platform) => platform.name === name);
  if (found === undefined) throw appError('NOT_FOUND', { what: '该登录方式' });
  return found;
}

function pickPlatform(platforms: readonly ChatPlatform[], http: Context): ChatPlatform {
  const agent = http.get('user-agent');
  const found = platforms.find((platform) => platform.isClient(agent)) ?? platforms[0];
  if (found === undefined) throw appError('NOT_FOUND', { what: '可用的登录方式' });
  return found;
}
