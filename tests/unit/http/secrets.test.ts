import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { createSigner, fingerprint, newSecret, sameText } from '#http/sessions/secrets';

const SECRET = 'k'.repeat(32);

describe('createSigner', () => {
  const signer = createSigner(SECRET, 'session cookie');

  it('opens what it signed', () => {
    expect(signer.open(signer.sign('value.with.dots'))).toBe('value.with.dots');
  });

  it.each([undefined, '', '.', 'value', 'value.', '.mac', 'value.AAAA'])('refuses %j', (text) => {
    expect(signer.open(text)).toBeNull();
  });

  it('refuses what was signed for another purpose or with another secret', () => {
    expect(createSigner(SECRET, 'form token').open(signer.sign('v'))).toBeNull();
    expect(createSigner('z'.repeat(32), 'session cookie').open(signer.sign('v'))).toBeNull();
  });

  test.prop([fc.nat(), fc.integer({ min: 1, max: 255 })])('refuses any changed character', (at, by) => {
    const signed = signer.sign('staff-session-id');
    const i = at % signed.length;
    const changed = String.fromCharCode((signed.charCodeAt(i) + by) % 256);
    fc.pre(changed !== signed[i]);
    expect(signer.open(signed.slice(0, i) + changed + signed.slice(i + 1))).toBeNull();
  });
});

describe('newSecret', () => {
  it('has 256 bits and never repeats', () => {
    const many = new Set(Array.from({ length: 500 }, newSecret));
    expect(many.size).toBe(500);
    for (const secret of many) expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
  });

  it('is not what the database keeps', () => {
    const secret = newSecret();
    expect(fingerprint(secret)).not.toContain(secret);
    expect(fingerprint(secret)).toBe(fingerprint(secret));
  });
});

describe('sameText', () => {
  it('compares by content, whatever the lengths', () => {
    expect(sameText('abc', 'abc')).toBe(true);
    expect(sameText('abc', 'abd')).toBe(false);
    expect(sameText('abc', 'abcd')).toBe(false);
    expect(sameText('', '')).toBe(true);
  });
});
