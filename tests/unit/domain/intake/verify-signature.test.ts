import { createHmac } from 'node:crypto';
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { signPayload, verifySignature } from '#domain/intake/verify-signature';

const secret = 'a-secret-of-a-channel';
const now = new Date('2026-11-23T02:00:00Z');
const timestamp = String(now.getTime() / 1_000);
const rawBody = '{"phone":"13800138000"}';
const signature = signPayload(secret, timestamp, rawBody);
const judge = (overrides: Partial<Parameters<typeof verifySignature>[0]> = {}) =>
  verifySignature({ secret, timestamp, rawBody, signature, now, ...overrides });

describe('verifySignature', () => {
  it('accepts what a plain HMAC made', () => {
    const made = createHmac('sha256', secret).update(`${timestamp}.${rawBody}`).digest('hex');
    expect(signature).toBe(`v1=${made}`);
    expect(judge()).toBe('ok');
    expect(judge({ rawBody: Buffer.from(rawBody) })).toBe('ok');
  });

  it('accepts either of two parts while a secret is being changed', () => {
    expect(judge({ signature: `${signPayload('old', timestamp, rawBody)}, ${signature}` })).toBe('ok');
  });

  it.each([
    [300, 'ok'],
    [-300, 'ok'],
    [301, 'expired'],
    [-301, 'expired'],
  ])('a clock %i s off is %s', (seconds, verdict) => {
    expect(judge({ now: new Date(now.getTime() + seconds * 1_000) })).toBe(verdict);
  });

  it.each([
    [{ secret: 'another-secret' }, 'mismatch'],
    [{ rawBody: `${rawBody} ` }, 'mismatch'],
    [{ timestamp: String(Number(timestamp) + 1) }, 'mismatch'],
    [{ signature: '' }, 'mismatch'],
    [{ signature: signature.toUpperCase() }, 'mismatch'],
    [{ signature: signature.slice(3) }, 'mismatch'],
    [{ signature: `v2=${signature.slice(3)}` }, 'mismatch'],
    [{ timestamp: '1e9' }, 'malformed'],
    [{ timestamp: '-1' }, 'malformed'],
    [{ timestamp: '' }, 'malformed'],
    [{ signature: 'v1=,'.repeat(500) }, 'malformed'],
  ])('refuses %j as %s', (overrides, verdict) => {
    expect(judge(overrides)).toBe(verdict);
  });

  test.prop([fc.string(), fc.string()])('any change of the body is seen', (body, other) => {
    const signed = signPayload(secret, timestamp, body);
    expect(judge({ rawBody: other, signature: signed })).toBe(body === other ? 'ok' : 'mismatch');
  });
});
