/**
 * Text inside cards and messages comes from strangers (a lead's name, a remark). The platform gives meaning
 * to `<a href>` in texts and to `$userName=…$` in cards; both are made inert, and so are control characters
 * and the marks that reverse the direction of writing.
 */
export function plainText(text: string): string {
  return text
    .replace(/<(?=[a-z/!?])/gi, '＜')
    .replace(/\$(?=(?:userName|userAlias|userAliasOrName|departmentName)=)/gi, '＄')
    .replace(/(?!\n)[\p{Cc}\p{Cs}\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/gu, '');
}

/** One line of at most `max` characters as the platform counts them (字); what is cut shows as “…”. */
export function oneLine(text: string, max: number): string {
  return cut(plainText(text).replace(/\s+/g, ' ').trim(), max);
}

/** The same where the platform refuses an empty text: blanks alone show as a dash. */
export function neededLine(text: string, max: number): string {
  return oneLine(text, max) || '—';
}

/** Several lines of at most `max` characters together. */
export function paragraph(text: string, max: number): string {
  return cut(plainText(text).trim(), max);
}

/** Cuts between characters so that at most `maxBytes` of UTF-8 remain. */
export function withinBytes(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  let room = maxBytes - Buffer.byteLength('…');
  let kept = '';
  for (const character of text) {
    room -= Buffer.byteLength(character);
    if (room < 0) break;
    kept += character;
  }
  return `${kept}…`;
}

function cut(text: string, max: number): string {
  const characters = Array.from(text);
  return characters.length <= max
    ? text
    : `${characters
        .slice(0, max - 1)
        .join('')
        .trimEnd()}…`;
}
