import type { PlatformOutcome } from '#bot/platform';
import type { WecomConfig } from '#infra/config';
import type { CallWecom } from './client.ts';
import { UserInfoAnswer } from './wire/requests.ts';

/**
 * The login page: silent authorisation inside the client (wecom docs 91022), a QR code in any other browser
 * (98152). `state` must be letters and digits, at most 128.
 */
export function loginUrl(
  config: WecomConfig,
  options: { redirectUri: string; state: string; inApp: boolean },
): string {
  const { redirectUri, state, inApp } = options;
  if (inApp) {
    const query = new URLSearchParams([
      ['appid', config.corpId],
      ['redirect_uri', redirectUri],
      ['response_type', 'code'],
      ['scope', 'snsapi_base'],
      ['state', state],
      ['agentid', String(config.agentId)],
    ]);
    return `${config.authorizeBase}/connect/oauth2/authorize?${query}#wechat_redirect`;
  }
  const query = new URLSearchParams([
    ['login_type', 'CorpApp'],
    ['appid', config.corpId],
    ['agentid', String(config.agentId)],
    ['redirect_uri', redirectUri],
    ['state', state],
    ['lang', 'zh'],
  ]);
  return `${config.loginBase}/wwlogin/sso/login?${query}`;
}

/** True inside the WeCom client; plain WeChat also shows such pages but is nobody's work chat. */
export function isWecomClient(userAgent: string): boolean {
  return /\bwxwork\//i.test(userAgent);
}

/**
 * Exchanges a login code, good once for five minutes (wecom docs 91023). A customer or a stranger gets an
 * openid instead of a member id, a partner corp's member `CorpId/userid`: neither may come in.
 */
export async function identify(call: CallWecom, code: string): Promise<PlatformOutcome<{ userId: string }>> {
  if (code === '' || code.length > 512) return notAllowed('bad_code');
  const outcome = await call('auth/getuserinfo', { params: { code }, answer: UserInfoAnswer });
  if (outcome.type !== 'ok') return outcome;
  const userId = outcome.value.userid ?? outcome.value.UserId;
  if (!userId) return notAllowed('non_member');
  if (userId.includes('/')) return notAllowed('other_corp');
  return { type: 'ok', value: { userId } };
}

function notAllowed(code: string): PlatformOutcome<never> {
  return {
    type: 'refused',
    reason: 'not_allowed',
    code,
    hint: '只有本企业成员可以登录：请管理员在企业微信通讯录中添加该成员，并加入应用可见范围',
  };
}
