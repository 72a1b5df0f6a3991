import mongoose from 'mongoose';
import { describe, expect, it } from 'vitest';
import { systemContext } from '#domain/kernel/command-context';
import { getStaff, removeMember } from '#domain/staff/index';
import { useDatabase } from '../../support/mongo.ts';
import { as, browser, logIn, useServer } from './http-fixture.ts';

useDatabase();
const server = useServer();
const ME = '/api/app/v1/me';

async function stateOf(who: ReturnType<typeof browser>, next = '/app/'): Promise<string> {
  const start = await who.get(`/auth/wecom/start?next=${encodeURIComponent(next)}`);
  return new URL(start.headers.get('location')!).searchParams.get('state')!;
}

describe('login', () => {
  it('goes to the platform and comes back to the page that was asked for', async () => {
    const who = browser(server);
    const start = await who.get('/auth/wecom/start?next=%2Fapp%2Fleads%2F1', { 'user-agent': 'x wxwork/4' });
    const to = new URL(start.headers.get('location')!);
    expect(start.status).toBe(302);
    expect(to.searchParams.get('redirect_uri')).toBe('http://crm.example/auth/wecom/callback');
    expect(to.searchParams.get('inapp')).toBe('true');
    server.codes.set('c1', { userId: 'ZhangWei' });
    const back = await who.get(`/auth/wecom/callback?code=c1&state=${to.searchParams.get('state')}`);
    expect([back.status, back.headers.get('location')]).toEqual([302, '/app/leads/1']);
    const me = await (await who.get(ME)).json();
    expect(me).toMatchObject({ id: 'staff-zhangwei', name: '张伟', mayListStore: false });
  });

  it('chooses the platform by the browser when none is named', async () => {
    const start = await browser(server).get('/auth/start');
    expect(new URL(start.headers.get('location')!).searchParams.get('inapp')).toBe('false');
  });

  it('keeps the cookie from scripts and the id from the database', async () => {
    const who = browser(server);
    const answer = await logIn(server, who, 'zhangwei');
    const line = answer.headers.getSetCookie().find((one) => one.startsWith('cl_session='));
    expect(line).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/);
    const [id = ''] = who.cookies.get('cl_session')!.split('.');
    const rows = await mongoose.connection.collection('sessions').find().toArray();
    expect(Buffer.from(id, 'base64url')).toHaveLength(32);
    expect(JSON.stringify(rows)).not.toContain(id);
  });

  it('makes a new session at each login', async () => {
    const who = await as(server, 'zhangwei');
    const first = who.cookies.get('cl_session');
    await logIn(server, who, 'zhangwei');
    expect(who.cookies.get('cl_session')).not.toBe(first);
  });

  it.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])(
    'never sends anybody to %s',
    async (next) => {
      const answer = await logIn(server, browser(server), 'zhangwei', next);
      expect(answer.headers.get('location')).toBe('/app/');
    },
  );
});

describe('a state', () => {
  const refused = async (who: ReturnType<typeof browser>, query: string) => {
    server.codes.set('good', { userId: 'zhangwei' });
    const answer = await who.get(`/auth/wecom/callback?${query}`);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toMatch(/html/);
    expect((await who.get(ME)).status).toBe(401);
  };

  it('works once', async () => {
    const who = browser(server);
    const state = await stateOf(who);
    server.codes.set('once', { userId: 'zhangwei' });
    expect((await who.get(`/auth/wecom/callback?code=once&state=${state}`)).status).toBe(302);
    who.cookies.delete('cl_session');
    await refused(who, `code=good&state=${state}`);
  });

  it('is of no use in another browser', async () => {
    const state = await stateOf(browser(server));
    await refused(browser(server), `code=good&state=${state}`);
    const other = browser(server);
    await stateOf(other);
    await refused(other, `code=good&state=${state}`);
  });

  it('ends after ten minutes', async () => {
    const who = browser(server);
    const state = await stateOf(who);
    server.clock.advance(10 * 60_000);
    await refused(who, `code=good&state=${state}`);
  });

  it.each(['', 'code=good', 'state=x', 'code=good&state=unknown', 'code=good&state='])(
    'cannot be left out or made up: %j',
    async (query) => {
      await refused(browser(server), query);
    },
  );

  it('cannot be sent twice in one request', async () => {
    const who = browser(server);
    const state = await stateOf(who);
    const answer = await who.get(`/auth/wecom/callback?code=good&state=${state}&state=${state}`);
    expect(answer.status).toBe(400);
  });

  it('is decided by one of two callbacks at the same moment', async () => {
    const who = browser(server);
    const state = await stateOf(who);
    server.codes.set('a', { userId: 'zhangwei' }).set('b', { userId: 'zhangwei' });
    const answers = await Promise.all(
      ['a', 'b'].map((code) => who.get(`/auth/wecom/callback?code=${code}&state=${state}`)),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([302, 401]);
  });
});

describe('people who may not come in', () => {
  it.each([
    ['a spent code', 'refused', 401],
    ['a platform that does not answer', 'down', 503],
    ['an account nobody has', { userId: 'stranger' }, 403],
    ['an id that only looks alike', { userId: 'zhangwei ' }, 403],
  ] as const)('%s', async (_what, codeAnswer, status) => {
    const who = browser(server);
    const state = await stateOf(who);
    server.codes.set('code', codeAnswer);
    const answer = await who.get(`/auth/wecom/callback?code=code&state=${state}`);
    expect(answer.status).toBe(status);
    expect(await answer.text()).toMatch(/重新登录|联系门店经理/);
    expect((await who.get(ME)).status).toBe(401);
  });

  it('a leaver is out with the next request, everywhere, and cannot come back', async () => {
    const [phone, desk] = [await as(server, 'lina'), await as(server, 'lina')];
    expect((await phone.get(ME)).status).toBe(200);
    await removeMember(systemContext(server.clock, 'test'), { platform: 'wecom', userId: 'lina' });
    expect((await getStaff('staff-lina')).status).toBe('left');
    expect((await phone.get(ME)).status).toBe(401);
    expect((await desk.get(ME)).status).toBe(401);
    const again = await logIn(server, browser(server), 'lina');
    expect(again.status).toBe(403);
    expect(await again.text()).toContain('已停用');
    const rows = mongoose.connection.collection('sessions');
    expect(await rows.countDocuments({ staffId: 'staff-lina' })).toBe(0);
  });
});

describe('a session', () => {
  it('ends after eight idle hours, not before', async () => {
    const who = await as(server, 'zhangwei');
    server.clock.advance(7.9 * 3_600_000);
    expect((await who.get(ME)).status).toBe(200);
    server.clock.advance(7.9 * 3_600_000);
    expect((await who.get(ME)).status).toBe(200);
    server.clock.advance(8 * 3_600_000);
    expect((await who.get(ME)).status).toBe(401);
  });

  it('ends after seven days, however busy', async () => {
    const who = await as(server, 'zhangwei');
    for (let hour = 0; hour < 7 * 24; hour += 6) {
      expect((await who.get(ME)).status).toBe(200);
      server.clock.advance(6 * 3_600_000);
    }
    expect((await who.get(ME)).status).toBe(401);
  });

  it('ends at logout, also for a copied cookie', async () => {
    const who = await as(server, 'zhangwei');
    const copy = browser(server);
    for (const [name, value] of who.cookies) copy.cookies.set(name, value);
    expect((await who.post('/auth/logout')).status).toBe(204);
    expect(who.cookies.has('cl_session')).toBe(false);
    expect((await copy.get(ME)).status).toBe(401);
  });

  it('cannot be made up or changed', async () => {
    const who = await as(server, 'zhangwei');
    const real = who.cookies.get('cl_session')!;
    const [id, mac] = real.split('.') as [string, string];
    for (const forged of [
      '',
      'x',
      id,
      `${id}.`,
      `.${mac}`,
      `${id}.${mac.slice(1)}a`,
      `${id}x.${mac}`,
      real.slice(0, -1),
    ]) {
      who.cookies.set('cl_session', forged);
      expect([forged, (await who.get(ME)).status]).toEqual([forged, 401]);
    }
    who.cookies.set('cl_session', real);
    expect((await who.get(ME)).status).toBe(200);
  });

  it('follows a change of role with the next request', async () => {
    const who = await as(server, 'wuhao');
    expect((await who.get('/api/app/v1/leads?scope=store')).status).toBe(200);
    const staff = mongoose.connection.collection<{ _id: string }>('staff');
    await staff.updateOne({ _id: 'staff-wuhao' }, { $set: { role: 'sales' } });
    expect((await who.get('/api/app/v1/leads?scope=store')).status).toBe(403);
    await staff.updateOne({ _id: 'staff-wuhao' }, { $set: { role: 'manager' } });
  });
});

describe('a changing request from elsewhere', () => {
  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a sister host', { 'sec-fetch-site': 'same-site' }, 403],
    ['an address typed in', { 'sec-fetch-site': 'none' }, 403],
    ['nothing said', { 'sec-fetch-site': '' }, 403],
    ['a foreign origin', { 'sec-fetch-site': '', origin: 'https://evil.example' }, 403],
    ['an origin that starts alike', { 'sec-fetch-site': '', origin: 'http://crm.example.evil' }, 403],
    ['the null origin', { 'sec-fetch-site': '', origin: 'null' }, 403],
    ['our page in an old web view', { 'sec-fetch-site': '', origin: 'http://crm.example' }, 200],
    ['our page', { 'sec-fetch-site': 'same-origin' }, 200],
  ])('%s', async (_what, headers, status) => {
    const who = await as(server, 'zhangwei');
    const answer = await who.post(`${ME}/busy`, { minutes: null }, headers);
    expect(answer.status).toBe(status);
  });

  it('cannot log anybody out', async () => {
    const who = await as(server, 'zhangwei');
    expect((await who.post('/auth/logout', {}, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await who.get(ME)).status).toBe(200);
  });
});
