import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { maskPlate, normalizePlate, readVin } from '#domain/kernel/vehicle-ids';

describe('[CD1] plates', () => {
  it.each([
    ['沪A12345', '沪A12345'],
    ['沪A·12345', '沪A12345'],
    ['沪A•12345', '沪A12345'],
    ['沪A-12345', '沪A12345'],
    ['沪 a 12345', '沪A12345'],
    ['沪Ａ１２３４５', '沪A12345'],
    ['京N8P8F8', '京N8P8F8'],
    ['粤B12345', '粤B12345'],
    ['粤ZF023港', '粤ZF023港'],
    ['粤ZA012澳', '粤ZA012澳'],
    ['沪A1234学', '沪A1234学'],
    ['沪A1234警', '沪A1234警'],
    ['沪A1234挂', '沪A1234挂'],
    ['沪AD12345', '沪AD12345'],
    ['沪AF12345', '沪AF12345'],
    ['沪ADB1234', '沪ADB1234'],
    ['沪A12345D', '沪A12345D'],
    ['沪A12345F', '沪A12345F'],
    ['新A00001', '新A00001'],
    ['琼B98765', '琼B98765'],
  ])('%s is %s', (text, plate) => {
    expect(normalizePlate(text)).toBe(plate);
    expect(normalizePlate(plate)).toBe(plate);
  });

  it.each([
    ['', 'nothing'],
    ['A12345', 'no province'],
    ['港A12345', 'no such province'],
    ['沪112345', 'a digit for the office'],
    ['沪I12345', 'I is not used for offices'],
    ['沪O12345', 'nor O'],
    ['沪A1234', 'one short'],
    ['沪A123456', 'one long and no new-energy form'],
    ['沪AI2345', 'I within'],
    ['沪A1O345', 'O within'],
    ['沪A12345E', 'new energy ends in D or F'],
    ['沪AE12345', 'or begins with D or F'],
    ['沪AD1234A', 'digits behind'],
    ['沪A12345; DROP', 'more than a plate'],
    ['沪A1234学学', 'two marks'],
  ])('%s is none: %s', (text) => {
    expect(normalizePlate(text)).toBeNull();
  });

  it.each([
    ['沪A12345', '沪A1***5'],
    ['沪AD12345', '沪AD***5'],
    ['沪A1', '沪A1'],
    ['', ''],
  ])('%s is shown as %s', (plate, masked) => {
    expect(maskPlate(plate)).toBe(masked);
  });
});

describe('[L9] VIN', () => {
  it.each([
    ['LATPAB071W1005301', true],
    ['1HGCM82633A004352', true],
    ['1M8GDM9AXKP042788', true],
    ['11111111111111111', true],
    ['5GZCZ43D13S812715', true],
    ['LSJW2679XES015444', false],
    ['WAUZZZ8K9BA123456', false],
    ['1M8GDM9A1KP042788', false],
  ])('%s: check digit right = %s', (vin, checkDigitOk) => {
    expect(readVin(vin)).toEqual({ vin, checkDigitOk });
  });

  it.each([
    ['1hgcm82633a004352', '1HGCM82633A004352'],
    ['1HGCM 82633 A004352', '1HGCM82633A004352'],
    ['1HGCM-82633-A004352', '1HGCM82633A004352'],
    ['１ＨＧＣＭ８２６３３Ａ００４３５２', '1HGCM82633A004352'],
  ])('%s is read as %s', (text, vin) => {
    expect(readVin(text)?.vin).toBe(vin);
  });

  it.each([
    ['', 'nothing'],
    ['1HGCM82633A00435', 'sixteen characters'],
    ['1HGCM82633A0043522', 'eighteen'],
    ['IHGCM82633A004352', 'I'],
    ['1HGCM82633AO04352', 'O'],
    ['1HGCM82633A00435Q', 'Q'],
    ['汉HGCM82633A004352', 'no letter of ours'],
    ['1HGCM82633A004_52', 'a sign'],
  ])('%s: %s', (text) => {
    expect(readVin(text)).toBeNull();
  });

  const LETTERS = 'ABCDEFGHJKLMNPRSTUVWXYZ0123456789';
  const VALUES: Record<string, number> = {};
  for (const [i, char] of [...'0123456789'].entries()) VALUES[char] = i;
  // ISO 3779, written out apart from the code under test.
  Object.assign(VALUES, {
    A: 1,
    B: 2,
    C: 3,
    D: 4,
    E: 5,
    F: 6,
    G: 7,
    H: 8,
    J: 1,
    K: 2,
    L: 3,
    M: 4,
    N: 5,
    P: 7,
    R: 9,
    S: 2,
    T: 3,
    U: 4,
    V: 5,
    W: 6,
    X: 7,
    Y: 8,
    Z: 9,
  });
  const WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
  const withCheckDigit = (chars: string[]): string => {
    const sum = chars.reduce((total, char, i) => total + VALUES[char]! * WEIGHTS[i]!, 0);
    return [...chars.slice(0, 8), sum % 11 === 10 ? 'X' : String(sum % 11), ...chars.slice(9)].join('');
  };
  const vins = fc.array(fc.constantFrom(...LETTERS), { minLength: 17, maxLength: 17 });

  test.prop([vins])('any VIN with its check digit passes', (chars) => {
    const vin = withCheckDigit(chars);
    expect(readVin(vin)).toEqual({ vin, checkDigitOk: true });
  });

  test.prop([vins, fc.integer({ min: 0, max: 16 }), fc.constantFrom(...'0123456789')])(
    'one wrong digit is noticed',
    (chars, at, digit) => {
      const digits = chars.map((char) => (/\d/.test(char) ? char : '1'));
      const vin = withCheckDigit(digits);
      fc.pre(at !== 8 && vin[at] !== digit);
      const typo = `${vin.slice(0, at)}${digit}${vin.slice(at + 1)}`;
      expect(readVin(typo)).toEqual({ vin: typo, checkDigitOk: false });
    },
  );
});
