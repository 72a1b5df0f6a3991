import type { Context } from 'koa';
import { findApiChannel, SIGNATURE_WINDOW_SECONDS, verifySignature } from '#domain/intake/index';
import type { Clock } from '#domain/kernel/clock';
import { appError } from '#domain/kernel/errors';
import type { CallingChannel } from '../core/route.ts';

/** Signed with when a key is unknown, so that the answer takes as long as for a known one. */
const NO_SECRET = 'no such key, no such secret';

/**
 * Judges a signed lead request: a known active key, a fresh timestamp, and the HMAC of `timestamp.rawBody`.
 * Throws UNAUTHENTICATED or SIGNATURE_INVALID with what the integrator should look at.
 */
export async function authenticateChannel(http: Context, clock: Clock): Promise<CallingChannel> {
  const key = http.get('x-api-key');
  if (!/^[\w.-]{16,128}$/.test(key)) throw appError('UNAUTHENTICATED', { fix: '缺少有效的 X-Api-Key' });
  const channel = await findApiChannel(key);
  const verdict = verifySignature({
    secret: channel?.hmacSecret ?? NO_SECRET,
    timestamp: http.get('x-timestamp'),
    rawBody: http.request.rawBody ?? '',
    signature: http.get('x-signature'),
    now: clock.now(),
  });
  if (channel === null || !channel.active) {
    throw appError('UNAUTHENTICATED', { fix: 'X-Api-Key 无效或已停用' });
  }
  if (verdict !== 'ok') throw appError('SIGNATURE_INVALID', refusal(verdict, clock));
  return { id: channel.id, channel: channel.channel };
}

/** Says what time it is here: a sender's clock that is off is the commonest reason. */
function refusal(verdict: keyof typeof REFUSALS, clock: Clock): { field: string; fix: string } {
  const { field, fix } = REFUSALS[verdict];
  const now = Math.floor(clock.now().getTime() / 1000);
  return verdict === 'expired' ? { field, fix: `${fix}（服务时间 ${now}）` } : { field, fix };
}

const REFUSALS = {
  malformed: { field: 'x-timestamp', fix: 'X-Timestamp 应为 Unix 秒' },
  expired: { field: 'x-timestamp', fix: `X-Timestamp 与当前时间相差超过 ${SIGNATURE_WINDOW_SECONDS} 秒` },
  mismatch: {
    field: 'x-signature',
    fix: 'X-Signature 应为 v1= 加 HMAC-SHA-256(密钥, 时间戳.原始请求体) 的十六进制',
  },
} as const;
