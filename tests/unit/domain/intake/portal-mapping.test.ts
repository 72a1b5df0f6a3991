import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { type PortalMapping, portalMappingSchema, readPortal } from '#domain/intake/portal-mapping';
import { PayloadRejection } from '#domain/intake/reading';

const mapping = (fields: PortalMapping['fields'], ignored: string[] = []): PortalMapping => ({
  fields,
  ignored,
});
const PHONE = { phone: { from: ['tel'] } };

describe('[LC3] reading a portal by its mapping', () => {
  it.each([
    ['a flat field', { tel: '138' }, { phone: '138' }],
    ['a number', { tel: 13_812_345_678 }, { phone: '13812345678' }],
    ['spaces around', { tel: ' 138 ' }, { phone: '138' }],
  ])('takes %s', (_what, raw, expected) => {
    expect(readPortal(raw, mapping(PHONE))).toMatchObject({ ...expected, unmappedFields: [] });
  });

  it('takes nested fields by dotted path, also out of lists', () => {
    const fields = { phone: { from: ['user.tels.1'] }, name: { from: ['user.name'] } };
    const raw = { user: { tels: ['1', '2'], name: '王' } };
    expect(readPortal(raw, mapping(fields, ['user.tels.0']))).toMatchObject({
      phone: '2',
      name: '王',
      unmappedFields: [],
    });
  });

  it('takes the first path that has a value', () => {
    const fields = { phone: { from: ['a', 'b', 'c'] } };
    expect(readPortal({ a: '', b: ' ', c: '3' }, mapping(fields)).phone).toBe('3');
    expect(readPortal({ c: '3', b: '2' }, mapping(fields)).phone).toBe('2');
    expect(readPortal({ x: '1' }, mapping(fields)).phone).toBeUndefined();
  });

  it('translates codes; one without a meaning is on the list with its code', () => {
    const fields = { ...PHONE, wants: { from: ['type'], values: { '1': 'quote', '2': 'test_drive' } } };
    expect(readPortal({ tel: '1', type: 2 }, mapping(fields))).toMatchObject({
      wants: ['test_drive'],
      unmappedFields: [],
    });
    expect(readPortal({ tel: '1', type: 9 }, mapping(fields))).toMatchObject({
      wants: [],
      unmappedFields: ['type=9'],
    });
    for (const trap of ['toString', '__proto__', 'constructor']) {
      expect(readPortal({ tel: '1', type: trap }, mapping(fields)).unmappedFields).toEqual([`type=${trap}`]);
    }
    const long = readPortal({ tel: '1', type: 'x'.repeat(90) }, mapping(fields));
    expect(long.unmappedFields).toEqual([`type=${'x'.repeat(40)}`]);
  });

  it('lists what is neither mapped nor known as not needed', () => {
    const reading = readPortal({ tel: '1', sign: 's', sex: 1, deep: { er: true } }, mapping(PHONE, ['sign']));
    expect(reading.unmappedFields).toEqual(['sex', 'deep.er']);
  });

  it.each([
    ['local_time', '2026-11-23 10:00:00', '2026-11-23T02:00:00.000Z'],
    ['local_time', '2026-11-23T10:00:00', '2026-11-23T02:00:00.000Z'],
    ['local_time', '2026-11-23', '2026-11-22T16:00:00.000Z'],
    ['local_time', '2026-11-23T10:00:00+09:00', '2026-11-23T01:00:00.000Z'],
    [undefined, '2026-11-23 10:00', '2026-11-23T02:00:00.000Z'],
    ['unix_seconds', 1_795_399_200, '2026-11-23T02:00:00.000Z'],
    ['unix_seconds', '1795399200', '2026-11-23T02:00:00.000Z'],
    ['unix_ms', 1_795_399_200_000, '2026-11-23T02:00:00.000Z'],
    ['local_time', 'yesterday', null],
    ['local_time', '2026-13-01', null],
    ['unix_seconds', 'soon', null],
    ['unix_ms', '1e300', null],
  ] as const)('a time as %s: %s is %s', (format, value, expected) => {
    const askedAt = format === undefined ? { from: ['t'] } : { from: ['t'], format };
    const reading = readPortal({ tel: '1', t: value }, mapping({ ...PHONE, askedAt }));
    expect(reading.askedAt?.toISOString() ?? null).toBe(expected);
  });

  it.each([null, 1, 'text', true, [], {}, { a: null }, { a: {} }, [[[]]]])('%j is an empty body', (raw) => {
    expect(() => readPortal(raw, mapping(PHONE))).toThrow(PayloadRejection);
  });

  it('a payload without end is read up to its bounds', () => {
    const wide = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`f${i}`, 'v']));
    expect(readPortal(wide, mapping(PHONE)).unmappedFields).toHaveLength(200);
    const deep = { a: { b: { c: { d: { e: { f: { g: { h: 'too deep' } } } } } } }, tel: '1' };
    expect(readPortal(deep, mapping(PHONE)).unmappedFields).toEqual([]);
    const long = readPortal({ tel: '1'.repeat(2_000) }, mapping(PHONE));
    expect(long.phone).toHaveLength(500);
  });

  test.prop([fc.jsonValue({ maxDepth: 8 })])('any JSON is read or refused, never more', (raw) => {
    try {
      const reading = readPortal(raw, mapping(PHONE));
      expect(Array.isArray(reading.unmappedFields)).toBe(true);
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    } catch (error) {
      expect(error).toBeInstanceOf(PayloadRejection);
    }
  });
});

describe('[LC3] a mapping as data', () => {
  const fine = { fields: { phone: { from: ['tel'] } }, ignored: [] };

  it('of the usual shape is taken', () => {
    expect(portalMappingSchema.parse(fine)).toEqual(fine);
    expect(
      portalMappingSchema.safeParse({ fields: { name: { from: ['客户.姓名'] } }, ignored: ['sign'] }).success,
    ).toBe(true);
  });

  it.each([
    ['no fields', { ignored: [] }],
    ['no ignored', { fields: {} }],
    ['a target we do not have', { ...fine, fields: { ownerId: { from: ['x'] } } }],
    ['no path', { ...fine, fields: { phone: { from: [] } } }],
    ['six paths', { ...fine, fields: { phone: { from: ['a', 'b', 'c', 'd', 'e', 'f'] } } }],
    ['an operator for a path', { ...fine, fields: { phone: { from: ['$where'] } } }],
    ['an empty step', { ...fine, fields: { phone: { from: ['a..b'] } } }],
    ['seven steps', { ...fine, fields: { phone: { from: ['a.b.c.d.e.f.g'] } } }],
    ['a format nobody knows', { ...fine, fields: { askedAt: { from: ['t'], format: 'excel' } } }],
    ['values that are no text', { ...fine, fields: { wants: { from: ['t'], values: { '1': 1 } } } }],
    ['a stranger in a field', { ...fine, fields: { phone: { from: ['t'], script: 'x' } } }],
    ['a stranger beside', { ...fine, extends: 'autohome' }],
    ['too much ignored', { ...fine, ignored: Array.from({ length: 101 }, (_, i) => `f${i}`) }],
  ])('with %s is refused', (_what, wrong) => {
    expect(portalMappingSchema.safeParse(wrong).success).toBe(false);
  });
});
