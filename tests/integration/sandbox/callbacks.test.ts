import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createCredentials } from '#sandbox/credentials';
import { openSandbox } from './open-sandbox.ts';
import { openReceiver } from './receiver.ts';

const say = { userid: 'zhangwei', text: '今天有几条线索？' };

describe('callbacks', () => {
  it('are signed, encrypted for the corp and padded with hexadecimal, as real ones', async () => {
    const { control, receiver } = await openSandbox();
    await control('POST say', say);
    const [event] = await receiver.next();
    expect(event).toMatchObject({ signatureOk: true, receiveId: 'wwsandbox00000001' });
    expect(event!.random).toMatch(/^[0-9a-f]{16}$/);
    expect(event!.body).toMatch(
      /^<xml><ToUserName><!\[CDATA\[wwsandbox00000001\]\]><\/ToUserName><Encrypt>.*<\/Encrypt><AgentID><!\[CDATA\[1000002\]\]><\/AgentID><\/xml>$/,
    );
    expect([event!.tag('Content'), event!.tag('MsgType')]).toEqual(['今天有几条线索？', 'text']);
    expect(BigInt(event!.tag('MsgId')) > 2n ** 53n).toBe(true);
  });

  it('carry the platform time, also after the clock was moved', async () => {
    const { control, receiver, advance } = await openSandbox();
    await advance(86_400);
    await control('POST open', { userid: 'lina' });
    const [event] = await receiver.next();
    const expected = String(Date.UTC(2026, 4, 7, 2) / 1000);
    expect([event!.query.timestamp, event!.tag('CreateTime'), event!.tag('Event')]).toEqual([
      expected,
      expected,
      'enter_agent',
    ]);
  });

  it('survive a CDATA end inside what a person wrote', async () => {
    const { control, receiver } = await openSandbox();
    await control('POST say', { userid: 'zhangwei', text: 'a]]>b<xml>' });
    const [event] = await receiver.next();
    expect(event!.xml).toContain('<Content><![CDATA[a]]]]><![CDATA[>b<xml>]]></Content>');
  });

  it('are sent again after a timeout, the same event in a fresh envelope, 4 times at most', async () => {
    const { control, receiver } = await openSandbox({ callbacks: { timeoutMs: 500, retryDelayMs: 1 } });
    receiver.answer = () => undefined;
    const result = await control('POST say', say);
    expect(result).toMatchObject({ delivered: false, status: null, attempts: 4, error: 'timeout' });
    const tries = await receiver.next(4);
    expect(new Set(tries.map((each) => each.xml)).size).toBe(1);
    expect(new Set(tries.map((each) => each.body)).size).toBe(4);
    expect(new Set(tries.map((each) => each.query.nonce)).size).toBe(4);
  });

  it('stop being sent again once the receiver answers', async () => {
    const { control, receiver } = await openSandbox({ callbacks: { timeoutMs: 500, retryDelayMs: 1 } });
    receiver.answer = (response, attempt) => void (attempt === 1 || response.end(''));
    expect(await control('POST say', say)).toMatchObject({ delivered: true, status: 200, attempts: 2 });
  });

  it('are not sent again for an error status, but are in the legacy mode', async () => {
    const today = await openSandbox();
    today.receiver.answer = (response) => void response.writeHead(500).end();
    expect(await today.control('POST say', say)).toMatchObject({
      delivered: false,
      status: 500,
      attempts: 1,
    });
    const legacy = await openSandbox({ callbacks: { retryOnNon200: true, retryDelayMs: 1 } });
    legacy.receiver.answer = (response) => void response.writeHead(500).end();
    expect(await legacy.control('POST say', say)).toMatchObject({ status: 500, attempts: 4 });
  });

  it('can be dropped, doubled and put out of order', async () => {
    const { control, receiver } = await openSandbox();
    await control('POST faults', { api: 'callback', drop: true });
    expect(await control('POST say', { ...say, text: 'lost' })).toMatchObject({
      delivered: false,
      error: 'dropped',
    });
    await control('POST faults', { api: 'callback', duplicate: true });
    await control('POST say', { ...say, text: 'twice' });
    await control('POST faults', { api: 'callback', reorder: true });
    await control('POST say', { ...say, text: 'late' });
    await control('POST say', { ...say, text: 'early' });
    const contents = receiver.received.map((event) => event.tag('Content'));
    expect(contents).toEqual(['twice', 'twice', 'early', 'late']);
    expect(receiver.received[0]!.xml).toBe(receiver.received[1]!.xml);
  });

  it('show an encrypted passive reply in the chat', async () => {
    const credentials = createCredentials(randomBytes);
    const { control, receiver, chat } = await openSandbox({ credentials });
    const { encrypt } = await import('@wecom/crypto');
    const reply = '<xml><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[今天 3 条]]></Content></xml>';
    const sealed = encrypt(credentials.aesKey, reply, credentials.corpId);
    receiver.answer = (response) => void response.end(`<xml><Encrypt>${sealed}</Encrypt></xml>`);
    await control('POST say', say);
    expect((await chat('zhangwei')).map(({ from, text }) => [from, text])).toEqual([
      ['member', '今天有几条线索？'],
      ['app', '今天 3 条'],
    ]);
  });

  it('say in the log what happened, in words', async () => {
    const { control } = await openSandbox();
    await control('POST say', say);
    const { lines } = await control<{ lines: { text: string; textEn: string; status: number }[] }>('GET log');
    expect(lines.at(-1)?.text).toMatch(/^张伟 发来一句话，已回调产品，200，\d+ 毫秒$/);
    expect(lines.at(-1)).toMatchObject({
      status: 200,
      textEn: expect.stringContaining('callback answered 200'),
    });
  });
});

describe('saving a receiver', () => {
  const keys = { token: 'strangersToken1', aesKey: 'a'.repeat(43) };

  async function withStranger() {
    const opened = await openSandbox();
    const stranger = await openReceiver(keys);
    const save = (rest = {}) =>
      opened.tryControl('POST callback', { url: `${stranger.url}/wecom?v=2`, ...keys, ...rest });
    return { ...opened, stranger, save };
  }

  it('verifies it, then sends everything there until it is dismissed', async () => {
    const { control, receiver, stranger, save } = await withStranger();
    expect(await save()).toMatchObject({ status: 200, body: { saved: true, verification: { ok: true } } });
    await control('POST say', say);
    const [event] = await stranger.next();
    expect(event).toMatchObject({ signatureOk: true, query: { v: '2' } });
    expect(receiver.received).toEqual([]);
    await control('DELETE callback');
    await control('POST say', say);
    await receiver.next();
    expect(stranger.received).toHaveLength(1);
  });

  it.each<[string, (plain: string) => string, RegExp]>([
    ['a line break', (plain) => `${plain}\n`, /line break/],
    ['quotes', (plain) => `"${plain}"`, /quotes/],
    ['something else', () => 'ok', /not the decrypted echostr/],
  ])('refuses one that answers with %s', async (_name, body, fix) => {
    const { stranger, save, control } = await withStranger();
    stranger.echo = (plain, response) => void response.end(body(plain));
    const { status, body: answer } = await save();
    expect([status, answer.error.code]).toEqual([400, 'VERIFICATION_FAILED']);
    expect(answer.error.fix).toMatch(fix);
    expect(await control('GET state')).toMatchObject({ callback: { isDefault: true } });
  });

  it('refuses one that is slow, answers 204, or is not there', async () => {
    const { stranger, save } = await withStranger();
    stranger.echo = (plain, response) => void setTimeout(() => response.end(plain), 1_200);
    expect((await save()).body.error.fix).toMatch(/within 1 s/);
    stranger.echo = (_plain, response) => void response.writeHead(204).end();
    expect((await save()).body.error.fix).toMatch(/204 instead of 200/);
    await stranger.close();
    expect((await save()).body.error.fix).toMatch(/could not connect/);
  });

  it('names the field of a wrong input, and only calls this machine', async () => {
    const { save } = await withStranger();
    expect((await save({ aesKey: 'short' })).body.error).toMatchObject({
      field: 'aesKey',
      code: 'INVALID_INPUT',
    });
    expect((await save({ token: '有' })).body.error.field).toBe('token');
    expect((await save({ url: 'http://10.1.2.3/' })).body.error.field).toBe('url');
    expect((await save({ url: 'ftp://localhost/' })).body.error.field).toBe('url');
  });

  it('probes whether forged requests are refused', async () => {
    const { save, stranger } = await withStranger();
    const { body } = await save({ probe: true });
    // The test's receiver checks the signature but, like many, not whose corp the message is for.
    expect(body.probes).toEqual({ tamperedSignatureRefused: true, foreignReceiveIdRefused: false });
    await stranger.close();
  });
});
