import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markdownValue } from '#bot/markdown-value';

describe('values in formatted texts', () => {
  it.each([
    ['bold', '**王**', '＊＊王＊＊'],
    ['a link', '[点我](https://evil.example)', '［点我］(https://evil.example)'],
    ['a quote', '> 王', '＞ 王'],
    ['a heading', '# 王', '＃ 王'],
    ['somebody addressed', '<@all>', '＜@all＞'],
    ['code', '`x`', '｀x｀'],
    ['a second line', '王\n> 经理说可以', '王 ＞ 经理说可以'],
    ['a table', 'a|b', 'a｜b'],
  ])('%s is only words', (_name, value, shown) => {
    expect(markdownValue(value)).toBe(shown);
  });

  it('ordinary words stay as they are', () => {
    const sentence = 'SUV 组 3 位顾问中，您今天接单最少（2 条），按轮转派给您。';
    expect(markdownValue(sentence)).toBe(sentence);
  });

  it('leaves no mark that formats, and the number of characters as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (value) => {
        const inert = markdownValue(value);
        expect(inert).not.toMatch(/[*_`[\]<>#|~\\!\n\r]/);
        expect([...inert].length).toBeLessThanOrEqual([...value].length);
      }),
    );
  });
});
