import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ControlError } from '../../../../src/sandbox/ui/src/desk/control-client.ts';
import { en } from '../../../../src/sandbox/ui/src/words/en.ts';
import { failureInWords } from '../../../../src/sandbox/ui/src/words/failure.ts';
import { zh } from '../../../../src/sandbox/ui/src/words/zh.ts';

const SOURCES = fileURLToPath(new URL('../../../../src/sandbox/ui/src/', import.meta.url));
const chinese: Record<string, string> = zh;
const english: Record<string, string> = en;
const keys = Object.keys(chinese);

const source = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !file.startsWith('words'))
  .map((file) => readFileSync(join(SOURCES, file), 'utf8'))
  .join('\n');

const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]).toSorted();

describe('[OP1] the words of the page', () => {
  it('are the same set in both languages', () => {
    expect(Object.keys(english).toSorted()).toEqual(keys.toSorted());
  });

  it.each(keys)('%s says something in both, with the same blanks', (key) => {
    expect(chinese[key]!.trim()).not.toBe('');
    expect(english[key]!.trim()).not.toBe('');
    expect(placeholders(english[key]!)).toEqual(placeholders(chinese[key]!));
  });

  it('are Chinese in the one file and English in the other', () => {
    // A button of the product itself and its name stay Chinese, because that is what the screen shows.
    const quoted = new Set(['language', 'guide.3', 'phone.app']);
    const chineseInEnglish = keys.filter((key) => !quoted.has(key) && /\p{Script=Han}/u.test(english[key]!));
    expect(chineseInEnglish).toEqual([]);
    const neutral = new Set(['language', 'message.unknown']);
    const withoutChinese = keys.filter((key) => !neutral.has(key) && !/\p{Script=Han}/u.test(chinese[key]!));
    expect(withoutChinese.filter((key) => !/^[+\d\s:{}]+$/.test(chinese[key]!))).toEqual([]);
  });

  it('call the sandbox 沙盒 and nothing else', () => {
    expect(keys.filter((key) => chinese[key]!.includes('沙箱'))).toEqual([]);
  });

  it('are all used: a key is in the source as it stands or by its beginning', () => {
    const begins = [...source.matchAll(/`([a-z]+(?:\.[a-z]+)*)\.\$\{/g)].map((found) => `${found[1]!}.`);
    const unused = keys.filter(
      (key) => !source.includes(`'${key}'`) && !begins.some((begin) => key.startsWith(begin)),
    );
    const lookedUp = /^(failure|answer|role|fault|clock|source|guide|log\.kind)\./;
    expect(unused.filter((key) => !lookedUp.test(key))).toEqual([]);
  });

  it('exist for every key the source asks for', () => {
    const asked = [...source.matchAll(/\bsay\(\s*'([^']+)'/g)].map((found) => found[1]!);
    expect(asked.length).toBeGreaterThan(40);
    expect(asked.filter((key) => !keys.includes(key))).toEqual([]);
  });

  it('leave no Chinese outside the dictionary but the name of the product', () => {
    const literals = [...source.matchAll(/>\s*([^<>{}\n]*\p{Script=Han}[^<>{}\n]*)\s*</gu)].map((one) =>
      one[1]!.trim(),
    );
    expect([...new Set(literals)]).toEqual(['车聊']);
  });
});

describe('a failure in words', () => {
  const say = (key: string, values: Record<string, string | number> = {}) =>
    chinese[key]!.replace(/\{(\w+)\}/g, (_all, name: string) => String(values[name]));

  it.each<[unknown, string]>([
    [new ControlError('unreachable', 'fetch failed'), '沙盒没有回应'],
    [new ControlError('timeout', 'timeout'), '产品 5 秒内没有回应'],
    [new ControlError('connection', 'connection'), '连不上产品'],
    [new ControlError('dropped', 'dropped'), '这次回调被故障开关丢掉了'],
    [new ControlError('held', 'held'), '这次回调被故障开关压住了'],
    [new ControlError('left', 'has resigned'), '此人已离职，手机已退出企业微信'],
    [new ControlError('refused', '500'), '产品没有接受（500）'],
    [new ControlError('other', 'choose one of price, rival'), 'choose one of price, rival'],
    [new Error('boom'), 'boom'],
    ['just text', 'just text'],
  ])('%s', (error, words) => {
    expect(failureInWords(error, say)).toBe(words);
  });
});
