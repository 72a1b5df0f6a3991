import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { DEFAULT_ASSIGNMENT_RULES } from '#domain/assignment/assignment-rules';
import { readRules, showRules } from '../../../src/console/src/pages/admin/rules-text.ts';

describe('rules as text', () => {
  it('come back as they were', () => {
    expect(readRules(showRules(DEFAULT_ASSIGNMENT_RULES))).toEqual({
      rules: DEFAULT_ASSIGNMENT_RULES,
      mistake: null,
    });
  });

  test.prop([fc.jsonValue()])('whatever they are', (rules) => {
    const plain = JSON.parse(JSON.stringify(rules)) as unknown;
    expect(readRules(showRules(plain))).toEqual({ rules: plain, mistake: null });
  });

  it('are broken over lines, so that a phone can show them', () => {
    expect(showRules({ a: [1] }).split('\n').length).toBeGreaterThan(3);
  });

  it.each([
    ['{\n  "a": 1,\n  "b": x\n}', '第 3 行，第 8 个字'],
    ['[1, 2,, 3]', '第 1 行，第 7 个字'],
    ['{"a": 1\n"b": 2}', '第 2 行，第 1 个字'],
    ['{\n  "a": 1,\n}', '第 3 行，第 1 个字'],
    ['[1, 2', '第 1 行，第 6 个字'],
    ['{"a" 1}', '第 1 行，第 6 个字'],
    ['{a: 1}', '第 1 行，第 2 个字'],
    ['[1}', '第 1 行，第 3 个字'],
    ['[1] 2', '第 1 行，第 5 个字'],
    ['{"a": "没有结束}', '第 1 行，第 7 个字'],
    ['{"a"：1}', '第 1 行，第 5 个字'],
    ['', '第 1 行，第 1 个字'],
  ])('%j is not JSON, and the place is named', (text, place) => {
    const { rules, mistake } = readRules(text);
    expect(rules).toBeNull();
    expect(mistake).toContain(place);
    expect(mistake).toContain('逗号、引号和括号');
  });

  it.each(['', '{', 'undefined', "{'a': 1}", '{"a": 1}}'])('%j is refused', (text) => {
    expect(readRules(text).mistake).toMatch(/^不是有效的 JSON/);
  });

  test.prop([fc.string()])('never throws', (text) => {
    const { mistake } = readRules(text);
    let valid = true;
    try {
      JSON.parse(text);
    } catch {
      valid = false;
    }
    expect(mistake === null).toBe(valid);
  });
});
