import { describe, expect, it } from 'vitest';
import { buttonCard } from './docs-client.ts';
import { type OpenedSandbox, openSandbox } from './open-sandbox.ts';

/** Every code the platform's error table gives a meaning for the product (design note §10). */
const CODES = [
  -1, 6000, 40001, 40003, 40004, 40005, 40006, 40007, 40008, 40009, 40010, 40011, 40013, 40014, 40029, 40031,
  40032, 40033, 40035, 40039, 40056, 40058, 40063, 40066, 40068, 40091, 40096, 40130, 40145, 41001, 41002,
  41004, 41006, 41009, 41011, 41016, 41033, 41050, 41051, 41063, 41079, 41093, 41094, 41096, 42001, 42003,
  42009, 42012, 42013, 42014, 42015, 42016, 42022, 42031, 42045, 42051, 42052, 43012, 44001, 44004, 45001,
  45002, 45007, 45008, 45009, 45032, 45033, 45034, 45035, 45036, 46004, 48001, 48002, 48003, 48004, 48005,
  48006, 48007, 48008, 48009, 48010, 48011, 50001, 50002, 50003, 50006, 60003, 60008, 60011, 60020, 60021,
  60030, 60031, 60102, 60104, 60106, 60111, 60123, 60140, 80001, 81013, 82001, 82002, 82003, 82004, 84014,
  84061, 84074, 84084, 85005, 86215, 90200, 90208, 92000, 92003, 95007, 95013, 301002, 301022, 301025, 301026,
  301055, 301056, 301057, 701008, 2000111, 2000141,
];

const text = { touser: 'zhangwei', msgtype: 'text', text: { content: '你好' } };
const raw = async ({ url, wecom }: OpenedSandbox, path = 'message/send') =>
  fetch(`${url}/cgi-bin/${path}?access_token=${await wecom.token()}`, {
    method: 'POST',
    body: JSON.stringify({ agentid: 1000002, ...text }),
  });

describe('faults', () => {
  it('[OP1] provoke every code of the platform on one API, as often as asked', async () => {
    const { wecom, control, chat } = await openSandbox();
    for (const errcode of CODES) {
      await control('POST faults', { api: 'message/send', errcode });
      const answer = await wecom.send(text);
      expect(answer.errcode).toBe(errcode);
      expect(answer.errmsg).toContain(`devtool/query?e=${errcode}`);
    }
    expect(await chat('zhangwei')).toEqual([]);
    expect((await wecom.send(text)).errcode).toBe(0);
  });

  it('hit only their API, count calls and are listed until used up', async () => {
    const { wecom, control } = await openSandbox();
    await control('POST faults', { api: '/cgi-bin/message/send', errcode: 45033, count: 2 });
    expect((await wecom.get('user/get', { userid: 'lina' })).errcode).toBe(0);
    expect((await wecom.send(text)).errcode).toBe(45033);
    expect(await control('GET faults')).toMatchObject({
      faults: [{ api: 'message/send', errcode: 45033, left: 1 }],
    });
    expect((await wecom.send(text)).errcode).toBe(45033);
    expect(await control('GET faults')).toEqual({ faults: [] });
    expect((await wecom.send(text)).errcode).toBe(0);
  });

  it('stay until cleared without a count, one or all', async () => {
    const { wecom, control, tryControl } = await openSandbox();
    const { id } = await control<{ id: number }>('POST faults', { errcode: -1, count: null });
    await control('POST faults', { api: 'user/get', errcode: 6000, count: 5 });
    for (let i = 0; i < 3; i += 1) expect((await wecom.get('getcallbackip')).errcode).toBe(-1);
    await control(`DELETE faults/${id}`);
    expect((await tryControl(`DELETE faults/${id}`)).status).toBe(404);
    expect((await wecom.get('user/get', { userid: 'lina' })).errcode).toBe(6000);
    await control('POST faults', { clear: true });
    expect((await wecom.get('user/get', { userid: 'lina' })).errcode).toBe(0);
  });

  it('delay an answer whose work is already done', async () => {
    const opened = await openSandbox();
    await opened.wecom.token();
    await opened.control('POST faults', { api: 'message/send', delayMs: 300 });
    const started = performance.now();
    const pending = opened.wecom.send(text);
    await expect.poll(() => opened.chat('zhangwei')).toHaveLength(1);
    expect((await pending).errcode).toBe(0);
    expect(performance.now() - started).toBeGreaterThanOrEqual(290);
  });

  it('cut the connection before or after the work: the caller cannot know', async () => {
    const opened = await openSandbox();
    await opened.wecom.token();
    await opened.control('POST faults', { api: 'message/send', cut: 'before' });
    await expect(raw(opened)).rejects.toThrow('fetch failed');
    expect(await opened.chat('zhangwei')).toEqual([]);
    await opened.control('POST faults', { api: 'message/send', cut: 'after' });
    await expect(raw(opened)).rejects.toThrow('fetch failed');
    expect(await opened.chat('zhangwei')).toHaveLength(1);
  });

  it('answer HTML, half a JSON, nothing, or another status', async () => {
    const opened = await openSandbox();
    await opened.wecom.token();
    await opened.control('POST faults', { api: 'message/send', body: 'html', status: 502 });
    const html = await raw(opened);
    expect([html.status, html.headers.get('content-type')]).toEqual([502, 'text/html; charset=utf-8']);
    await opened.control('POST faults', { api: 'message/send', body: 'half_json' });
    await expect((await raw(opened)).json()).rejects.toThrow(SyntaxError);
    await opened.control('POST faults', { api: 'message/send', body: 'empty' });
    const empty = await raw(opened);
    expect([empty.status, await empty.text()]).toEqual([200, '']);
    await opened.control('POST faults', { api: 'message/send', status: 503 });
    expect((await raw(opened)).status).toBe(503);
  });

  it('cut everything during an outage, and nothing after it', async () => {
    const opened = await openSandbox();
    await opened.wecom.token();
    await opened.control('POST faults', { outage: true });
    for (const path of ['message/send', 'user/get', 'gettoken']) {
      await expect(raw(opened, path)).rejects.toThrow('fetch failed');
    }
    expect((await opened.control<{ faults: unknown[] }>('GET faults')).faults).toHaveLength(1);
    await opened.control('DELETE faults');
    expect((await opened.wecom.send(text)).errcode).toBe(0);
  });

  it('drop a message silently or show it twice', async () => {
    const { wecom, control, chat } = await openSandbox();
    await control('POST faults', { api: 'message/send', drop: true });
    expect(await wecom.sendCard('zhangwei', buttonCard())).toMatchObject({
      errcode: 0,
      msgid: expect.any(String),
    });
    expect(await chat('zhangwei')).toEqual([]);
    await control('POST faults', { api: 'message/send', duplicate: true });
    await wecom.send(text);
    expect(await chat('zhangwei')).toHaveLength(2);
  });

  it('lower the rate limit of an API until the minute is over', async () => {
    const { wecom, control, advance } = await openSandbox();
    await control('POST faults', { api: 'user/get', ratePerMinute: 2 });
    const codes = [];
    for (let i = 0; i < 3; i += 1) codes.push((await wecom.get('user/get', { userid: 'lina' })).errcode);
    expect(codes).toEqual([0, 0, 45009]);
    expect((await wecom.get('getcallbackip')).errcode).toBe(0);
    await advance(60);
    expect((await wecom.get('user/get', { userid: 'lina' })).errcode).toBe(0);
  });

  it.each([
    [{}, 'errcode'],
    [{ errcode: 'many' }, 'errcode'],
    [{ delayMs: -5 }, 'delayMs'],
    [{ errcode: 1, count: 0 }, 'count'],
    [{ body: 'xml' }, 'body'],
  ])('refuse %j and name the field', async (input, field) => {
    const { tryControl } = await openSandbox();
    const { status, body } = await tryControl('POST faults', input);
    expect([status, body.error.code, body.error.field]).toEqual([400, 'INVALID_INPUT', field]);
  });
});
