import type { Context } from 'koa';
import { issueLoginCode } from '../api/identity.ts';
import { isLoopbackHost } from '../control/receiver.ts';
import type { SandboxCore } from '../core.ts';
import { parseUrl } from '../parse-url.ts';
import { findMember } from '../state.ts';
import { isProductUrl, memberOfHost, onPhone } from '../webview/phone-host.ts';
import { escapeHtml, page } from './page.ts';

/** `open.weixin.qq.com` in the client and `login.work.weixin.qq.com` in a browser; both end with a code. */
export const LOGIN_PATHS = ['/connect/oauth2/authorize', '/wwlogin/sso/login'];

/**
 * Sends the person back with `code` and `state` (wecom docs 91022, 98152). On a phone the person is known;
 * in a browser a page asks who is there, where the platform would show a QR code.
 */
export function answerLogin(core: SandboxCore, ctx: Context): void {
  const ask = readRequest(core, ctx);
  if (typeof ask === 'string') {
    problem(ctx, ask);
    return;
  }
  const onThePhone = memberOfHost(core, ctx.get('host')) ?? memberOfHost(core, refererHost(ctx));
  const named = typeof ctx.query.as === 'string' ? findMember(core.state, ctx.query.as) : null;
  const member = onThePhone ?? named;
  if (member === null) {
    chooser(core, ctx);
    return;
  }
  const { agentId, isPrivate } = ask;
  const back = new URL(ask.redirectUri);
  back.searchParams.set('code', issueLoginCode(core, { userid: member.userid, agentId, isPrivate }));
  back.searchParams.set('state', ask.state);
  const phone = onThePhone !== null && isProductUrl(core, back);
  core.log.add('system', `${member.name} 登录产品`, `${member.name} logs in to the product`, {
    userid: member.userid,
  });
  ctx.status = 302;
  ctx.redirect(phone ? onPhone(core, member.userid, back) : back.toString());
}

interface LoginRequest {
  readonly redirectUri: string;
  readonly state: string;
  readonly agentId: number;
  /** Asked for more than the userid. */
  readonly isPrivate: boolean;
}

/** The request, or what is wrong with it in words. */
function readRequest(core: SandboxCore, ctx: Context): LoginRequest | string {
  const get = (name: string) => (typeof ctx.query[name] === 'string' ? ctx.query[name] : '');
  if (get('appid') !== core.credentials.corpId) return 'appid 不是这家企业的 corpid（40013）';
  const redirect = parseUrl(get('redirect_uri'));
  if (redirect === null || !/^https?:$/.test(redirect.protocol)) return 'redirect_uri 不是完整的网址';
  if (!isLoopbackHost(redirect.hostname) && !isProductUrl(core, redirect)) {
    return 'redirect_uri 的域名不是应用的可信域名（50001）';
  }
  const inClient = ctx.path === LOGIN_PATHS[0];
  if (inClient && get('response_type') !== 'code') return 'response_type 必须是 code';
  if (inClient && !['snsapi_base', 'snsapi_privateinfo'].includes(get('scope'))) return 'scope 参数错误';
  if (!inClient && get('login_type') !== 'CorpApp') return 'login_type 必须是 CorpApp';
  const agentId = get('agentid') === '' ? core.credentials.agentId : Number(get('agentid'));
  if (!core.apps.some((app) => app.kind === 'app' && app.agentId === agentId))
    return 'agentid 参数错误（40056）';
  const state = get('state');
  if (!/^[A-Za-z0-9_-]{0,128}$/.test(state)) return 'state 只能是字母和数字，最多 128 字节';
  const isPrivate = inClient && get('scope') === 'snsapi_privateinfo';
  return { redirectUri: redirect.toString(), state, agentId, isPrivate };
}

function chooser(core: SandboxCore, ctx: Context): void {
  const choices = core.state.members
    .filter((member) => member.active)
    .map((member) => {
      const query = new URLSearchParams(ctx.querystring);
      query.set('as', member.userid);
      const href = escapeHtml(`${ctx.path}?${query.toString()}`);
      const about = escapeHtml(`${member.store} · ${member.title}`);
      return `<a class="choice" href="${href}">${escapeHtml(member.name)} <small>${about}</small></a>`;
    });
  const intro =
    '<p>真实环境里这里是企业微信扫码。沙盒里请选择你是谁：</p><p><small>Choose who you are.</small></p>';
  ctx.type = 'html';
  ctx.body = page('企业微信登录（沙盒）', `${intro}${choices.join('')}`);
}

function problem(ctx: Context, what: string): void {
  ctx.status = 400;
  ctx.type = 'html';
  ctx.body = page('登录链接有误', `<p>${escapeHtml(what)}</p>`);
}

function refererHost(ctx: Context): string {
  return parseUrl(ctx.get('referer'))?.host ?? '';
}
