import { fc, it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { createFieldCrypto } from '#infra/field-crypto';

const crypto = createFieldCrypto('0123456789abcdef'.repeat(4));
const other = createFieldCrypto('fedcba9876543210'.repeat(4));

describe('sealed fields', () => {
  it.prop([fc.string({ unit: 'binary' }), fc.string()])('open to what was sealed', (plain, context) => {
    expect(crypto.open(crypto.seal(plain, context), context)).toBe(plain);
  });

  it('look different each time, so that equal phones cannot be seen', () => {
    expect(crypto.seal('13800000000', 'leads:phone')).not.toBe(crypto.seal('13800000000', 'leads:phone'));
  });

  it('do not open under another key or as another field', () => {
    const sealed = crypto.seal('13800000000', 'leads:phone');
    expect(() => other.open(sealed, 'leads:phone')).toThrow();
    expect(() => crypto.open(sealed, 'leads:plate')).toThrow();
  });

  it.prop([fc.nat(), fc.integer({ min: 1, max: 255 })])('do not open when a byte changed', (at, flip) => {
    const bytes = Buffer.from(crypto.seal('13800000000', 'leads:phone').slice(3), 'base64url');
    const i = at % bytes.length;
    bytes[i] = bytes[i]! ^ flip;
    expect(() => crypto.open(`v1.${bytes.toString('base64url')}`, 'leads:phone')).toThrow();
  });

  it('refuse plain text and unknown versions', () => {
    expect(() => crypto.open('13800000000', 'leads:phone')).toThrow('unknown version');
    expect(() => crypto.open('v2.AAAA', 'leads:phone')).toThrow('unknown version');
    expect(() => crypto.open('v1.', 'leads:phone')).toThrow();
  });
});

describe('blind indexes', () => {
  it.prop([fc.string(), fc.string()])('are equal exactly for equal values', (a, b) => {
    expect(crypto.blindIndex(a, 'x') === crypto.blindIndex(b, 'x')).toBe(a === b);
  });

  it('differ by field and by key, and do not hold the value', () => {
    const index = crypto.blindIndex('13800000000', 'leads:phone');
    expect(index).not.toBe(crypto.blindIndex('13800000000', 'leads:plate'));
    expect(index).not.toBe(other.blindIndex('13800000000', 'leads:phone'));
    expect(index).not.toContain('138');
    expect(index).toHaveLength(43);
  });
});

it.each(['', '00', 'zz'.repeat(32), '0'.repeat(63)])('a key of %j is refused', (key) => {
  expect(() => createFieldCrypto(key)).toThrow('32 bytes');
});
