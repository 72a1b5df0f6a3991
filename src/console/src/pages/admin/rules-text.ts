/** Rules as people edit them. */
export function showRules(rules: unknown): string {
  return JSON.stringify(rules, null, 2);
}

/** The rules in the text, or where the text stops being JSON, by line and column. */
export function readRules(text: string): { rules: unknown; mistake: string | null } {
  try {
    return { rules: JSON.parse(text) as unknown, mistake: null };
  } catch (error) {
    const at = positionOf(error instanceof Error ? error.message : '', text);
    return { rules: null, mistake: `不是有效的 JSON${at}：请检查逗号、引号和括号` };
  }
}

/** Browsers say `at position 12`, some with line and column as well, some nothing. */
function positionOf(message: string, text: string): string {
  const position = /position (\d+)/.exec(message)?.[1];
  if (position === undefined) return '';
  const before = text.slice(0, Number(position)).split('\n');
  return `（第 ${before.length} 行，第 ${before.at(-1)!.length + 1} 个字附近）`;
}
