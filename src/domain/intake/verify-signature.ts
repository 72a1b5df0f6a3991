import { createHmac, timingSafeEqual } from 'node:crypto';

/** How far a caller's clock may be off, either way. */
export const SIGNATURE_WINDOW_SECONDS = 300;

export type SignatureVerdict = 'ok' | 'malformed' | 'expired' | 'mismatch';

/** `v1=` and the hex HMAC-SHA-256 of `${timestamp}.${rawBody}` under the channel's secret. */
export function signPayload(secret: string, timestamp: string, rawBody: string | Buffer): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.`).update(rawBody).digest('hex')}`;
}

/**
 * Judges the signature of a request. Pure and in constant time. `timestamp` is Unix time in seconds as sent;
 * `signature` may list several parts with commas while a secret is being changed.
 */
export function verifySignature(input: {
  readonly secret: string;
  readonly timestamp: string;
  readonly rawBody: string | Buffer;
  readonly signature: string;
  readonly now: Date;
}): SignatureVerdict {
  if (!/^\d{1,12}$/.test(input.timestamp) || input.signature.length > 1_000) return 'malformed';
  const expected = Buffer.from(signPayload(input.secret, input.timestamp, input.rawBody));
  const matches = input.signature
    .split(',')
    .map((part) => Buffer.from(part.trim()))
    .filter((part) => part.length === expected.length && timingSafeEqual(part, expected));
  if (matches.length === 0) return 'mismatch';
  const offSeconds = Math.abs(input.now.getTime() / 1_000 - Number(input.timestamp));
  return offSeconds <= SIGNATURE_WINDOW_SECONDS ? 'ok' : 'expired';
}
