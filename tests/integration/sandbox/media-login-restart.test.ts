import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createCredentials } from '#sandbox/credentials';
import type { SandboxOptions } from '#sandbox/server';
import { type Answer, buttonCard } from './docs-client.ts';
import { type OpenedSandbox, openSandbox } from './open-sandbox.ts';

/** Uploads as the documents say: one multipart field `media` with a file name. */
async function upload(
  opened: OpenedSandbox,
  body: FormData | string,
  { type = 'file', contentType }: { type?: string | null; contentType?: string } = {},
): Promise<Answer> {
  const query = new URLSearchParams({ access_token: await opened.wecom.token() });
  if (type !== null) query.set('type', type);
  const answer = await fetch(`${opened.url}/cgi-bin/media/upload?${query.toString()}`, {
    method: 'POST',
    body,
    ...(contentType === undefined ? {} : { headers: { 'content-type': contentType } }),
  });
  return (await answer.json()) as Answer;
}

function form(name: string, field = 'media', size = 10): FormData {
  const made = new FormData();
  made.set(field, new Blob([Buffer.alloc(size, 97)]), name);
  return made;
}

describe('[OP1] temporary media', () => {
  it.each(['image', 'voice', 'video', 'file'])('a %s is taken and can be sent', async (type) => {
    const opened = await openSandbox();
    const media = await upload(opened, form('报价单 2026.pdf'), { type });
    expect(media).toMatchObject({ errcode: 0, type, created_at: String(Date.UTC(2026, 4, 6, 2) / 1000) });
    const body = { touser: 'lina', msgtype: type, [type]: { media_id: media.media_id } };
    expect((await opened.wecom.send(body)).errcode).toBe(0);
    expect((await opened.chat('lina')).map((message) => message.title)).toEqual(['报价单 2026.pdf']);
  });

  it('what is no upload has its code', async () => {
    const opened = await openSandbox();
    const code = async (...given: Parameters<typeof upload> extends [unknown, ...infer R] ? R : never) =>
      (await upload(opened, ...given)).errcode;
    expect(await code(form('a.png'), { type: null })).toBe(40008);
    expect(await code(form('a.png'), { type: 'song' })).toBe(40008);
    expect(await code(form('a.png'), { type: 'constructor' })).toBe(40008);
    expect(await code('{}', { contentType: 'application/json' })).toBe(44001);
    expect(await code('bytes', { contentType: 'application/octet-stream' })).toBe(44001);
    expect(await code(form('a.png', 'file'))).toBe(44001);
    const plain = new FormData();
    plain.set('media', 'no file');
    expect(await code(plain)).toBe(44001);
    expect(Object.keys(opened.sandbox.core.state.media)).toEqual([]);
  });

  it('20 MB with its wrapping pass, a byte more is refused', async () => {
    const opened = await openSandbox();
    const limit = 20 * 1024 * 1024;
    const wrap = (size: number) => {
      const head = '--b\r\nContent-Disposition: form-data; name="media"; filename="a.bin"\r\n\r\n';
      const tail = '\r\n--b--\r\n';
      return `${head}${'a'.repeat(size - head.length - tail.length)}${tail}`;
    };
    const contentType = 'multipart/form-data; boundary=b';
    expect((await upload(opened, wrap(limit), { contentType })).errcode).toBe(0);
    expect((await upload(opened, wrap(limit + 1), { contentType })).errcode).toBe(45001);
  });

  it('a file lives three days', async () => {
    const opened = await openSandbox();
    const { media_id } = await upload(opened, form('a.pdf'));
    await opened.advance(3 * 86_400 - 1);
    // The token of three days ago is dead by now.
    const fresh = await opened.wecom.get('gettoken', {
      corpid: opened.sandbox.core.credentials.corpId,
      corpsecret: opened.sandbox.core.credentials.secret,
    });
    const late = (id: unknown) =>
      opened.wecom.post(
        'message/send',
        { touser: 'lina', agentid: 1000002, msgtype: 'file', file: { media_id: id } },
        fresh.access_token,
      );
    expect((await late(media_id)).errcode).toBe(0);
    await opened.advance(1);
    expect((await late(media_id)).errcode).toBe(40007);
    expect((await late('made-up')).errcode).toBe(40007);
    expect((await late(undefined)).errcode).toBe(41006);
  });
});

describe('[OP1] login pages', () => {
  const client = '/connect/oauth2/authorize';
  const browser = '/wwlogin/sso/login';
  async function ask(opened: OpenedSandbox, path: string, fields: Record<string, string>) {
    const common = { appid: 'wwsandbox00000001', redirect_uri: `${opened.receiver.url}/done`, state: 's' };
    const own = path === client ? { response_type: 'code', scope: 'snsapi_base' } : { login_type: 'CorpApp' };
    const query = new URLSearchParams({ ...common, ...own, agentid: '1000002', ...fields });
    const answer = await fetch(`${opened.url}${path}?${query.toString()}`, { redirect: 'manual' });
    return { status: answer.status, location: answer.headers.get('location'), page: await answer.text() };
  }

  it('take what the documents allow and refuse the rest with a page, never a redirect', async () => {
    const opened = await openSandbox();
    const cases: [string, Record<string, string>, number][] = [
      [client, {}, 302],
      [browser, {}, 302],
      [client, { scope: 'snsapi_privateinfo' }, 302],
      [client, { scope: 'snsapi_userinfo' }, 400],
      [client, { scope: '' }, 400],
      [client, { agentid: '' }, 302],
      [client, { agentid: 'x' }, 400],
      [client, { agentid: '0' }, 400],
      [client, { state: '' }, 302],
      [client, { state: 'a'.repeat(128) }, 302],
      [client, { state: 'a'.repeat(129) }, 400],
      [client, { state: 'a b' }, 400],
      [client, { state: 'Az09_-' }, 302],
      [client, { appid: '' }, 400],
      [client, { appid: 'WWSANDBOX00000001' }, 400],
      [client, { response_type: '' }, 400],
      [client, { redirect_uri: '' }, 400],
      [client, { redirect_uri: '/done' }, 400],
      [client, { redirect_uri: 'ftp://127.0.0.1/' }, 400],
      [client, { redirect_uri: 'data:text/html,x' }, 400],
      [client, { redirect_uri: 'http://127.0.0.1.example.com/' }, 400],
      [client, { redirect_uri: 'http://localhost@example.com/' }, 400],
      [client, { redirect_uri: 'http://localhost:9/elsewhere' }, 302],
      [browser, { login_type: 'ServiceApp' }, 400],
      [browser, { login_type: '' }, 400],
      // What only the other page asks for is not asked here.
      [browser, { response_type: 'token', scope: 'x' }, 302],
      [client, { login_type: 'x' }, 302],
    ];
    const answers: unknown[] = [];
    for (const [path, fields] of cases) {
      const { status, location } = await ask(opened, path, { as: 'lina', ...fields });
      expect(location === null).toBe(status !== 302);
      answers.push([path, fields, status]);
    }
    expect(answers).toEqual(cases);
  });

  it('ask who is there when nobody, a stranger or somebody gone is named', async () => {
    const opened = await openSandbox();
    await opened.control('POST members', { action: 'resign', userid: 'sunlei' });
    for (const as of ['', 'stranger', 'sunlei', '"><script>alert(1)</script>']) {
      const { status, page } = await ask(opened, browser, { as });
      expect([status, page.match(/class="choice"/g)?.length]).toEqual([200, 9]);
      expect(page).not.toContain('sunlei');
      expect(page).not.toContain('<script');
    }
    expect((await ask(opened, browser, { as: 'LINA' })).status).toBe(302);
  });

  it('keep the query of the way back, and overwrite a code that was there', async () => {
    const opened = await openSandbox();
    const back = `${opened.receiver.url}/done?next=%2Fapp%3Fa%3D1&code=old&state=old#top`;
    const url = new URL((await ask(opened, client, { as: 'lina', redirect_uri: back })).location!);
    expect([url.searchParams.get('next'), url.searchParams.get('state'), url.hash]).toEqual([
      '/app?a=1',
      's',
      '#top',
    ]);
    expect(url.searchParams.getAll('code')).toHaveLength(1);
    const code = url.searchParams.get('code')!;
    expect(await opened.wecom.get('auth/getuserinfo', { code })).toMatchObject({ userid: 'lina' });
  });

  it('give a ticket for more only when more was asked for', async () => {
    const opened = await openSandbox();
    const who = async (scope: string) => {
      const { location } = await ask(opened, client, { as: 'lina', scope });
      return opened.wecom.get('auth/getuserinfo', { code: new URL(location!).searchParams.get('code')! });
    };
    expect(await who('snsapi_privateinfo')).toHaveProperty('user_ticket');
    expect(await who('snsapi_base')).not.toHaveProperty('user_ticket');
  });
});

describe('[OP1] [L1] a restart in the middle of things', () => {
  function restartable() {
    const folder = mkdtempSync(join(tmpdir(), 'cheliao-restart-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const options: Partial<SandboxOptions> = {
      credentials: createCredentials(randomBytes),
      snapshotFile: join(folder, 'state.json'),
      clockOffsetFile: join(folder, 'offset'),
    };
    return () => openSandbox(options);
  }

  it('cards, customers, codes, files and the receiver are all where they were', async () => {
    const start = restartable();
    const before = await start();
    const way = { type: 1, scene: 2, user: ['lina'], state: 'show' };
    const { config_id } = await before.wecom.post('externalcontact/add_contact_way', way);
    const added = await before.control<{ externalUserId: string; welcomeCode: string }>('POST contacts', {
      action: 'add',
      configId: config_id,
    });
    const media = await upload(before, form('报价.pdf'));
    const card = buttonCard();
    const sent = await before.wecom.sendCard('lina', card);
    await before.advance(10);
    const chat = await before.chat('lina');
    await before.sandbox.close();

    const after = await start();
    expect(await after.chat('lina')).toEqual(chat);
    expect(after.sandbox.core.clock.offsetMs).toBe(10_000);
    const read = await after.wecom.post('externalcontact/get_contact_way', { config_id });
    expect(read.contact_way).toMatchObject({ config_id, state: 'show', user: ['lina'] });
    const welcome = { welcome_code: added.welcomeCode, text: { content: '您好' } };
    expect((await after.wecom.post('externalcontact/send_welcome_msg', welcome)).errcode).toBe(0);
    expect((await after.wecom.post('externalcontact/send_welcome_msg', welcome)).errcode).toBe(41051);
    const file = { touser: 'wuhao', msgtype: 'file', file: { media_id: media.media_id } };
    expect((await after.wecom.send(file)).errcode).toBe(0);
    expect((await after.wecom.sendCard('lina', card)).errcode).toBe(42014);
    const update = {
      agentid: 1000002,
      userids: ['lina'],
      response_code: sent.response_code,
      button: { replace_name: '已接单' },
    };
    expect((await after.wecom.post('message/update_template_card', update)).errcode).toBe(0);
    expect((await after.wecom.post('message/update_template_card', update)).errcode).toBe(60140);
  });

  it('a second restart forgets nothing of the first, and ids never repeat', async () => {
    const start = restartable();
    const seen: string[] = [];
    for (let round = 1; round <= 3; round += 1) {
      const opened = await start();
      await opened.wecom.sendCard('lina', buttonCard({ main_title: { title: `第 ${round} 次` } }));
      const messages = await opened.chat('lina');
      expect(messages.map((message) => message.title)).toEqual(
        Array.from({ length: round }, (_, index) => `第 ${index + 1} 次`),
      );
      seen.push(messages.at(-1)!.id);
      await opened.sandbox.close();
    }
    expect(new Set(seen).size).toBe(3);
  });

  it('people who came, went and moved stay so', async () => {
    const start = restartable();
    const before = await start();
    await before.control('POST members', { action: 'resign', userid: 'wuhao' });
    const state = (await before.control<{ members: unknown }>('GET state')).members;
    await before.sandbox.close();
    const after = await start();
    expect((await after.control<{ members: unknown }>('GET state')).members).toEqual(state);
    expect((await after.wecom.get('user/get', { userid: 'wuhao' })).errcode).toBe(60111);
  });
});
