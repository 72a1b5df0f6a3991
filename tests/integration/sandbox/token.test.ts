import { describe, expect, it } from 'vitest';
import type { Answer } from './docs-client.ts';
import { openSandbox } from './open-sandbox.ts';

const ask = async (url: string) => (await fetch(url)).json() as Promise<Answer>;

describe('access tokens', () => {
  it('gives the same token until it expires, then another', async () => {
    const { url, sandbox, advance } = await openSandbox();
    const { corpId, secret } = sandbox.core.credentials;
    const get = () => ask(`${url}/cgi-bin/gettoken?corpid=${corpId}&corpsecret=${secret}`);
    const first = await get();
    expect(first).toMatchObject({ errcode: 0, errmsg: 'ok', expires_in: 7200 });
    expect((await get()).access_token).toBe(first.access_token);
    await advance(7_200);
    expect((await ask(`${url}/cgi-bin/getcallbackip?access_token=${first.access_token}`)).errcode).toBe(
      42001,
    );
    expect((await get()).access_token).not.toBe(first.access_token);
  });

  it.each([
    ['corpsecret=x', 41002],
    ['corpid=wwsandbox00000001', 41004],
    ['corpid=wwother&corpsecret=x', 40013],
    ['corpid=wwsandbox00000001&corpsecret=wrong', 40001],
  ])('refuses gettoken?%s with %i', async (query, errcode) => {
    const { url } = await openSandbox();
    expect((await ask(`${url}/cgi-bin/gettoken?${query.toString()}`)).errcode).toBe(errcode);
  });

  it('bans an address that guesses secrets, also with the right one, for an hour', async () => {
    const { url, sandbox, advance } = await openSandbox();
    const get = (secret: string) =>
      ask(`${url}/cgi-bin/gettoken?corpid=wwsandbox00000001&corpsecret=${secret}`);
    for (let i = 0; i < 10; i += 1) expect((await get('wrong')).errcode).toBe(40001);
    expect((await get(sandbox.core.credentials.secret)).errcode).toBe(45009);
    await advance(3_601);
    expect((await get(sandbox.core.credentials.secret)).errcode).toBe(0);
  });

  it('tells a missing, an invalid and a revoked token apart, and ignores one in the body', async () => {
    const { url, wecom, control } = await openSandbox();
    const bad = (query: string, body?: string) =>
      fetch(`${url}/cgi-bin/message/send?${query.toString()}`, { method: 'POST', body: body ?? '{}' }).then(
        (answer) => answer.json() as Promise<Answer>,
      );
    const token = await wecom.token();
    expect((await bad('', JSON.stringify({ access_token: token }))).errcode).toBe(41001);
    expect((await bad('access_token=junk')).errcode).toBe(40014);
    expect((await bad(`access_token=${token}&access_token=${token}`)).errcode).toBe(41001);
    expect(await control('POST revoke')).toEqual({ revoked: 1 });
    expect((await bad(`access_token=${token}`)).errcode).toBe(40014);
  });

  it('refuses with the shape of the platform: HTTP 200, hint, address, link', async () => {
    const { url } = await openSandbox();
    const answer = await fetch(`${url}/cgi-bin/user/get`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    const body = (await answer.json()) as Answer;
    expect(body.errmsg).toMatch(
      /^access_token missing, hint: \[\d{19,25}\], from ip: 127\.0\.0\.1, more info at https:\/\/open\.work\.weixin\.qq\.com\/devtool\/query\?e=41001$/,
    );
  });

  it('says so when the body is not JSON, and which method it wants', async () => {
    const { url, wecom } = await openSandbox();
    const token = await wecom.token();
    const half = await fetch(`${url}/cgi-bin/message/send?access_token=${token}`, {
      method: 'POST',
      body: '{"touser":',
    });
    expect(((await half.json()) as Answer).errmsg).toMatch(/^Warning: wrong json format\. /);
    expect((await ask(`${url}/cgi-bin/message/send?access_token=${token}`)).errcode).toBe(43002);
    expect((await wecom.post('user/get', {})).errcode).toBe(43001);
  });

  it('answers 404 to what it does not simulate and names it in the log', async () => {
    const { url, control } = await openSandbox();
    expect((await fetch(`${url}/cgi-bin/appchat/create`)).status).toBe(404);
    const { lines } = await control<{ lines: { text: string }[] }>('GET log');
    expect(lines.at(-1)?.text).toContain('appchat/create');
  });
});
