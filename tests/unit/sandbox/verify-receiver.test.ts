import { decrypt, getSignature } from '@wecom/crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCallbackSender, DEFAULT_CALLBACK_SETTINGS, withQuery } from '#sandbox/callbacks/sender';
import { probeReceiver, verifyReceiver } from '#sandbox/callbacks/verify-receiver';
import { FaultRequest } from '#sandbox/faults';
import { openCore } from './open-core.ts';

interface Asked {
  readonly url: URL;
  readonly init: RequestInit;
}

const CORP = 'wwsandbox00000001';
let opened: ReturnType<typeof openCore>;
let asked: Asked[];
/** How the receiver answers; `plain` is what it was asked to send back. */
let answer: (plain: string, query: URLSearchParams, receiveId: string) => Response;

const receiverOf = () => ({
  url: 'http://127.0.0.1:9/cb?v=2',
  token: 'aToken',
  aesKey: opened.core.credentials.aesKey,
});

beforeEach(() => {
  opened = openCore();
  asked = [];
  answer = (plain) => new Response(plain);
  vi.stubGlobal('fetch', async (target: string, init: RequestInit) => {
    const url = new URL(target);
    asked.push({ url, init });
    const { message, id } = decrypt(opened.core.credentials.aesKey, url.searchParams.get('echostr')!);
    return answer(message, url.searchParams, id);
  });
});
afterEach(() => vi.unstubAllGlobals());

const verify = () => verifyReceiver(opened.core, receiverOf());

describe('[OP1] verifying a receiver', () => {
  it('asks once, signed over the echo, for this corp, and keeps the query of the address', async () => {
    expect(await verify()).toEqual({ ok: true, status: 200, ms: 0, problem: '' });
    const { url, init } = asked[0]!;
    const get = (name: string) => url.searchParams.get(name) ?? '';
    expect(get('msg_signature')).toBe(getSignature('aToken', get('timestamp'), get('nonce'), get('echostr')));
    expect([asked.length, get('v'), get('timestamp')]).toEqual([1, '2', '1778032800']);
    expect(decrypt(receiverOf().aesKey, get('echostr'))).toMatchObject({
      id: CORP,
      message: expect.stringMatching(/^[1-9]\d{18}$/),
    });
    expect([init.method ?? 'GET', init.redirect]).toEqual(['GET', 'manual']);
  });

  it('asks another number every time', async () => {
    const plains: string[] = [];
    answer = (plain) => new Response(plains[plains.push(plain) - 1]);
    for (let i = 0; i < 5; i += 1) expect((await verify()).ok).toBe(true);
    expect(new Set(plains).size).toBe(5);
  });

  it.each<[string, (plain: string) => Response, number | null, RegExp]>([
    ['a line break behind', (plain) => new Response(`${plain}\n`), 200, /bare bytes/],
    ['a line break of Windows', (plain) => new Response(`${plain}\r\n`), 200, /bare bytes/],
    ['a blank before', (plain) => new Response(` ${plain}`), 200, /bare bytes/],
    ['a byte order mark', (plain) => new Response(`\ufeff${plain}`), 200, /bare bytes/],
    ['quotes, as JSON would', (plain) => new Response(JSON.stringify(plain)), 200, /bare bytes/],
    ['nothing', () => new Response(''), 200, /not the decrypted echostr/],
    ['success', () => new Response('success'), 200, /not the decrypted echostr/],
    [
      'a number cut by floating point',
      (plain) => new Response(String(Number(plain))),
      200,
      /decrypted echostr/,
    ],
    ['a page', (plain) => new Response(`<p>${plain}</p>`), 200, /not the decrypted echostr/],
    ['one digit less', (plain) => new Response(plain.slice(1)), 200, /not the decrypted echostr/],
    ['created', (plain) => new Response(plain, { status: 201 }), 201, /201 instead of 200/],
    ['no content', () => new Response(null, { status: 204 }), 204, /204 instead of 200/],
    [
      'a detour',
      () => new Response(null, { status: 302, headers: { location: 'http://127.0.0.1:9/' } }),
      302,
      /302 instead of 200/,
    ],
    ['a refusal', () => new Response('', { status: 401 }), 401, /401 instead of 200/],
    [
      'an error with the right body',
      (plain) => new Response(plain, { status: 500 }),
      500,
      /500 instead of 200/,
    ],
  ])('an answer with %s is refused', async (_what, reply, status, problem) => {
    answer = reply;
    const verification = await verify();
    expect(verification).toMatchObject({ ok: false, status });
    expect(verification.problem).toMatch(problem);
    // A second try would hide from the reader that the first one failed.
    expect(asked).toHaveLength(1);
  });

  it.each<[string, Error, RegExp]>([
    ['late', new DOMException('late', 'TimeoutError'), /no answer within 1 s/],
    ['not there', new TypeError('fetch failed'), /could not connect/],
  ])('a receiver that is %s is told so', async (_what, error, problem) => {
    answer = () => {
      throw error;
    };
    const verification = await verify();
    expect(verification).toMatchObject({ ok: false, status: null });
    expect(verification.problem).toMatch(problem);
  });
});

describe('[OP1] probing a receiver', () => {
  const genuine = (query: URLSearchParams) => {
    const get = (name: string) => query.get(name) ?? '';
    return get('msg_signature') === getSignature('aToken', get('timestamp'), get('nonce'), get('echostr'));
  };
  const no = () => new Response('', { status: 403 });

  it.each<[string, typeof answer, boolean, boolean]>([
    ['believes everything', (plain) => new Response(plain), false, false],
    ['checks the signature', (plain, query) => (genuine(query) ? new Response(plain) : no()), true, false],
    ['checks whom it is for', (plain, _query, id) => (id === CORP ? new Response(plain) : no()), false, true],
    [
      'checks both',
      (plain, query, id) => (genuine(query) && id === CORP ? new Response(plain) : no()),
      true,
      true,
    ],
    [
      'answers an error with the plain text in it',
      (plain) => new Response(`bad ${plain}`, { status: 400 }),
      false,
      false,
    ],
    ['answers 200 to everything, but nothing else', () => new Response('success'), true, true],
  ])('one that %s', async (_what, reply, tampered, foreign) => {
    answer = reply;
    expect(await probeReceiver(opened.core, receiverOf())).toEqual({
      tamperedSignatureRefused: tampered,
      foreignReceiveIdRefused: foreign,
    });
    expect(asked).toHaveLength(2);
  });

  it('forges one thing at a time', async () => {
    const seen: [boolean, string][] = [];
    answer = (_plain, query, id) => {
      seen.push([genuine(query), id]);
      return no();
    };
    await probeReceiver(opened.core, receiverOf());
    expect(seen).toEqual([
      [false, CORP],
      [true, 'wwforeign00000001'],
    ]);
  });

  it('counts one that cut the connection as having refused', async () => {
    answer = () => {
      throw new TypeError('fetch failed');
    };
    expect(await probeReceiver(opened.core, receiverOf())).toEqual({
      tamperedSignatureRefused: true,
      foreignReceiveIdRefused: true,
    });
  });
});

describe('[OP1] re-sends and order together', () => {
  let got: string[];
  let failing: Map<string, number>;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    got = [];
    failing = new Map();
    vi.stubGlobal('fetch', async (_url: string, init: RequestInit) => {
      const sealed = /<Encrypt><!\[CDATA\[(.*?)\]\]>/.exec(String(init.body))![1]!;
      const xml = decrypt(opened.core.credentials.aesKey, sealed).message;
      const content = /<Content><!\[CDATA\[(.*?)\]\]>/.exec(xml)![1]!;
      got.push(content);
      const left = failing.get(content) ?? 0;
      failing.set(content, left - 1);
      if (left > 0) throw new DOMException('late', 'TimeoutError');
      return new Response('');
    });
  });
  afterEach(() => vi.useRealTimers());

  const fault = (request: Record<string, unknown>) =>
    opened.core.faults.add(FaultRequest.parse({ api: 'callback', ...request }));
  const event = (content: string) => ({
    fields: { MsgType: 'text', Content: content },
    agentId: 1,
    zh: '一句话',
    en: 'a text',
  });

  it.each<[string, Record<string, unknown>[], Record<string, number>, string[]]>([
    [
      'a re-send finishes before the held one follows',
      [{ reorder: true }],
      { b: 2 },
      ['b', 'b', 'b', 'a', 'c'],
    ],
    ['the held one is re-sent too', [{ reorder: true }], { a: 3 }, ['b', 'a', 'a', 'a', 'a', 'c']],
    ['the held one is given up after four', [{ reorder: true }], { a: 9 }, ['b', 'a', 'a', 'a', 'a', 'c']],
    [
      'a next one given up still frees the held',
      [{ reorder: true }],
      { b: 9 },
      ['b', 'b', 'b', 'b', 'a', 'c'],
    ],
    ['doubled, then the held one', [{ reorder: true }, { duplicate: true }], {}, ['b', 'b', 'a', 'c']],
    ['a drop does not free the held one', [{ reorder: true }, { drop: true }], {}, ['c', 'a']],
    ['a cut does not either', [{ reorder: true }, { cut: 'after' }], {}, ['c', 'a']],
    ['doubled and late: both are re-sent', [{ duplicate: true }], { a: 1 }, ['a', 'a', 'a', 'b', 'c']],
    ['of three, the last is held for a next one', [{ reorder: true, count: 9 }], {}, ['b', 'a']],
  ])('%s', async (_what, faults, late, order) => {
    for (const each of faults) fault(each);
    failing = new Map(Object.entries(late));
    for (const content of ['a', 'b', 'c']) {
      const sent = opened.core.sender.send(event(content));
      await vi.runAllTimersAsync();
      await sent;
    }
    expect(got).toEqual(order);
  });

  it('waits a second between tries, and not after the last', async () => {
    failing.set('a', 9);
    const sender = createCallbackSender(() => opened.core, receiverOf(), DEFAULT_CALLBACK_SETTINGS);
    let isDone = false;
    void sender.send(event('a')).then(() => (isDone = true));
    const counts: number[] = [];
    for (const ms of [0, 999, 1, 999, 1, 1_000]) {
      await vi.advanceTimersByTimeAsync(ms);
      counts.push(got.length);
    }
    expect(counts).toEqual([1, 1, 2, 2, 3, 4]);
    expect(isDone).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('a delay of a fault comes before the first try', async () => {
    fault({ delayMs: 3_000 });
    const sent = opened.core.sender.send(event('a'));
    await vi.advanceTimersByTimeAsync(2_999);
    expect(got).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect((await sent).delivered).toBe(true);
    expect(got).toEqual(['a']);
  });

  it('goes to where callbacks are wanted now, also what was held before', async () => {
    const urls: string[] = [];
    vi.stubGlobal('fetch', async (url: string) => {
      urls.push(new URL(url).origin);
      return new Response('');
    });
    fault({ reorder: true });
    await opened.core.sender.send(event('a'));
    opened.core.state.receiver = { ...receiverOf(), url: 'http://127.0.0.1:7/new' };
    await opened.core.sender.send(event('b'));
    opened.core.state.receiver = null;
    await opened.core.sender.send(event('c'));
    expect(urls).toEqual(['http://127.0.0.1:7', 'http://127.0.0.1:7', 'http://localhost:3000']);
  });

  it.each([
    ['http://h/cb', 'http://h/cb?a=1'],
    ['http://h/cb?v=2', 'http://h/cb?v=2&a=1'],
    ['http://h', 'http://h?a=1'],
  ])('the query of %s is kept: %s', (url, whole) => {
    expect(withQuery(url, 'a=1')).toBe(whole);
  });
});
