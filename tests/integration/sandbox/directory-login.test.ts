import { describe, expect, it } from 'vitest';
import { type Answer, openDocsClient } from './docs-client.ts';
import { type OpenedSandbox, openSandbox } from './open-sandbox.ts';

describe('members and departments', () => {
  it('are the demo company: group, stores, teams and ten people', async () => {
    const { wecom } = await openSandbox();
    const { department } = (await wecom.get('department/list')) as unknown as {
      department: { id: number; name: string; parentid: number }[];
    };
    expect(department[0]).toMatchObject({ id: 1, name: '云驰汽车集团', parentid: 0 });
    expect(department.filter((each) => each.parentid === 1).map((each) => each.name)).toEqual([
      '浦东旗舰店',
      '闵行店',
    ]);
    const lists = await Promise.all(
      department.map((each) => wecom.get('user/simplelist', { department_id: String(each.id) })),
    );
    const people = lists.flatMap((list) => list.userlist as { userid: string }[]).map((each) => each.userid);
    expect(new Set(people).size).toBe(10);
    const below = (await wecom.get('department/simplelist', { id: '3' })) as unknown as {
      department_id: unknown[];
    };
    expect(below.department_id).toHaveLength(2);
  });

  it('tell one person in full, without a phone number', async () => {
    const { wecom } = await openSandbox();
    const person = await wecom.get('user/get', { userid: 'LiNa' });
    expect(person).toMatchObject({
      userid: 'lina',
      name: '李娜',
      position: '销售顾问',
      status: 1,
      department: [101, 102],
    });
    expect(person).not.toHaveProperty('mobile');
    expect(await wecom.get('user/get', { userid: 'wuhao' })).toMatchObject({ is_leader_in_dept: [1] });
    const team = (await wecom.get('user/list', { department_id: '101' })) as unknown as {
      userlist: Answer[];
    };
    expect(team.userlist.map((each) => each.userid)).toEqual(['zhangwei', 'wangqiang', 'lina']);
  });

  it.each([
    ['user/get', {}, 41009],
    ['user/get', { userid: 'nobody' }, 60111],
    ['user/list', {}, 60123],
    ['user/list', { department_id: '999' }, 60123],
    ['department/list', { id: '999' }, 60003],
  ])('refuse %s %j with %i', async (path, query, errcode) => {
    const { wecom } = await openSandbox();
    expect((await wecom.get(path, query as Record<string, string>)).errcode).toBe(errcode);
  });

  it('give all ids only to the contact-sync secret, page by page', async () => {
    const { wecom, sandbox, url } = await openSandbox();
    expect((await wecom.post('user/list_id', {})).errcode).toBe(48002);
    const helper = openDocsClient(url, { ...sandbox.core.apps[2]!, corpId: 'wwsandbox00000001' });
    const ids: string[] = [];
    let cursor: unknown = '';
    do {
      const page = await helper.post('user/list_id', { cursor, limit: 4 });
      ids.push(...(page.dept_user as { userid: string }[]).map((each) => each.userid));
      cursor = page.next_cursor;
    } while (cursor !== '');
    expect(new Set(ids).size).toBe(10);
    expect(ids).toHaveLength(11);
    expect((await helper.post('user/list_id', { limit: 0 })).errcode).toBe(40058);
  });

  it('lose someone who resigns, at once and everywhere', async () => {
    const { wecom, control, receiver } = await openSandbox();
    await control('POST members', { action: 'resign', userid: 'lina' });
    const [event] = await receiver.next();
    expect(['FromUserName', 'Event', 'ChangeType', 'UserID'].map((name) => event!.tag(name))).toEqual([
      'sys',
      'change_contact',
      'delete_user',
      'lina',
    ]);
    expect(event!.body).not.toContain('<AgentID>');
    expect((await wecom.get('user/get', { userid: 'lina' })).errcode).toBe(60111);
    const text = { msgtype: 'text', text: { content: 'x' } };
    expect((await wecom.send({ touser: 'lina', ...text })).errcode).toBe(81013);
  });

  it('gain, move and rename people', async () => {
    const { wecom, control, receiver, tryControl, chat } = await openSandbox();
    await control('POST members', { action: 'hire', userid: 'xiaoma', name: '小马', departments: [101] });
    await control('POST members', { action: 'move', userid: 'xiaoma', departments: [103] });
    await wecom.send({ touser: 'xiaoma', msgtype: 'text', text: { content: '欢迎' } });
    await control('POST members', { action: 'rename', userid: 'xiaoma', newUserid: 'malong', name: '马龙' });
    const events = await receiver.next(3);
    expect(events.map((event) => event.tag('ChangeType'))).toEqual([
      'create_user',
      'update_user',
      'update_user',
    ]);
    expect(events.map((event) => event.tag('Department'))).toEqual(['101', '103', '']);
    expect(events[2]!.tag('NewUserID')).toBe('malong');
    expect(await wecom.get('user/get', { userid: 'malong' })).toMatchObject({
      name: '马龙',
      department: [103],
    });
    expect((await chat('malong')).map((message) => message.text)).toEqual(['欢迎']);
    const taken = await tryControl('POST members', { action: 'hire', userid: 'ZhangWei' });
    expect(taken).toMatchObject({ status: 409, body: { error: { field: 'userid' } } });
    const nowhere = await tryControl('POST members', { action: 'move', userid: 'malong', departments: [9] });
    expect(nowhere.body.error.field).toBe('departments');
  });
});

describe('logging in', () => {
  const authorize = (opened: OpenedSandbox, query: Record<string, string> = {}) => {
    const all = {
      appid: 'wwsandbox00000001',
      redirect_uri: `${opened.receiver.url}/login/done?next=%2Fapp`,
      response_type: 'code',
      scope: 'snsapi_base',
      state: 'abc',
      agentid: '1000002',
      ...query,
    };
    return fetch(`${opened.url}/connect/oauth2/authorize?${new URLSearchParams(all).toString()}`, {
      redirect: 'manual',
    });
  };
  const codeFor = async (opened: OpenedSandbox, userid: string) => {
    const answer = await authorize(opened, { as: userid });
    return new URL(answer.headers.get('location')!).searchParams.get('code')!;
  };

  it('sends the person back with a code that works once', async () => {
    const opened = await openSandbox();
    const answer = await authorize(opened, { as: 'zhangwei' });
    expect(answer.status).toBe(302);
    const back = new URL(answer.headers.get('location')!);
    expect([back.pathname, back.searchParams.get('next'), back.searchParams.get('state')]).toEqual([
      '/login/done',
      '/app',
      'abc',
    ]);
    const code = back.searchParams.get('code')!;
    expect(await opened.wecom.get('auth/getuserinfo', { code })).toMatchObject({
      errcode: 0,
      userid: 'zhangwei',
    });
    expect((await opened.wecom.get('auth/getuserinfo', { code })).errcode).toBe(42022);
    expect((await opened.wecom.get('auth/getuserinfo', { code: 'made-up' })).errcode).toBe(40029);
    expect((await opened.wecom.get('auth/getuserinfo')).errcode).toBe(40029);
  });

  it('lets a code die after five minutes, and with the person', async () => {
    const opened = await openSandbox();
    const [old, orphan] = [await codeFor(opened, 'lina'), await codeFor(opened, 'sunlei')];
    await opened.control('POST members', { action: 'resign', userid: 'sunlei' });
    expect((await opened.wecom.get('auth/getuserinfo', { code: orphan })).errcode).toBe(40029);
    await opened.advance(300);
    expect((await opened.wecom.get('auth/getuserinfo', { code: old })).errcode).toBe(42003);
  });

  it('refuses the code of another app', async () => {
    const opened = await openSandbox();
    const code = await codeFor(opened, 'lina');
    const second = openDocsClient(opened.url, {
      ...opened.sandbox.core.apps[1]!,
      corpId: 'wwsandbox00000001',
    });
    expect((await second.get('auth/getuserinfo', { code })).errcode).toBe(40029);
  });

  it('asks who is there in a browser, where the platform would show a QR code', async () => {
    const opened = await openSandbox();
    const query = new URLSearchParams({
      login_type: 'CorpApp',
      appid: 'wwsandbox00000001',
      agentid: '1000002',
      redirect_uri: `${opened.receiver.url}/login`,
      state: 'qr',
    });
    const page = await (await fetch(`${opened.url}/wwlogin/sso/login?${query.toString()}`)).text();
    expect(page.match(/class="choice"/g)).toHaveLength(10);
    const href = /href="([^"]*as=wuhao[^"]*)"/.exec(page)![1]!.replaceAll('&amp;', '&');
    const back = await fetch(`${opened.url}${href}`, { redirect: 'manual' });
    expect(back.headers.get('location')).toMatch(/\/login\?code=[\w-]+&state=qr$/);
  });

  it.each([
    [{ appid: 'wwother' }, 'appid'],
    [{ redirect_uri: 'https://evil.example.com/' }, '50001'],
    [{ redirect_uri: 'javascript:alert(1)' }, 'redirect_uri'],
    [{ response_type: 'token' }, 'response_type'],
    [{ scope: 'everything' }, 'scope'],
    [{ agentid: '5' }, 'agentid'],
    [{ state: '<script>' }, 'state'],
  ])('shows what is wrong with %j', async (query, word) => {
    const answer = await authorize(await openSandbox(), {
      as: 'zhangwei',
      ...(query as Record<string, string>),
    });
    expect(answer.status).toBe(400);
    const page = await answer.text();
    expect(page).toContain(word);
    expect(page).not.toContain('<script>');
  });
});
