/** Cleans a name: NFKC, no control characters or markup brackets, single spaces, at most 40 characters. */
export function normalizeName(input: string): string {
  return [...input.normalize('NFKC')]
    .filter((char) => !/[\p{C}<>[\]{}]/u.test(char))
    .join('')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 40);
}

/** `张晓明` → `张*明`, `王五` → `王*`. */
export function maskName(name: string): string {
  const chars = [...name];
  if (chars.length <= 1) return name === '' ? '' : '*';
  return chars.length === 2 ? `${chars[0]}*` : `${chars[0]}${'*'.repeat(chars.length - 2)}${chars.at(-1)}`;
}
