import { AxiosError } from 'axios';
import { describe, expect, it } from 'vitest';
import { describeError, scrub } from '#infra/describe-error';

describe('what is written about an error', () => {
  it('is name, code, message and frames, with the cause', () => {
    const described = describeError(
      Object.assign(new Error('outer', { cause: new TypeError('inner') }), { code: 'E1', secret: 'hidden' }),
    );
    expect(described).toMatchObject({ name: 'Error', code: 'E1', message: 'outer' });
    expect(described.cause).toMatchObject({ name: 'TypeError', message: 'inner' });
    expect(described.stack).toMatch(/^ {4}at /);
    expect(Object.keys(described).sort()).toEqual(['cause', 'code', 'message', 'name', 'stack']);
  });

  it('holds nothing of a request: no address, token, header or body', () => {
    const config = {
      url: 'https://api.example.com/send?access_token=TOKEN-CANARY',
      headers: { authorization: 'Bearer HEADER-CANARY' },
      data: '{"phone":"13800001111"}',
    };
    const error = new AxiosError('failed', 'ECONNRESET', config as never);
    const text = JSON.stringify(describeError(error));
    expect(text).toContain('ECONNRESET');
    expect(text).not.toMatch(/CANARY|13800001111|api\.example/);
  });

  it('keeps numeric codes and drops codes that are objects', () => {
    expect(describeError(Object.assign(new Error('dup'), { code: 11000 })).code).toBe('11000');
    expect(describeError(Object.assign(new Error('odd'), { code: { phone: '1' } })).code).toBeUndefined();
  });

  it.each(['text 13800001111', 42, null, undefined, { phone: '13800001111' }])(
    'copes with a thrown %j',
    (thrown) => {
      const described = describeError(thrown);
      expect(described.name).toBe('NonError');
      expect(described.message).not.toContain('13800001111');
    },
  );

  it('is bounded', () => {
    expect(describeError(new Error('x'.repeat(10_000))).message).toHaveLength(300);
  });
});

it.each([
  ['phone 13800001111 twice', 'phone … twice'],
  ['+8613800001111', '…'],
  ['GET /cgi-bin/x?access_token=abc failed', 'GET /cgi-bin/x?… failed'],
  ['Cast failed for value "张三" at path "age"', 'Cast failed for value "…" at path "…"'],
  ['mongodb://user:pass@db/x', 'mongodb://***@db/x'],
  ['errcode 40001 after 3 tries', 'errcode 40001 after 3 tries'],
])('scrub(%j)', (text, expected) => {
  expect(scrub(text)).toBe(expected);
});
