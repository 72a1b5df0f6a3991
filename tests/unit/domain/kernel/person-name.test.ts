import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { maskName, normalizeName } from '#domain/kernel/person-name';

describe('[CD1] names', () => {
  it.each([
    ['王小明', '王小明'],
    ['  王小明  ', '王小明'],
    ['王 \t 小明', '王 小明'],
    ['王　小明', '王 小明'],
    ['Ｊｏｈｎ　Ｓｍｉｔｈ', 'John Smith'],
    ['阿卜杜拉·买买提', '阿卜杜拉·买买提'],
    ["O'Neil-Smith", "O'Neil-Smith"],
    ['<b>王</b>', 'b王/b'],
    ['{{name}}', 'name'],
    ['[王](http://x)', '王(http://x)'],
    ['王\u0000小\u0007明', '王小明'],
    ['王\u202e小明\u202c', '王小明'],
    ['\ufeff王小明\u200b', '王小明'],
    ['ﬁ', 'fi'],
    ['', ''],
    ['<>[]{}', ''],
  ])('%j becomes %j', (input, name) => {
    expect(normalizeName(input)).toBe(name);
  });

  it('a novel is cut at forty characters', () => {
    expect(normalizeName('王'.repeat(100))).toBe('王'.repeat(40));
  });

  test.prop([fc.string({ maxLength: 120, unit: 'binary' })])(
    'any text comes out clean, and stays as it is',
    (text) => {
      const name = normalizeName(text);
      expect(name.length).toBeLessThanOrEqual(40);
      expect(name).not.toMatch(/[<>[\]{}]/);
      expect(name).not.toMatch(/\p{Cc}/u);
      expect(name.trimStart()).toBe(name);
    },
  );

  it.each([
    ['王五', '王*'],
    ['张晓明', '张*明'],
    ['欧阳晓明', '欧**明'],
    ['王', '*'],
    ['', ''],
    ['John Smith', 'J********h'],
    ['𠮷野家', '𠮷*家'],
  ])('%s is shown as %s', (name, masked) => {
    expect(maskName(name)).toBe(masked);
  });

  test.prop([fc.string({ minLength: 3, maxLength: 20, unit: fc.constantFrom(...'王李张刘陈杨赵黄周吴') })])(
    'a mask keeps the length and hides everything between first and last',
    (name) => {
      const masked = [...maskName(name)];
      expect(masked).toHaveLength([...name].length);
      expect(new Set(masked.slice(1, -1))).toEqual(new Set(['*']));
    },
  );
});
