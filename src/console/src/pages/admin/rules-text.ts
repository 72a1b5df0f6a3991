/** Rules as people edit them. */
export function showRules(rules: unknown): string {
  return JSON.stringify(rules, null, 2);
}

/** The rules in the text, or where the text stops being JSON, by line and column. */
export function readRules(text: string): { rules: unknown; mistake: string | null } {
  try {
    return { rules: JSON.parse(text) as unknown, mistake: null };
  } catch {
    const before = text.slice(0, findMistake(text)).split('\n');
    const place = `第 ${before.length} 行，第 ${before.at(-1)!.length + 1} 个字附近`;
    return { rules: null, mistake: `不是有效的 JSON（${place}）：请检查逗号、引号和括号` };
  }
}

const TOKEN = /\s*("(?:[^"\\\n]|\\.)*"|-?\d[\d.eE+-]*|true|false|null|[{}[\],:])/y;

/** What may come next: a value, a key, a colon, or what follows a value. `first` allows an empty list. */
type Expecting = 'value' | 'first value' | 'key' | 'first key' | 'colon' | 'end';

/** Where JSON stops being JSON; browsers no longer say it in what they throw. */
function findMistake(text: string): number {
  const open: ('{' | '[')[] = [];
  let expecting: Expecting = 'value';
  TOKEN.lastIndex = 0;
  for (;;) {
    const from = TOKEN.lastIndex;
    const token = TOKEN.exec(text)?.[1];
    const start = from + /^\s*/.exec(text.slice(from))![0].length;
    if (token === undefined) return start;
    const next = step(token, expecting, open);
    if (next === null) return start;
    expecting = next;
  }
}

function step(token: string, expecting: Expecting, open: ('{' | '[')[]): Expecting | null {
  const inside = open.at(-1);
  if (token === '}' || token === ']') {
    const fits = inside === (token === '}' ? '{' : '[');
    if (!fits || (expecting !== 'end' && !expecting.startsWith('first'))) return null;
    open.pop();
    return 'end';
  }
  if (expecting === 'end') {
    if (token !== ',' || inside === undefined) return null;
    return inside === '{' ? 'key' : 'value';
  }
  if (expecting === 'colon') return token === ':' ? 'value' : null;
  if (expecting.endsWith('key')) return token.startsWith('"') ? 'colon' : null;
  if (token === ',' || token === ':') return null;
  if (token === '{' || token === '[') {
    open.push(token);
    return token === '{' ? 'first key' : 'first value';
  }
  return 'end';
}
