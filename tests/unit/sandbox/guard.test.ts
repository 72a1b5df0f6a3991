import type { Context } from 'koa';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ControlError, parseInput } from '#sandbox/control/control-error';
import { guardControls } from '#sandbox/control/guard';
import { isLoopbackHost, ReceiverRequest } from '#sandbox/control/receiver';
import { RelayRequest } from '#sandbox/control/relay';

interface Asked {
  readonly remote?: string | undefined;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the guard looks at of a request, from this machine unless said otherwise. */
function contextOf({ remote = '127.0.0.1', method = 'GET', headers = {} }: Asked): Context {
  const all: Record<string, string> = { host: 'localhost:3900', ...headers };
  return {
    method,
    req: { socket: { remoteAddress: remote === 'gone' ? undefined : remote } },
    get: (name: string) => all[name] ?? '',
    is: (type: string) => (all['content-type'] ?? '').split(';')[0]?.endsWith(type) === true && type,
  } as unknown as Context;
}

/** `ok`, or the status and code of the refusal. */
function guarded(asked: Asked): string {
  try {
    guardControls(contextOf(asked));
    return 'ok';
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    return `${error.status} ${error.code}`;
  }
}

const REFUSED = '403 LOOPBACK_ONLY';

describe('[OP1] the controls answer this machine alone', () => {
  it.each<[string, string]>([
    ['127.0.0.1', 'ok'],
    ['127.8.9.10', 'ok'],
    ['::1', 'ok'],
    ['::ffff:127.0.0.1', 'ok'],
    ['10.0.0.5', REFUSED],
    ['192.168.1.20', REFUSED],
    ['::ffff:192.168.1.20', REFUSED],
    ['203.0.113.9', REFUSED],
    ['fe80::1', REFUSED],
    ['::', REFUSED],
    ['0.0.0.0', REFUSED],
    ['128.0.0.1', REFUSED],
    ['1.127.0.0.1', REFUSED],
    ['gone', REFUSED],
    ['', REFUSED],
  ])('a caller at %j: %s', (remote, verdict) => {
    expect(guarded({ remote })).toBe(verdict);
    // Nothing in the headers can speak for an address.
    const claims = { 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1', forwarded: 'for=127.0.0.1' };
    expect(guarded({ remote, headers: claims })).toBe(verdict);
  });

  it.each<[string, string]>([
    ['localhost', 'ok'],
    ['localhost:3900', 'ok'],
    ['LOCALHOST:3900', 'ok'],
    ['127.0.0.1:3900', 'ok'],
    ['127.1:3900', 'ok'],
    ['[::1]:3900', 'ok'],
    ['[::1]', 'ok'],
    ['rebound.example.com', REFUSED],
    ['rebound.example.com:3900', REFUSED],
    ['localhost.example.com', REFUSED],
    ['localhost.', REFUSED],
    ['127.0.0.1.nip.io', REFUSED],
    ['notlocalhost', REFUSED],
    ['0.0.0.0:3900', REFUSED],
    ['192.168.1.20:3900', REFUSED],
    ['[::2]:3900', REFUSED],
    ['lina.localhost:3900', REFUSED],
    ['localhost@evil.example.com', REFUSED],
    ['', REFUSED],
    [':3900', REFUSED],
    ['a b', REFUSED],
    ['[::1', REFUSED],
  ])('asked for as %j: %s', (host, verdict) => {
    expect(guarded({ headers: { host } })).toBe(verdict);
  });

  it.each<[string, string]>([
    ['', 'ok'],
    ['http://localhost:3900', 'ok'],
    ['http://localhost:3000', 'ok'],
    ['https://localhost', 'ok'],
    ['http://127.0.0.1:3900', 'ok'],
    ['http://[::1]:3900', 'ok'],
    ['null', REFUSED],
    ['https://evil.example.com', REFUSED],
    ['http://localhost.evil.example.com', REFUSED],
    ['http://evil.example.com/#localhost', REFUSED],
    ['http://localhost@evil.example.com', REFUSED],
    ['http://192.168.1.20:3900', REFUSED],
    // A page of the product inside a phone must not press buttons for the person.
    ['http://lina.localhost:3900', REFUSED],
    ['file://', REFUSED],
    ['chrome-extension://abcdef', REFUSED],
    ['localhost:3900', REFUSED],
    ['not a url', REFUSED],
  ])('from a page of %j: %s', (origin, verdict) => {
    expect(guarded({ headers: { origin } })).toBe(verdict);
    const headers = { origin, 'content-type': 'application/json', 'content-length': '2' };
    expect(guarded({ method: 'POST', headers })).toBe(verdict);
  });

  const WRONG_TYPE = '415 JSON_ONLY';
  it.each<[string, string, Record<string, string>, string]>([
    ['a read without a body', 'GET', {}, 'ok'],
    ['a look at the headers', 'HEAD', {}, 'ok'],
    ['a read with a stray body', 'GET', { 'content-length': '4', 'content-type': 'text/plain' }, 'ok'],
    ['a change without a body', 'POST', {}, 'ok'],
    ['a change with an empty body', 'POST', { 'content-length': '0' }, 'ok'],
    ['a delete without a body', 'DELETE', {}, 'ok'],
    ['JSON', 'POST', { 'content-length': '2', 'content-type': 'application/json' }, 'ok'],
    [
      'JSON in UTF-8',
      'POST',
      { 'content-length': '2', 'content-type': 'application/json; charset=utf-8' },
      'ok',
    ],
    ['streamed JSON', 'POST', { 'transfer-encoding': 'chunked', 'content-type': 'application/json' }, 'ok'],
    [
      'a plain form',
      'POST',
      { 'content-length': '3', 'content-type': 'application/x-www-form-urlencoded' },
      WRONG_TYPE,
    ],
    [
      'a form with files',
      'POST',
      { 'content-length': '3', 'content-type': 'multipart/form-data' },
      WRONG_TYPE,
    ],
    ['plain text', 'POST', { 'content-length': '3', 'content-type': 'text/plain' }, WRONG_TYPE],
    ['no type', 'POST', { 'content-length': '3' }, WRONG_TYPE],
    ['a stream without a type', 'POST', { 'transfer-encoding': 'chunked' }, WRONG_TYPE],
    ['a delete with text', 'DELETE', { 'content-length': '3', 'content-type': 'text/plain' }, WRONG_TYPE],
  ])('%s (%s)', (_what, method, headers, verdict) => {
    expect(guarded({ method, headers })).toBe(verdict);
  });

  it('says where the caller is wrong before what it sent is', () => {
    const headers = { 'content-length': '3', 'content-type': 'text/plain' };
    expect(guarded({ remote: '10.0.0.5', method: 'POST', headers })).toBe(REFUSED);
    expect(guarded({ method: 'POST', headers: { ...headers, host: 'evil.example.com' } })).toBe(REFUSED);
    expect(guarded({ method: 'POST', headers })).toBe(WRONG_TYPE);
  });

  it.each<[Asked, RegExp]>([
    [{ remote: '10.0.0.5' }, /same machine/],
    [{ headers: { host: 'evil.example.com' } }, /localhost, 127\.0\.0\.1 or \[::1\]/],
    [{ headers: { origin: 'https://evil.example.com' } }, /other origins/],
    [{ method: 'POST', headers: { 'content-length': '1' } }, /content-type: application\/json/],
  ])('a refusal of %j says what to do instead', (asked, fix) => {
    expect(() => guardControls(contextOf(asked))).toThrow(fix);
  });
});

describe('names of this machine', () => {
  it.each<[string, boolean]>([
    ['localhost', true],
    ['127.0.0.1', true],
    ['127.255.255.254', true],
    ['::1', true],
    ['[::1]', true],
    ['127.0.0', false],
    ['127.0.0.1.', false],
    ['127.0.0.1.example.com', false],
    ['1127.0.0.1', false],
    ['xlocalhost', false],
    ['LOCALHOST', false],
    ['::2', false],
    ['', false],
  ])('%j: %s', (name, isHere) => {
    expect(isLoopbackHost(name)).toBe(isHere);
  });
});

describe('input of a control', () => {
  /** The field a refusal names; null when the input is taken. */
  function wrongField(schema: z.ZodType, input: unknown): string | null {
    try {
      parseInput(schema, input);
      return null;
    } catch (error) {
      if (!(error instanceof ControlError)) throw error;
      expect([error.status, error.code, error.fix !== '']).toEqual([400, 'INVALID_INPUT', true]);
      return error.field;
    }
  }

  const receiver = { url: 'http://localhost:3000/cb', token: 'aToken', aesKey: 'k'.repeat(43) };
  it.each<[string, unknown, string | null]>([
    ['all three', receiver, null],
    ['the longest token', { ...receiver, token: 't'.repeat(32) }, null],
    ['one letter too many', { ...receiver, token: 't'.repeat(33) }, 'token'],
    ['an empty token', { ...receiver, token: '' }, 'token'],
    ['a token with a sign', { ...receiver, token: 'a-b' }, 'token'],
    ['a key of 42', { ...receiver, aesKey: 'k'.repeat(42) }, 'aesKey'],
    ['a key of 44', { ...receiver, aesKey: 'k'.repeat(44) }, 'aesKey'],
    ['a key with padding', { ...receiver, aesKey: `${'k'.repeat(42)}=` }, 'aesKey'],
    ['a key with a line break', { ...receiver, aesKey: `${'k'.repeat(43)}\n` }, 'aesKey'],
    ['no url', { ...receiver, url: undefined }, 'url'],
    ['half a url', { ...receiver, url: '/callbacks/wecom' }, 'url'],
    ['a script', { ...receiver, url: 'javascript:alert(1)' }, 'url'],
    ['a probe that is a word', { ...receiver, probe: 'yes' }, 'probe'],
    ['nothing', undefined, 'body'],
    ['a list', [], 'body'],
  ])('a receiver: %s', (_what, input, field) => {
    expect(wrongField(ReceiverRequest, input)).toBe(field);
  });

  it.each<[string, unknown, string | null]>([
    ['a path', { path: '/api/v1/leads' }, null],
    ['a path with a query', { path: '/api/v1/leads?x=//y' }, null],
    ['another host in disguise', { path: '//evil.example.com/' }, 'path'],
    ['another host', { path: 'http://evil.example.com/' }, 'path'],
    ['a host that becomes one behind ours', { path: '.evil.example.com/' }, 'path'],
    ['a user that becomes one', { path: '@evil.example.com/' }, 'path'],
    ['an empty path', { path: '' }, 'path'],
    ['no path', {}, 'path'],
    ['a method nobody has', { path: '/', method: 'TRACE' }, 'method'],
    ['a header that is a number', { path: '/', headers: { a: 1 } }, 'headers.a'],
    ['a body that is no string', { path: '/', body: {} }, 'body'],
  ])('a relayed call: %s', (_what, input, field) => {
    expect(wrongField(RelayRequest, input)).toBe(field);
  });

  it('names a nested field by its path and gives back what was parsed', () => {
    const schema = z.object({ list: z.array(z.object({ id: z.number('a number') })) });
    expect(wrongField(schema, { list: [{ id: 1 }, { id: 'x' }] })).toBe('list.1.id');
    expect(parseInput(schema, { list: [{ id: 1, more: true }] })).toEqual({ list: [{ id: 1 }] });
  });
});
