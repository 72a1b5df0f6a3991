import { describe, expect, it } from 'vitest';
import { openDocsClient } from './docs-client.ts';
import { type OpenedSandbox, openSandbox } from './open-sandbox.ts';

/** Logs in as somebody in a browser and gives back the code of the redirect. */
async function loginCode({ url, sandbox }: OpenedSandbox, scope: string, as = 'lina'): Promise<string> {
  const query = new URLSearchParams({
    appid: sandbox.core.credentials.corpId,
    redirect_uri: 'http://localhost:3000/auth/wecom/callback',
    response_type: 'code',
    scope,
    state: 's1',
    as,
  });
  const answer = await fetch(`${url}/connect/oauth2/authorize?${query.toString()}`, { redirect: 'manual' });
  return new URL(answer.headers.get('location')!).searchParams.get('code')!;
}

describe('who is looking, and more about them', () => {
  it('[L1] the base scope tells the userid and nothing else', async () => {
    const opened = await openSandbox();
    const who = await opened.wecom.get('auth/getuserinfo', { code: await loginCode(opened, 'snsapi_base') });
    expect(who.userid).toBe('lina');
    expect(who).not.toHaveProperty('user_ticket');
  });

  it('[L1] the private scope adds a ticket, which opens the details as often as wanted', async () => {
    const opened = await openSandbox();
    const code = await loginCode(opened, 'snsapi_privateinfo');
    const { user_ticket: ticket } = await opened.wecom.get('auth/getuserinfo', { code });
    for (let i = 0; i < 2; i += 1) {
      expect(await opened.wecom.post('auth/getuserdetail', { user_ticket: ticket })).toMatchObject({
        errcode: 0,
        userid: 'lina',
        gender: '0',
        mobile: '',
        email: '',
      });
    }
  });

  it('a ticket ends after half an hour, for another app at once, and with the job', async () => {
    const opened = await openSandbox();
    const ticketFor = async (as: string) => {
      const code = await loginCode(opened, 'snsapi_privateinfo', as);
      return (await opened.wecom.get('auth/getuserinfo', { code })).user_ticket;
    };
    const ask = async (ticket: unknown) =>
      (await opened.wecom.post('auth/getuserdetail', { user_ticket: ticket })).errcode;
    const [lina, wuhao] = [await ticketFor('lina'), await ticketFor('wuhao')];
    const other = openDocsClient(opened.url, {
      ...opened.sandbox.core.apps[1]!,
      corpId: 'wwsandbox00000001',
    });
    expect((await other.post('auth/getuserdetail', { user_ticket: lina })).errcode).toBe(40035);
    await opened.control('POST members', { action: 'resign', userid: 'wuhao' });
    expect(await ask(wuhao)).toBe(60111);
    await opened.advance(1_799);
    expect(await ask(lina)).toBe(0);
    await opened.advance(1);
    expect([await ask(lina), await ask('made up'), await ask(undefined)]).toEqual([40035, 40035, 40063]);
  });
});

describe('tags of customers', () => {
  async function withCustomer() {
    const opened = await openSandbox();
    const added = await opened.control<{ externalUserId: string }>('POST contacts', {
      userid: 'lina',
      name: '林女士',
    });
    const mark = (body: Record<string, unknown>) =>
      opened.wecom.post('externalcontact/mark_tag', {
        userid: 'lina',
        external_userid: added.externalUserId,
        ...body,
      });
    const tags = async () => {
      const got = await opened.wecom.get('externalcontact/get', { external_userid: added.externalUserId });
      return (got.follow_user as { tags: { tag_id: string }[] }[])[0]!.tags.map((tag) => tag.tag_id);
    };
    return { ...opened, mark, tags };
  }

  it('[L1] are listed by group, narrowed by tag or group', async () => {
    const { wecom } = await openSandbox();
    const ids = async (body: Record<string, unknown>) => {
      const { tag_group: groups } = await wecom.post('externalcontact/get_corp_tag_list', body);
      return (groups as { group_id: string; tag: { id: string }[] }[]).map((group) => [
        group.group_id,
        group.tag.map((tag) => tag.id).join(),
      ]);
    };
    expect(await ids({})).toEqual([
      ['etSandboxGroup1', 'etSandbox101,etSandbox102,etSandbox103'],
      ['etSandboxGroup2', 'etSandbox201,etSandbox202,etSandbox203'],
    ]);
    expect(await ids({ group_id: ['etSandboxGroup2'] })).toHaveLength(1);
    expect(await ids({ tag_id: ['etSandbox102'], group_id: ['etSandboxGroup2'] })).toEqual([
      ['etSandboxGroup1', 'etSandbox102'],
    ]);
    expect(await ids({ tag_id: ['nothing'] })).toEqual([]);
  });

  it('[L1] are put on and taken off, once each', async () => {
    const { mark, tags } = await withCustomer();
    await mark({ add_tag: ['etSandbox101', 'etSandbox201'] });
    await mark({ add_tag: ['etSandbox101'] });
    expect(await tags()).toEqual(['etSandbox101', 'etSandbox201']);
    await mark({ add_tag: ['etSandbox102'], remove_tag: ['etSandbox101'] });
    expect(await tags()).toEqual(['etSandbox102', 'etSandbox201']);
  });

  it.each<[string, Record<string, unknown>, number]>([
    ['a tag that does not exist', { add_tag: ['etNone'] }, 40068],
    ['removing one that does not exist', { remove_tag: ['etNone'] }, 40068],
    ['no tag at all', {}, 40063],
    ['a stranger', { userid: 'nobody', add_tag: ['etSandbox101'] }, 60111],
    ['no member', { userid: '', add_tag: ['etSandbox101'] }, 41009],
    ['a customer nobody knows', { external_userid: 'wm0', add_tag: ['etSandbox101'] }, 40096],
    ['somebody else’s customer', { userid: 'wuhao', add_tag: ['etSandbox101'] }, 84061],
  ])('refuse %s and change nothing', async (_what, body, errcode) => {
    const { mark, tags } = await withCustomer();
    expect((await mark(body)).errcode).toBe(errcode);
    expect(await tags()).toEqual([]);
  });
});

describe('changing a contact QR code', () => {
  async function withWay() {
    const opened = await openSandbox();
    const made = await opened.wecom.post('externalcontact/add_contact_way', {
      type: 2,
      scene: 2,
      state: 'show',
      remark: '车展',
      user: ['lina', 'wuhao'],
    });
    const id = { config_id: made.config_id };
    const update = (body: Record<string, unknown>) =>
      opened.wecom.post('externalcontact/update_contact_way', { ...id, ...body });
    const way = async () =>
      (await opened.wecom.post('externalcontact/get_contact_way', id)).contact_way as Record<string, unknown>;
    return { ...opened, update, way };
  }

  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    [
      'members are overwritten whole',
      { user: ['zhangwei'] },
      { user: ['zhangwei'], party: [], state: 'show' },
    ],
    ['parties take their place', { party: [101] }, { user: [], party: [101] }],
    ['the channel alone', { state: 'online' }, { state: 'online', user: ['lina', 'wuhao'], remark: '车展' }],
    ['remark and checking', { remark: '新', skip_verify: false }, { remark: '新', skip_verify: false }],
    ['nothing said changes nothing', {}, { state: 'show', remark: '车展', user: ['lina', 'wuhao'] }],
  ])('[L1] %s', async (_what, body, shown) => {
    const { update, way } = await withWay();
    expect((await update(body)).errcode).toBe(0);
    expect(await way()).toMatchObject(shown);
  });

  it.each<[string, Record<string, unknown>, number]>([
    ['a stranger', { user: ['nobody'] }, 40003],
    ['nobody', { user: [] }, 40063],
    ['a long state', { state: 'x'.repeat(31) }, 40058],
    ['101 members', { user: Array.from({ length: 101 }, () => 'lina') }, 40032],
    ['an unknown code', { config_id: 'none', user: ['lina'] }, 41037],
  ])('refuses %s and keeps the old one', async (_what, body, errcode) => {
    const { update, way } = await withWay();
    const before = await way();
    expect((await update(body)).errcode).toBe(errcode);
    expect(await way()).toEqual(before);
  });

  it('a code that is changed adds the new member', async () => {
    const { update, control, way } = await withWay();
    await update({ user: ['zhangwei'], state: 'next' });
    const { config_id: configId } = await way();
    const added = await control<{ externalUserId: string }>('POST contacts', { configId, name: '新客' });
    const { customers } = await control<{ customers: { externalUserId: string; follows: unknown }[] }>(
      'GET state',
    );
    expect(customers.find((one) => one.externalUserId === added.externalUserId)?.follows).toEqual([
      { userid: 'zhangwei', state: 'next', remark: '新客' },
    ]);
  });
});

describe('trusted addresses', () => {
  it('[OP1] answer 60020 with the caller’s address to everything that needs a token', async () => {
    const { wecom, control } = await openSandbox();
    await wecom.token();
    const { id } = await control<{ id: number }>('POST faults', { allowIps: ['203.0.113.9'] });
    const refused = await wecom.get('user/get', { userid: 'lina' });
    expect(refused.errcode).toBe(60020);
    expect(refused.errmsg).toMatch(/from ip: (127\.0\.0\.1|::1)/);
    expect((await wecom.send({ touser: 'lina', msgtype: 'text', text: { content: 'x' } })).errcode).toBe(
      60020,
    );
    await control(`DELETE faults/${id}`);
    expect((await wecom.get('user/get', { userid: 'lina' })).errcode).toBe(0);
  });

  it('let a listed address in, and a token is given to anybody', async () => {
    const { wecom, control } = await openSandbox();
    await control('POST faults', { allowIps: ['127.0.0.1', '::1'] });
    expect((await wecom.get('user/get', { userid: 'lina' })).errcode).toBe(0);
    await control('POST faults', { allowIps: [] });
    expect(await wecom.token()).toMatch(/\w{20}/);
    expect((await wecom.get('user/get', { userid: 'lina' })).errcode).toBe(60020);
  });
});
