import { parsePhoneNumberFromString } from 'libphonenumber-js/mobile';

/**
 * Normalises what people type (`138 0000 0000`, `+86-138…`, full-width digits) to E.164, or null when it
 * is not a mobile number. Only the `/mobile` metadata rejects `12345678901` for China.
 */
export function normalizePhone(input: string): string | null {
  const ascii = input.normalize('NFKC').replace(/[^\d+]/g, '');
  const parsed = parsePhoneNumberFromString(ascii, 'CN');
  return parsed?.isValid() ? parsed.number : null;
}

/** `+8613812345678` → `138****5678`: enough to recognise, not enough to dial. */
export function maskPhone(e164: string): string {
  const national = e164.startsWith('+86') ? e164.slice(3) : e164;
  return national.length < 8
    ? '*'.repeat(national.length)
    : `${national.slice(0, 3)}****${national.slice(-4)}`;
}

/** The form a salesperson dials: `138 1234 5678` for Chinese numbers, E.164 otherwise. */
export function formatPhone(e164: string): string {
  const match = /^\+86(\d{3})(\d{4})(\d{4})$/.exec(e164);
  return match ? `${match[1]} ${match[2]} ${match[3]}` : e164;
}
