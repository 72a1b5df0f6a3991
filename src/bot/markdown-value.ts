/** What WeCom's and DingTalk's markdown give a meaning to, and its full-width twin, which means nothing. */
const TWINS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '*': '＊',
    _: '＿',
    '`': '｀',
    '[': '［',
    ']': '］',
    '<': '＜',
    '>': '＞',
    '#': '＃',
    '|': '｜',
    '~': '～',
    '\\': '＼',
    '!': '！',
  }),
);

/** A value for a markdown template: one line, and nothing in it formats, links or addresses anybody. */
export function markdownValue(value: string): string {
  return value.replace(/[*_`[\]<>#|~\\!]/g, (mark) => TWINS.get(mark) ?? mark).replace(/\s+/g, ' ');
}
