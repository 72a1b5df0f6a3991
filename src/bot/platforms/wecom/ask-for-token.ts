import type { AxiosInstance } from 'axios';
import type { PlatformOutcome } from '#bot/platform';
import type { WecomConfig } from '#infra/config';
import { metrics } from '#infra/metrics';
import { codeLabel, failureOfError, outcomeOfErrcode } from './classify.ts';
import { errcodeRule } from './wire/errcodes.ts';
import { TokenAnswer } from './wire/requests.ts';

export type TokenReply =
  | { readonly token: string; readonly lifeMs: number; readonly code: string }
  | { readonly token: null; readonly outcome: PlatformOutcome<never>; readonly code: string };

const RETRY_MS = 2_000;

/** One gettoken call (wecom docs 91039). Nothing of the request or the answer but the code leaves here. */
export async function askForToken(http: AxiosInstance, config: WecomConfig): Promise<TokenReply> {
  const reply = await ask(http, config);
  metrics.platformCalls.inc({ platform: 'wecom', api: 'gettoken', code: reply.code });
  return reply;
}

async function ask(http: AxiosInstance, config: WecomConfig): Promise<TokenReply> {
  try {
    const params = { corpid: config.corpId, corpsecret: config.secret };
    const reply = await http.get<unknown>('/cgi-bin/gettoken', { params });
    const answer = TokenAnswer.safeParse(reply.data);
    if (!answer.success) return lost('garbled');
    const { errcode, access_token: token, expires_in: lifeSeconds } = answer.data;
    if (errcode !== 0) {
      const outcome = outcomeOfErrcode(errcode, errcodeRule(errcode));
      return { token: null, outcome, code: codeLabel(errcode) };
    }
    return token && lifeSeconds ? { token, lifeMs: lifeSeconds * 1000, code: '0' } : lost('garbled');
  } catch (error) {
    return lost(failureOfError(error).code);
  }
}

/** Asking again is harmless, so it never matters whether the platform saw the question. */
function lost(code: string): TokenReply {
  return { token: null, outcome: { type: 'retry', retryAfterMs: RETRY_MS, code }, code };
}
