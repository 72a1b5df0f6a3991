import { createHmac } from 'node:crypto';
import type { Context } from 'koa';
import { findApiChannel } from '#domain/intake/index';
import type { Clock } from '#domain/kernel/clock';
import { appError } from '#domain/kernel/errors';
import type { CallingChannel } from '../core/route.ts';
import { sameText } from '../sessions/secrets.ts';

/** How far a caller's clock may be off, either way. */
const WINDOW_MS = 300_000;

/**
 * Judges a signed lead request: known active key, fresh timestamp, HMAC over `timestamp.rawBody`. An unknown
 * key and a wrong signature are told apart in words, never by what is computed: both cost one HMAC.
 */
export async function authenticateChannel(http: Context, clock: Clock): Promise<CallingChannel> {
  const key = http.get('x-api-key');
  if (!/^[\w.-]{16,128}$/.test(key)) throw appError('UNAUTHENTICATED', { fix: '缺少有效的 X-Api-Key' });
  const timestamp = http.get('x-timestamp');
  if (!/^\d{10}$/.test(timestamp)) {
    throw appError('SIGNATURE_INVALID', { field: 'x-timestamp', fix: 'X-Timestamp 应为 10 位秒级时间' });
  }
  if (Math.abs(clock.now().getTime() - Number(timestamp) * 1000) > WINDOW_MS) {
    throw appError('SIGNATURE_INVALID', {
      field: 'x-timestamp',
      fix: 'X-Timestamp 与当前时间相差超过 300 秒',
    });
  }
  const channel = await findApiChannel(key);
  const expected = signLeadRequest(
    channel?.hmacSecret ?? 'no such key',
    timestamp,
    http.request.rawBody ?? '',
  );
  const signed = http
    .get('x-signature')
    .split(',')
    .some((part) => sameText(part.trim(), expected));
  if (channel === null || !channel.active)
    throw appError('UNAUTHENTICATED', { fix: 'X-Api-Key 无效或已停用' });
  if (!signed) {
    throw appError('SIGNATURE_INVALID', {
      field: 'x-signature',
      fix: '请核对密钥与签名内容（时间戳.原始请求体）',
    });
  }
  return { id: channel.id, channel: channel.channel };
}

/** `v1=` and the hex HMAC-SHA-256 of `timestamp.rawBody`: what a channel sends as X-Signature. */
export function signLeadRequest(secret: string, timestamp: string, rawBody: string): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.${rawBody}`).digest('hex')}`;
}
