import { createRequire } from 'node:module';

/** `mobile` can be called and sent a text message; `fixed_line` can only be called. */
export type PhoneKind = 'mobile' | 'fixed_line';

export interface PhoneReading {
  readonly e164: string;
  readonly kind: PhoneKind;
  /** What stood behind the number (`021-50001234 转 801` → `801`): E.164 has no place for it. */
  readonly extension: string | null;
}

type PhoneLibrary = typeof import('libphonenumber-js/max');
const require = createRequire(import.meta.url);
let library: PhoneLibrary | undefined;

/** Loaded with the first number: the metadata costs 10 MB that an idle process need not hold. */
function phoneLibrary(): PhoneLibrary {
  library ??= require('libphonenumber-js/max') as PhoneLibrary;
  return library;
}

const EXTENSION = /(?:转|分机|ext\.?|#|;)\D{0,3}(\d{1,6})\s*$/i;
const MOBILE_TYPES = new Set(['MOBILE', 'FIXED_LINE_OR_MOBILE']);

/**
 * Reads a mobile or fixed-line number as people and telephone systems write it (`138 0000 0000`, `+86-138…`,
 * `(021)5000-1234转801`, full-width digits); null when it is neither. A Chinese landline needs its 0 or +86:
 * without them a mobile number that lost a digit would pass for one. Only the `max` metadata tells the kinds
 * apart and rejects `12345678901`.
 */
export function readPhoneNumber(input: string): PhoneReading | null {
  const text = input.normalize('NFKC');
  const extension = EXTENSION.exec(text);
  const digits = (extension === null ? text : text.slice(0, extension.index)).replace(/[^\d+]/g, '');
  const parsed = phoneLibrary().parsePhoneNumberFromString(digits, 'CN');
  if (!parsed?.isValid()) return null;
  const type = parsed.getType();
  const read = { e164: parsed.number, extension: extension?.[1] ?? null };
  if (type !== undefined && MOBILE_TYPES.has(type)) return { ...read, kind: 'mobile' };
  return type === 'FIXED_LINE' && /^(0|\+)/.test(digits) ? { ...read, kind: 'fixed_line' } : null;
}

/** Normalises what people type to E.164, or null when it is not a mobile number. */
export function normalizePhone(input: string): string | null {
  const read = readPhoneNumber(input);
  return read?.kind === 'mobile' ? read.e164 : null;
}

/** The area code of a Chinese landline without its 0: 10, 2x, or three digits from 3 on. */
const LANDLINE = /^\+86(10|2\d|[3-9]\d\d)(\d{7,8})$/;

/** The kind of a number in E.164. Chinese landlines are told by their shape; any other number counts as mobile. */
export function phoneKind(e164: string): PhoneKind {
  return LANDLINE.test(e164) ? 'fixed_line' : 'mobile';
}

/**
 * `+8613812345678` → `138****5678`, `+862150001234` → `021-****1234`: enough to recognise, not enough to dial.
 */
export function maskPhone(e164: string): string {
  const landline = LANDLINE.exec(e164);
  if (landline !== null) return `0${landline[1]}-****${e164.slice(-4)}`;
  const national = e164.startsWith('+86') ? e164.slice(3) : e164;
  return national.length < 8
    ? '*'.repeat(national.length)
    : `${national.slice(0, 3)}****${national.slice(-4)}`;
}

/** The form people dial: `138 1234 5678` and `021-50001234` for Chinese numbers, E.164 otherwise. */
export function formatPhone(e164: string): string {
  const mobile = /^\+86(1\d{2})(\d{4})(\d{4})$/.exec(e164);
  if (mobile !== null) return `${mobile[1]} ${mobile[2]} ${mobile[3]}`;
  const landline = LANDLINE.exec(e164);
  return landline === null ? e164 : `0${landline[1]}-${landline[2]}`;
}
