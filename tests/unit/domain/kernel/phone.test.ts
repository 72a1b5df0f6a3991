import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { formatPhone, maskPhone, normalizePhone, phoneKind, readPhoneNumber } from '#domain/kernel/phone';

describe('[CD1] mobile numbers', () => {
  it.each([
    ['13812345678', '+8613812345678'],
    ['138 1234 5678', '+8613812345678'],
    ['138-1234-5678', '+8613812345678'],
    ['+86 138 1234 5678', '+8613812345678'],
    ['0086 13812345678', '+8613812345678'],
    ['8613812345678', '+8613812345678'],
    ['１３８１２３４５６７８', '+8613812345678'],
    ['＋８６－１３８－１２３４－５６７８', '+8613812345678'],
    ['\u200e138\u00a01234\u00a05678', '+8613812345678'],
    ['电话：138 1234 5678', '+8613812345678'],
    ['19912345678', '+8619912345678'],
    ['17012345678', '+8617012345678'],
    ['16612345678', '+8616612345678'],
    ['+852 9123 4567', '+85291234567'],
    ['+853 6612 3456', '+85366123456'],
    ['+886 912 345 678', '+886912345678'],
    ['+1 415 555 2671', '+14155552671'],
  ])('%s is %s', (text, e164) => {
    expect(normalizePhone(text)).toBe(e164);
    expect(readPhoneNumber(text)).toEqual({ e164, kind: 'mobile', extension: null });
  });

  it.each([
    '',
    ' ',
    '12345678901',
    '11111111111',
    '1381234567',
    '138123456789',
    '23812345678',
    '+8612345678901',
    '0',
    '110',
    '10086',
    '95555',
    '4008123123',
    '8008101234',
    'abc',
    '张先生',
    '+',
    '++8613812345678x',
    '138123456781381234567',
    '{"$ne":null}',
    '021-50001234',
  ])('%s is no mobile number', (text) => {
    expect(normalizePhone(text)).toBeNull();
  });
});

describe('[LC7] fixed lines', () => {
  it.each([
    ['021-50001234', '+862150001234', null],
    ['(021) 5000-1234', '+862150001234', null],
    ['（０２１）５０００１２３４', '+862150001234', null],
    ['02150001234', '+862150001234', null],
    ['+86 21 5000 1234', '+862150001234', null],
    ['0086-21-50001234', '+862150001234', null],
    ['010-65001234', '+861065001234', null],
    ['0571-87654321', '+8657187654321', null],
    ['0755-26001234', '+8675526001234', null],
    ['028-85001234', '+862885001234', null],
    ['021-50001234转801', '+862150001234', '801'],
    ['021-50001234 转 801', '+862150001234', '801'],
    ['021-50001234 分机：12', '+862150001234', '12'],
    ['021-50001234 ext. 3', '+862150001234', '3'],
    ['021-50001234#9', '+862150001234', '9'],
  ])('%s is %s, extension %s', (text, e164, extension) => {
    expect(readPhoneNumber(text)).toEqual({ e164, kind: 'fixed_line', extension });
    expect(normalizePhone(text)).toBeNull();
  });

  it.each([
    ['50001234', 'no area code'],
    ['2150001234', 'no trunk 0: a mobile number that lost a digit looks like this'],
    ['3812345678', 'a mobile number that lost its 1'],
    ['021-5000123', 'one digit short'],
    ['021-500012345', 'one digit long'],
    ['001-50001234', 'no such area'],
    ['400-812-3123', 'a service line is nobody to call back'],
  ])('%s is refused: %s', (text) => {
    expect(readPhoneNumber(text)).toBeNull();
  });

  it('an extension behind a mobile number is cut off as well', () => {
    expect(readPhoneNumber('13812345678转8')).toEqual({
      e164: '+8613812345678',
      kind: 'mobile',
      extension: '8',
    });
  });
});

describe('what is shown of a number', () => {
  it.each([
    ['+8613812345678', '138****5678', '138 1234 5678', 'mobile'],
    ['+862150001234', '021-****1234', '021-50001234', 'fixed_line'],
    ['+861065001234', '010-****1234', '010-65001234', 'fixed_line'],
    ['+8657187654321', '0571-****4321', '0571-87654321', 'fixed_line'],
    ['+865723001234', '0572-****1234', '0572-3001234', 'fixed_line'],
    ['+85291234567', '+85****4567', '+85291234567', 'mobile'],
    ['+14155552671', '+14****2671', '+14155552671', 'mobile'],
    ['+123456', '*******', '+123456', 'mobile'],
    ['', '', '', 'mobile'],
  ] as const)('%s: masked %s, dialled %s, %s', (e164, masked, formatted, kind) => {
    expect(maskPhone(e164)).toBe(masked);
    expect(formatPhone(e164)).toBe(formatted);
    expect(phoneKind(e164)).toBe(kind);
  });

  const landline = fc
    .tuple(
      fc.constantFrom('10', '20', '21', '22', '25', '27', '28', '29'),
      fc.integer({ min: 0, max: 6_999_999 }),
    )
    .map(([area, tail]) => ({ area, local: `6${String(tail).padStart(7, '0')}` }));

  test.prop([landline])(
    'whatever reads as a landline is masked as one, and reads again as formatted',
    (line) => {
      const read = readPhoneNumber(`0${line.area}-${line.local}`);
      fc.pre(read !== null);
      expect(read.kind).toBe('fixed_line');
      expect(phoneKind(read.e164)).toBe('fixed_line');
      expect(maskPhone(read.e164)).not.toContain(line.local.slice(0, 5));
      expect(maskPhone(read.e164).endsWith(line.local.slice(-4))).toBe(true);
      expect(readPhoneNumber(formatPhone(read.e164))?.e164).toBe(read.e164);
    },
  );

  const mobile = fc
    .tuple(fc.constantFrom('138', '150', '159', '177', '188', '199'), fc.integer({ min: 0, max: 99_999_999 }))
    .map(([head, tail]) => `${head}${String(tail).padStart(8, '0')}`);

  test.prop([mobile])('reading is idempotent, and formatting loses nothing', (number) => {
    const e164 = normalizePhone(number)!;
    expect(e164).toBe(`+86${number}`);
    expect(normalizePhone(e164)).toBe(e164);
    expect(normalizePhone(formatPhone(e164))).toBe(e164);
    expect(phoneKind(e164)).toBe('mobile');
  });

  test.prop([fc.string({ maxLength: 60, unit: 'binary' })])('no text whatever throws', (text) => {
    const read = readPhoneNumber(text);
    if (read !== null) expect(read.e164).toMatch(/^\+\d{7,15}$/);
  });
});
