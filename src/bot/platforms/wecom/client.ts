import type { AxiosInstance } from 'axios';
import type { z } from 'zod';
import type { PlatformOutcome } from '#bot/platform';
import { monotonicMs } from '#infra/clock';
import type { Logger } from '#infra/logger';
import { metrics } from '#infra/metrics';
import type { Budget } from './budget.ts';
import { codeLabel, failureOfError, outcomeOfErrcode } from './classify.ts';
import type { TokenSource } from './token.ts';
import { errcodeRule } from './wire/errcodes.ts';
import { Answer } from './wire/requests.ts';

/** `once`: doing it twice is visible to people, so a lost answer is unknown. `repeatable`: just ask again. */
const APIS = {
  'message/send': 'once',
  'message/update_template_card': 'once',
  'message/recall': 'repeatable',
  'externalcontact/send_welcome_msg': 'once',
  'department/list': 'repeatable',
  'user/list': 'repeatable',
  'user/get': 'repeatable',
  'auth/getuserinfo': 'once',
} as const;
export type WecomApi = keyof typeof APIS;

export interface WecomRequest<T> {
  /** Sent as JSON by POST; without it the call is a GET. */
  readonly body?: Readonly<Record<string, unknown>>;
  readonly params?: Readonly<Record<string, string | number>>;
  /** Reads an answer with errcode 0. */
  readonly answer: z.ZodType<T>;
}

export type CallWecom = <T>(api: WecomApi, request: WecomRequest<T>) => Promise<PlatformOutcome<T>>;

/** The result of one HTTP exchange, before policy. */
type Exchange<T> =
  | { readonly type: 'answer'; readonly value: T }
  | { readonly type: 'errcode'; readonly errcode: number }
  | { readonly type: 'lost'; readonly code: string; readonly sent: boolean };

/**
 * Calls one API with the shared token, inside its budget, and says in our own terms what came of it. A token
 * found invalid is refreshed once; nothing else is repeated here, the caller's queue decides about that.
 * Neither the token nor the address nor the body ever reaches a log.
 */
export function createWecomClient(options: {
  readonly http: AxiosInstance;
  readonly tokens: TokenSource;
  readonly budget: Budget;
  readonly logger: Logger;
}): CallWecom {
  const { http, tokens, budget, logger } = options;

  return async function callWecom<T>(api: WecomApi, request: WecomRequest<T>): Promise<PlatformOutcome<T>> {
    const wait = await budget.takeForApi(api);
    if (wait > 0) return { type: 'retry', retryAfterMs: wait, code: 'budget', throttled: true };
    for (let attempt = 0; ; attempt++) {
      const token = await tokens.get();
      if (token.type !== 'ok') return token;
      const started = monotonicMs();
      const exchange = await exchangeOnce(http, api, request, token.value);
      const label = labelOf(exchange);
      metrics.platformCalls.inc({ platform: 'wecom', api, code: label });
      if (exchange.type === 'answer') return { type: 'ok', value: exchange.value };
      const ms = Math.round(monotonicMs() - started);
      logger.warn({ platform: 'wecom', api, code: label, ms }, 'platform call did not succeed');
      if (exchange.type === 'lost') return lostOutcome(api, exchange);
      const rule = errcodeRule(exchange.errcode);
      if (rule.policy === 'refresh' && attempt === 0) {
        await tokens.invalidate(token.value);
        continue;
      }
      if (exchange.errcode === 45009) {
        return { type: 'retry', retryAfterMs: await budget.close(api), code: '45009', throttled: true };
      }
      return outcomeOfErrcode(exchange.errcode, rule);
    }
  };
}

async function exchangeOnce<T>(
  http: AxiosInstance,
  api: WecomApi,
  request: WecomRequest<T>,
  token: string,
): Promise<Exchange<T>> {
  try {
    const reply = await http.request<unknown>({
      url: `/cgi-bin/${api}`,
      method: request.body === undefined ? 'GET' : 'POST',
      params: { access_token: token, ...request.params },
      ...(request.body === undefined ? {} : { data: request.body }),
    });
    const head = Answer.safeParse(reply.data);
    if (!head.success) return notAnAnswer(reply.status);
    if (head.data.errcode !== 0) return { type: 'errcode', errcode: head.data.errcode };
    const answer = request.answer.safeParse(reply.data);
    return answer.success
      ? { type: 'answer', value: answer.data }
      : { type: 'lost', code: 'bad_answer', sent: true };
  } catch (error) {
    return { type: 'lost', ...failureOfError(error) };
  }
}

/** HTML, half a JSON, nothing: something between us and the platform spoke, or it fell over while speaking. */
function notAnAnswer(status: number): Exchange<never> {
  if (status === 429) return { type: 'errcode', errcode: 45009 };
  // A gateway's own refusals come before the platform has seen the request.
  if (status >= 400 && status < 500) return { type: 'lost', code: 'http_4xx', sent: false };
  return { type: 'lost', code: status >= 500 ? 'http_5xx' : 'garbled', sent: true };
}

function lostOutcome(api: WecomApi, lost: { code: string; sent: boolean }): PlatformOutcome<never> {
  if (lost.sent && APIS[api] === 'once') return { type: 'unknown', code: lost.code };
  return { type: 'retry', retryAfterMs: 2_000, code: lost.code };
}

function labelOf(exchange: Exchange<unknown>): string {
  if (exchange.type === 'answer') return '0';
  return exchange.type === 'errcode' ? codeLabel(exchange.errcode) : exchange.code;
}
