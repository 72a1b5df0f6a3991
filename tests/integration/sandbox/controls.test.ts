import { createHmac, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createCredentials, loadCredentials } from '#sandbox/credentials';
import { buttonCard, openDocsClient } from './docs-client.ts';
import { openSandbox } from './open-sandbox.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'sandbox-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

describe('controls', () => {
  it('give whatever a script needs to begin', async () => {
    const { control, receiver, sandbox } = await openSandbox();
    const credentials = await control<{ members: { userid: string }[] }>('GET credentials');
    const { corpId, agentId, secret, token, aesKey, apiKey, apiSecret } = sandbox.core.credentials;
    expect(credentials).toMatchObject({ corpId, agentId, secret, token, aesKey, apiKey, apiSecret });
    expect(credentials).toMatchObject({ callbackUrl: `${receiver.url}/callbacks/wecom` });
    expect(credentials.members).toHaveLength(10);
    expect(credentials.members[0]).toMatchObject({
      userid: 'zhangwei',
      name: '张伟',
      role: 'sales',
      store: '浦东旗舰店',
    });
  });

  it('show a chat in order with lines, buttons, state and time', async () => {
    const { wecom, chat, advance } = await openSandbox();
    await wecom.sendCard('zhangwei', buttonCard());
    await advance(60);
    await wecom.send({ touser: 'zhangwei', msgtype: 'text', text: { content: '第二条' } });
    const [card, text] = await chat('zhangwei');
    expect(card).toMatchObject({
      kind: 'button_interaction',
      title: '新线索',
      subtitle: '小程序',
      lines: [{ label: '车型', value: '星越L' }],
      buttons: [
        { key: 'lead.accept|L1|1', text: '接单', style: 1 },
        { key: 'lead.lose|L1|1', text: '战败', style: 3 },
      ],
      state: 'active',
      time: '2026-05-06T02:00:00.000Z',
    });
    expect(text).toMatchObject({ kind: 'text', time: '2026-05-06T02:01:00.000Z' });
    expect(card!.id < text!.id).toBe(true);
  });

  it('move the clock through the shared file, and keep it over a restart', async () => {
    const clockOffsetFile = join(folder(), 'clock-offset');
    const { control, tryControl } = await openSandbox({ clockOffsetFile });
    const answer = await control('POST advance', { seconds: 3_600 });
    expect(answer).toEqual({ now: '2026-05-06T03:00:00.000Z', offsetSeconds: 3_600 });
    expect(Number(readFileSync(clockOffsetFile, 'utf8'))).toBe(3_600_000);
    const again = await openSandbox({ clockOffsetFile });
    expect(await again.control('GET clock')).toMatchObject({ offsetSeconds: 3_600 });
    for (const seconds of [-1, 0, 'x', 1e9]) {
      const refused = await tryControl('POST advance', { seconds });
      expect(refused).toMatchObject({ status: 400, body: { error: { field: 'seconds' } } });
    }
  });

  it('keep chats, codes and task ids over a restart, and a new token is not needed', async () => {
    const options = {
      credentials: createCredentials(randomBytes),
      snapshotFile: join(folder(), 'chats.json'),
    };
    const first = await openSandbox(options);
    const card = buttonCard();
    const sent = await first.wecom.sendCard('zhangwei', card);
    const token = await first.wecom.token();
    await first.sandbox.close();
    const second = await openSandbox(options);
    const [message] = await second.chat('zhangwei');
    expect(message).toMatchObject({ title: '新线索', state: 'active' });
    const change = { agentid: 1000002, response_code: sent.response_code, userids: ['zhangwei'] };
    const body = { ...change, button: { replace_name: '已接单' } };
    expect((await second.wecom.post('message/update_template_card', body, token)).errcode).toBe(0);
    expect((await second.wecom.sendCard('lina', card)).errcode).toBe(42014);
  });

  it('start empty beside a broken snapshot', async () => {
    const snapshotFile = join(folder(), 'chats.json');
    writeFileSync(snapshotFile, '{"chats":');
    const { chat } = await openSandbox({ snapshotFile });
    expect(await chat('zhangwei')).toEqual([]);
  });

  it('reset everything but the time', async () => {
    const { control, wecom, url, sandbox, chat, advance } = await openSandbox();
    await wecom.send({ touser: 'zhangwei', msgtype: 'text', text: { content: 'x' } });
    await control('POST members', { action: 'resign', userid: 'lina' });
    await control('POST faults', { errcode: -1, count: 9, api: 'user/get' });
    await advance(60);
    await control('POST reset', {});
    expect(await chat('zhangwei')).toEqual([]);
    expect(await control('GET state')).toMatchObject({
      faults: [],
      customers: [],
      clock: { offsetSeconds: 60 },
    });
    expect((await wecom.get('getcallbackip')).errcode).toBe(40014);
    const fresh = openDocsClient(url, sandbox.core.credentials);
    expect((await fresh.get('user/get', { userid: 'lina' })).errcode).toBe(0);
  });

  it('stream what happens as it happens', async () => {
    const { url, wecom, advance } = await openSandbox();
    const abort = new AbortController();
    const stream = await fetch(`${url}/_sandbox/stream`, { signal: abort.signal });
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    await wecom.send({ touser: 'zhangwei', msgtype: 'text', text: { content: '实时' } });
    await advance(60);
    let seen = '';
    const decoder = new TextDecoder();
    for await (const chunk of stream.body!) {
      seen += decoder.decode(chunk as Uint8Array, { stream: true });
      if (seen.includes('event: clock')) break;
    }
    expect(seen).toMatch(/event: message\ndata: \{"userid":"zhangwei","message":\{.*"text":"实时"/);
    expect(seen).toMatch(/event: log\ndata: .*张伟 收到一条文字/);
    abort.abort();
  });

  it('log without secrets, tokens or phone numbers', async () => {
    const { control, wecom, sandbox } = await openSandbox();
    await wecom.send({ touser: 'zhangwei', msgtype: 'text', text: { content: '客户 13800138000' } });
    await control('POST contacts', { userid: 'zhangwei', name: '赵女士', mobile: '13900139000' });
    const log = JSON.stringify(await control('GET log'));
    const { secret, token, aesKey, apiSecret } = sandbox.core.credentials;
    const secrets = [secret, token, aesKey, apiSecret, await wecom.token(), '13800138000', '13900139000'];
    expect(secrets.filter((each) => log.includes(each))).toEqual([]);
    const later = await control<{ lines: { id: number }[] }>('GET log?after=2');
    expect(later.lines[0]?.id).toBe(3);
  });

  it('make credentials once per folder and name what is wrong with a broken file', () => {
    const file = join(folder(), 'sandbox.json');
    const made = loadCredentials(file, randomBytes);
    expect(loadCredentials(file, randomBytes)).toEqual(made);
    expect(made).toMatchObject({ corpId: 'wwsandbox00000001', agentId: 1000002 });
    expect(made.aesKey).toMatch(/^[A-Za-z0-9]{43}$/);
    writeFileSync(file, JSON.stringify({ ...made, aesKey: 'short' }));
    expect(() => loadCredentials(file, randomBytes)).toThrow(/aesKey/);
  });

  it('play a lead source: signed, with the key of the channel, at platform time', async () => {
    const asked: { headers: Record<string, unknown>; body: string; url: string }[] = [];
    const product = createServer((incoming, response) => {
      let body = '';
      incoming.on('data', (chunk: Buffer) => (body += chunk.toString()));
      incoming.on('end', () => {
        asked.push({ headers: incoming.headers, body, url: incoming.url ?? '' });
        response.writeHead(201).end('{"outcome":"accepted"}');
      });
    });
    await new Promise<void>((resolve) => product.listen(0, '127.0.0.1', resolve));
    const productUrl = `http://127.0.0.1:${(product.address() as AddressInfo).port}`;
    const { control, tryControl, sandbox } = await openSandbox({ productUrl });
    const lead = { channel: 'autohome', body: { userName: '王女士', mobile: '13800138000' } };
    expect(await control('POST leads', lead)).toEqual({ status: 201, body: { outcome: 'accepted' } });
    const [{ headers, body, url }] = asked as [(typeof asked)[0]];
    const { apiKey, apiSecret } = sandbox.core.credentials;
    const expected = createHmac('sha256', apiSecret).update(`${String(headers['x-timestamp'])}.${body}`);
    expect([url, headers['x-api-key']]).toEqual(['/api/v1/leads', `${apiKey}.autohome`]);
    expect(headers['x-signature']).toBe(`v1=${expected.digest('hex')}`);
    expect(Number(headers['x-timestamp'])).toBe(Date.UTC(2026, 4, 6, 2) / 1000);
    expect((await tryControl('POST leads', { channel: 'fax', body: {} })).body.error.field).toBe('channel');
    product.closeAllConnections();
    await new Promise((resolve) => product.close(resolve));
    expect((await tryControl('POST leads', lead)).body.error.code).toBe('PRODUCT_UNREACHABLE');
  });
});

describe('the guard of the controls', () => {
  const askAs = (url: string, headers: Record<string, string>, method = 'GET', path = '/_sandbox/state') =>
    new Promise<number>((resolve, reject) => {
      const asked = request(`${url}${path}`, { method, headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      });
      asked.on('error', reject);
      asked.end(method === 'POST' ? '{"seconds":5}' : undefined);
    });

  it('refuses names and pages that are not of this machine', async () => {
    const { url } = await openSandbox();
    expect(await askAs(url, { host: 'rebound.example.com' })).toBe(403);
    expect(await askAs(url, { origin: 'https://evil.example.com' })).toBe(403);
    expect(await askAs(url, { origin: 'null' })).toBe(403);
    expect(await askAs(url, { origin: 'http://zhangwei.localhost:3900' })).toBe(403);
    expect(await askAs(url, { host: 'localhost:3900', origin: 'http://localhost:3900' })).toBe(200);
  });

  it('takes JSON only, so that no plain form can press a button', async () => {
    const { url, sandbox } = await openSandbox();
    const post = (type: string) => askAs(url, { 'content-type': type }, 'POST', '/_sandbox/advance');
    expect(await post('text/plain')).toBe(415);
    expect(await post('application/x-www-form-urlencoded')).toBe(415);
    expect(sandbox.core.clock.offsetMs).toBe(0);
    expect(await post('application/json')).toBe(200);
  });

  it('says what there is when a control is misspelt or the JSON is broken', async () => {
    const { url, tryControl } = await openSandbox();
    const { status, body } = await tryControl('POST pres', {});
    expect([status, body.error.code]).toEqual([404, 'NO_SUCH_CONTROL']);
    expect(body.error.fix).toContain('POST press');
    const broken = await fetch(`${url}/_sandbox/press`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    });
    expect(await broken.json()).toMatchObject({ error: { code: 'INVALID_JSON' } });
    expect((await tryControl('POST press', {})).body.error).toMatchObject({
      field: 'userid',
      code: 'INVALID_INPUT',
    });
    expect((await tryControl('GET chats/nobody')).status).toBe(404);
  });
});
