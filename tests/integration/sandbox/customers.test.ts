import { describe, expect, it } from 'vitest';
import { openSandbox } from './open-sandbox.ts';

const add = { action: 'add', userid: 'zhangwei', externalName: '陈先生', state: 'show-2026' };
type Added = { externalUserId: string; welcomeCode: string };

describe('customers', () => {
  it('come with state and welcome code, and are greeted once', async () => {
    const { control, receiver, wecom, chat } = await openSandbox();
    const { externalUserId, welcomeCode } = await control<Added>('POST contacts', add);
    const [event] = await receiver.next();
    const tags = ['FromUserName', 'Event', 'ChangeType', 'UserID', 'ExternalUserID', 'State', 'WelcomeCode'];
    expect(tags.map((name) => event!.tag(name))).toEqual([
      'sys',
      'change_external_contact',
      'add_external_contact',
      'zhangwei',
      externalUserId,
      'show-2026',
      welcomeCode,
    ]);
    const link = { msgtype: 'link', link: { title: '预约试驾', url: 'https://example.com/drive' } };
    const welcome = { welcome_code: welcomeCode, text: { content: '您好，我是张伟' }, attachments: [link] };
    expect((await wecom.post('externalcontact/send_welcome_msg', welcome)).errcode).toBe(0);
    expect((await wecom.post('externalcontact/send_welcome_msg', welcome)).errcode).toBe(41051);
    const messages = await chat(externalUserId);
    expect(messages.map(({ from, text, title, url }) => [from, text || title, url])).toEqual([
      ['note', '你已添加了张伟，现在可以开始聊天了。', null],
      ['app', '您好，我是张伟', null],
      ['app', '预约试驾', 'https://example.com/drive'],
    ]);
  });

  it('cannot be greeted after 20 s', async () => {
    const { control, wecom, advance } = await openSandbox();
    const greet = (welcome_code: string) =>
      wecom.post('externalcontact/send_welcome_msg', { welcome_code, text: { content: '您好' } });
    const { welcomeCode } = await control<Added>('POST contacts', add);
    await advance(21);
    expect((await greet(welcomeCode)).errcode).toBe(41050);
    expect((await greet('made up')).errcode).toBe(41050);
    expect((await greet('')).errcode).toBe(41049);
  });

  it('are listed per member; a member without any answers 84061', async () => {
    const { control, wecom } = await openSandbox();
    const { externalUserId } = await control<Added>('POST contacts', add);
    expect((await wecom.get('externalcontact/list', { userid: 'zhangwei' })).external_userid).toEqual([
      externalUserId,
    ]);
    expect((await wecom.get('externalcontact/list', { userid: 'lina' })).errcode).toBe(84061);
    const detail = await wecom.get('externalcontact/get', { external_userid: externalUserId });
    expect(detail).toMatchObject({
      external_contact: { name: '陈先生', type: 1 },
      follow_user: [{ userid: 'zhangwei', state: 'show-2026', add_way: 1 }],
    });
    expect((await wecom.get('externalcontact/get', { external_userid: 'wmnobody' })).errcode).toBe(84061);
    const followers = await wecom.get('externalcontact/get_follow_user_list');
    expect(followers.follow_user).toHaveLength(10);
  });

  it('keep the remark a member gives them', async () => {
    const { control, wecom } = await openSandbox();
    const { externalUserId } = await control<Added>('POST contacts', add);
    const remark = (fields: object) =>
      wecom.post('externalcontact/remark', {
        userid: 'zhangwei',
        external_userid: externalUserId,
        ...fields,
      });
    expect((await remark({})).errcode).toBe(40063);
    expect((await remark({ remark: '陈总', remark_mobiles: [''] })).errcode).toBe(0);
    expect((await remark({ userid: 'lina', remark: 'x' })).errcode).toBe(84061);
    const detail = await wecom.get('externalcontact/get', { external_userid: externalUserId });
    expect(detail).toMatchObject({ follow_user: [{ remark: '陈总', remark_mobiles: [] }] });
  });

  it('are edited and leave with the event of each', async () => {
    const { control, receiver, wecom, tryControl } = await openSandbox();
    const { externalUserId } = await control<Added>('POST contacts', add);
    await control('POST contacts', { action: 'edit', externalUserId, remark: '老陈' });
    await control('POST contacts', { action: 'leave', externalUserId });
    const again = await control<Added>('POST contacts', { ...add, externalUserId });
    expect(again.externalUserId).toBe(externalUserId);
    await control('POST contacts', { action: 'remove', externalName: '陈先生', userid: 'zhangwei' });
    const events = await receiver.next(5);
    expect(events.map((event) => event.tag('ChangeType'))).toEqual([
      'add_external_contact',
      'edit_external_contact',
      'del_follow_user',
      'add_external_contact',
      'del_external_contact',
    ]);
    expect((await wecom.get('externalcontact/list', { userid: 'zhangwei' })).errcode).toBe(84061);
    const gone = await tryControl('POST contacts', { action: 'remove', externalUserId: 'wmx' });
    expect(gone).toMatchObject({ status: 404, body: { error: { field: 'externalUserId' } } });
  });
});

describe('contact ways', () => {
  const way = { type: 1, scene: 2, user: ['lina'], state: 'show', remark: '车展' };

  it('add the member they were made for, with their state', async () => {
    const { wecom, control, receiver, url } = await openSandbox();
    const made = await wecom.post('externalcontact/add_contact_way', way);
    expect(made).toMatchObject({ errcode: 0, config_id: expect.stringMatching(/^[0-9a-f]{32}$/) });
    const svg = await fetch(String(made.qr_code));
    expect([svg.status, svg.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
    expect((await fetch(`${url}/wework_admin/qr/nothing.svg`)).status).toBe(404);
    await control('POST contacts', { action: 'add', configId: made.config_id });
    const [event] = await receiver.next();
    expect([event!.tag('UserID'), event!.tag('State')]).toEqual(['lina', 'show']);
  });

  it('are read back, listed and deleted by config id', async () => {
    const { wecom } = await openSandbox();
    const { config_id } = await wecom.post('externalcontact/add_contact_way', way);
    await wecom.post('externalcontact/add_contact_way', { ...way, type: 2, user: ['lina', 'sunlei'] });
    const read = await wecom.post('externalcontact/get_contact_way', { config_id });
    expect(read.contact_way).toMatchObject({ config_id, state: 'show', user: ['lina'] });
    const first = await wecom.post('externalcontact/list_contact_way', { limit: 1 });
    expect(first).toMatchObject({ contact_way: [{ config_id }], next_cursor: '1' });
    const rest = await wecom.post('externalcontact/list_contact_way', {
      limit: 1,
      cursor: first.next_cursor,
    });
    expect(rest).not.toHaveProperty('next_cursor');
    expect((await wecom.post('externalcontact/del_contact_way', { config_id })).errcode).toBe(0);
    expect((await wecom.post('externalcontact/get_contact_way', { config_id })).errcode).toBe(41037);
  });

  it.each([
    [{ type: 3 }, 40058],
    [{ scene: 9 }, 40058],
    [{ state: '三十个字以上'.repeat(6) }, 40058],
    [{ user: ['lina', 'sunlei'] }, 40058],
    [{ type: 2, user: [] }, 40063],
    [{ user: ['nobody'] }, 40003],
  ])('refuse %j with %i', async (fields, errcode) => {
    const { wecom } = await openSandbox();
    expect((await wecom.post('externalcontact/add_contact_way', { ...way, ...fields })).errcode).toBe(
      errcode,
    );
  });
});
