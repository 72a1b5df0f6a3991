const PROVINCES = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼';
const ORDINARY = new RegExp(`^[${PROVINCES}][A-HJ-NP-Z][A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳]$`);
const NEW_ENERGY = new RegExp(`^[${PROVINCES}][A-HJ-NP-Z]([DF][A-HJ-NP-Z0-9]\\d{4}|\\d{5}[DF])$`);

/** A Chinese plate without separators in upper case (`沪A·12345` → `沪A12345`), or null. */
export function normalizePlate(input: string): string | null {
  const plate = input
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s·.•-]/g, '');
  return ORDINARY.test(plate) || NEW_ENERGY.test(plate) ? plate : null;
}

/** `沪A12345` → `沪A1***5`. */
export function maskPlate(plate: string): string {
  return plate.length < 5 ? plate : `${plate.slice(0, 3)}***${plate.slice(-1)}`;
}

const VIN_VALUES: Readonly<Record<string, number>> = Object.fromEntries(
  [...'0123456789']
    .map((digit) => [digit, Number(digit)])
    .concat(
      [...'ABCDEFGH'].map((letter, i) => [letter, i + 1]),
      [...'JKLMN'].map((letter, i) => [letter, i + 1]),
      [
        ['P', 7],
        ['R', 9],
      ],
      [...'STUVWXYZ'].map((letter, i) => [letter, i + 2]),
    ) as [string, number][],
);
const VIN_WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

export interface VinReading {
  readonly vin: string;
  /** False warns, never blocks: European makers need not use the check digit (GB 16735 / ISO 3779). */
  readonly checkDigitOk: boolean;
}

/** Reads a VIN: 17 characters without I, O, Q. Null when it cannot be one. */
export function readVin(input: string): VinReading | null {
  const vin = input.normalize('NFKC').toUpperCase().replace(/[\s-]/g, '');
  if (!/^[A-HJ-NPR-Z0-9]{17}$/.test(vin)) return null;
  const sum = [...vin].reduce((total, char, i) => total + VIN_VALUES[char]! * VIN_WEIGHTS[i]!, 0);
  const check = sum % 11 === 10 ? 'X' : String(sum % 11);
  return { vin, checkDigitOk: vin[8] === check };
}
