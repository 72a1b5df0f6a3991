import { describe, expect, it } from 'vitest';
import type { Answer } from './docs-client.ts';
import { type OpenedSandbox, openSandbox } from './open-sandbox.ts';

const way = { type: 2, scene: 2, user: ['lina'], state: 'show', remark: '车展' };
const ids = (answer: Answer) => (answer.contact_way as { config_id: string }[]).map((each) => each.config_id);
const call = (opened: OpenedSandbox, name: string, body: object) =>
  opened.wecom.post(`externalcontact/${name}`, body);

describe('[OP1] contact ways at their limits', () => {
  it('every field at its limit, and one over', async () => {
    const opened = await openSandbox();
    const people = (count: number) => Array.from({ length: count }, () => 'lina');
    const cases: [string, object, number][] = [
      ['30 characters of state', { state: '字'.repeat(30) }, 0],
      ['31 characters of state', { state: '字'.repeat(31) }, 40058],
      ['30 characters beyond the basic plane', { state: '😀'.repeat(30) }, 0],
      ['100 users', { user: people(100) }, 0],
      ['101 users', { user: people(101) }, 40032],
      ['a department instead of a user', { user: [], party: [101] }, 0],
      ['both', { party: [101] }, 0],
      ['neither', { user: [], party: [] }, 40063],
      ['users that are no list', { user: 'lina' }, 40063],
      ['one for one', { type: 1 }, 0],
      ['one for two', { type: 1, user: ['lina', 'wuhao'] }, 40058],
      ['one for a department', { type: 1, user: [], party: [101] }, 40058],
      ['one for a person and a department', { type: 1, party: [101] }, 40058],
      ['a type as text', { type: '2' }, 40058],
      ['no type', { type: undefined }, 40058],
      ['type 0', { type: 0 }, 40058],
      ['no scene', { scene: undefined }, 40058],
      ['scene 3', { scene: 3 }, 40058],
      ['a stranger among them', { user: ['lina', 'stranger'] }, 40003],
      ['names in any case', { user: ['LiNa'] }, 0],
    ];
    const answers: [string, number][] = [];
    for (const [what, fields] of cases) {
      answers.push([what, (await call(opened, 'add_contact_way', { ...way, ...fields })).errcode]);
    }
    expect(answers).toEqual(cases.map(([what, , errcode]) => [what, errcode]));
    const made = cases.filter(([, , errcode]) => errcode === 0).length;
    expect(ids(await call(opened, 'list_contact_way', {}))).toHaveLength(made);
  });

  it('nobody who resigned can be put behind a code any more', async () => {
    const opened = await openSandbox();
    const { config_id } = await call(opened, 'add_contact_way', way);
    await opened.control('POST members', { action: 'resign', userid: 'lina' });
    expect((await call(opened, 'add_contact_way', way)).errcode).toBe(40003);
    expect((await call(opened, 'update_contact_way', { config_id, remark: '旧' })).errcode).toBe(40003);
    expect((await call(opened, 'update_contact_way', { config_id, user: ['wuhao'] })).errcode).toBe(0);
  });

  it('a mini-program’s code has no picture, a picture belongs to a code that exists', async () => {
    const opened = await openSandbox();
    const button = await call(opened, 'add_contact_way', { ...way, scene: 1 });
    const picture = await call(opened, 'add_contact_way', way);
    expect(button).not.toHaveProperty('qr_code');
    const svg = await fetch(String(picture.qr_code));
    expect(await svg.text()).toMatch(/^<svg [^>]*>[\s\S]+<\/svg>\s*$/);
    await call(opened, 'del_contact_way', { config_id: picture.config_id });
    for (const path of [`${picture.config_id}.svg`, `${picture.config_id}.png`, 'x.svg', '']) {
      expect((await fetch(`${opened.url}/wework_admin/qr/${path}`)).status).toBe(404);
    }
  });

  it('an update overwrites people whole and leaves what it does not name', async () => {
    const opened = await openSandbox();
    const { config_id } = await call(opened, 'add_contact_way', { ...way, party: [101], skip_verify: false });
    const read = async () => (await call(opened, 'get_contact_way', { config_id })).contact_way;
    const whole = { config_id, type: 2, scene: 2, state: 'show', remark: '车展', skip_verify: false };
    expect(await read()).toMatchObject({ ...whole, user: ['lina'], party: [101] });
    const steps: [object, object][] = [
      [{ remark: '五月车展' }, { remark: '五月车展', user: ['lina'], party: [101] }],
      [{ user: ['wuhao', 'sunlei'] }, { user: ['wuhao', 'sunlei'], party: [] }],
      [{ state: 'may' }, { state: 'may', user: ['wuhao', 'sunlei'] }],
      [{ skip_verify: true }, { skip_verify: true, state: 'may' }],
      [{ party: [102] }, { user: [], party: [102] }],
      // What a code is for is fixed when it is made.
      [
        { type: 1, scene: 1 },
        { type: 2, scene: 2, party: [102] },
      ],
    ];
    for (const [fields, after] of steps) {
      expect((await call(opened, 'update_contact_way', { config_id, ...fields })).errcode).toBe(0);
      expect(await read()).toMatchObject(after);
    }
    const before = await read();
    expect((await call(opened, 'update_contact_way', { config_id, user: [] })).errcode).toBe(40063);
    expect((await call(opened, 'update_contact_way', { config_id, state: '字'.repeat(31) })).errcode).toBe(
      40058,
    );
    expect(await read()).toEqual(before);
  });

  it.each(['get_contact_way', 'update_contact_way', 'del_contact_way'])(
    '%s answers 41037 for a code that is not there',
    async (name) => {
      const opened = await openSandbox();
      for (const config_id of [undefined, '', 'made-up', 5]) {
        expect((await call(opened, name, { config_id })).errcode).toBe(41037);
      }
    },
  );

  it('lists by page and by the time they were made', async () => {
    const opened = await openSandbox();
    const made: string[] = [];
    for (let i = 0; i < 5; i += 1) {
      made.push(String((await call(opened, 'add_contact_way', way)).config_id));
      await opened.advance(60);
    }
    const start = Math.floor(Date.UTC(2026, 4, 6, 2) / 1000);
    const list = (body: object) => call(opened, 'list_contact_way', body);
    expect(ids(await list({ start_time: start + 60 }))).toEqual(made.slice(1));
    expect(ids(await list({ start_time: start + 61, end_time: start + 180 }))).toEqual(made.slice(2, 4));
    expect(ids(await list({ end_time: start - 1 }))).toEqual([]);
    const pages: string[][] = [];
    let cursor: unknown;
    do {
      const page = await list({ limit: 2, cursor });
      pages.push(ids(page));
      cursor = page.next_cursor;
    } while (cursor !== undefined);
    expect(pages).toEqual([made.slice(0, 2), made.slice(2, 4), made.slice(4)]);
    expect(await list({ limit: 5 })).not.toHaveProperty('next_cursor');
    for (const limit of [0, -1, 1001, 1.5, 'all']) expect((await list({ limit })).errcode).toBe(40058);
    expect((await list({ limit: 1000 })).errcode).toBe(0);
  });
});

describe('[OP1] customers at their limits', () => {
  type Added = { externalUserId: string; welcomeCode: string };
  const add = (opened: OpenedSandbox, fields: object = {}) =>
    opened.control<Added>('POST contacts', { userid: 'zhangwei', externalName: '陈先生', ...fields });
  const link = (fields: object = {}) => ({
    msgtype: 'link',
    link: { title: '预约试驾', url: 'https://example.com/drive', ...fields },
  });
  const links = (count: number) => Array.from({ length: count }, () => link());

  it.each<[string, object, number]>([
    ['4,000 bytes of text', { text: { content: 'x'.repeat(4_000) } }, 0],
    ['4,001 bytes of text', { text: { content: 'x'.repeat(4_001) } }, 45002],
    ['1,333 characters of three bytes', { text: { content: '字'.repeat(1_333) } }, 0],
    ['1,334 characters of three bytes', { text: { content: '字'.repeat(1_334) } }, 45002],
    ['nine attachments', { attachments: links(9) }, 0],
    ['ten attachments', { attachments: links(10) }, 40058],
    ['neither text nor attachment', {}, 40063],
    ['a text without content and no attachment', { text: {} }, 40063],
    ['a link without a title', { attachments: [link({ title: '' })] }, 41016],
    ['a link without a url', { attachments: [link({ url: undefined })] }, 45034],
    ['a link that is a script', { attachments: [link({ url: 'javascript:alert(1)' })] }, 45034],
    ['a bad one behind a good one', { attachments: [link(), link({ title: undefined })] }, 41016],
    ['no code', { welcome_code: undefined, text: { content: '您好' } }, 41049],
    [
      'a code with a name every object has',
      { welcome_code: 'constructor', text: { content: '您好' } },
      41050,
    ],
  ])('a welcome of %s', async (_what, fields, errcode) => {
    const opened = await openSandbox();
    const { externalUserId, welcomeCode } = await add(opened);
    const greet = (body: object) => call(opened, 'send_welcome_msg', { welcome_code: welcomeCode, ...body });
    const before = (await opened.chat(externalUserId)).length;
    expect((await greet(fields)).errcode).toBe(errcode);
    const shown = (await opened.chat(externalUserId)).length - before;
    expect(shown > 0).toBe(errcode === 0);
    // A refused welcome does not use up the code.
    expect((await greet({ text: { content: '您好' } })).errcode).toBe(errcode === 0 ? 41051 : 0);
  });

  it('a welcome is in time at 20 s and late a second after', async () => {
    const opened = await openSandbox();
    const codes = [(await add(opened)).welcomeCode, (await add(opened)).welcomeCode];
    const greet = (welcome_code?: string) =>
      call(opened, 'send_welcome_msg', { welcome_code, text: { content: '您好' } });
    await opened.advance(20);
    expect((await greet(codes[0])).errcode).toBe(0);
    await opened.advance(1);
    expect((await greet(codes[1])).errcode).toBe(41050);
    // Late is late, also for one that was used.
    expect((await greet(codes[0])).errcode).toBe(41050);
  });

  it('every wrong way to ask for customers has its code', async () => {
    const opened = await openSandbox();
    const { externalUserId } = await add(opened);
    const get = async (name: string, query: Record<string, string>) =>
      (await opened.wecom.get(`externalcontact/${name}`, query)).errcode;
    expect(await get('list', {})).toBe(41009);
    expect(await get('list', { userid: '' })).toBe(41009);
    expect(await get('list', { userid: 'stranger' })).toBe(60111);
    expect(await get('list', { userid: 'ZHANGWEI' })).toBe(0);
    expect(await get('list', { userid: 'lina' })).toBe(84061);
    expect(await get('get', {})).toBe(40096);
    expect(await get('get', { external_userid: 'wmnobody' })).toBe(84061);
    expect(await get('get', { external_userid: externalUserId })).toBe(0);
    await opened.control('POST contacts', { action: 'leave', externalUserId });
    expect(await get('get', { external_userid: externalUserId })).toBe(84061);
    const remark = async (body: object) => (await call(opened, 'remark', body)).errcode;
    expect(await remark({ external_userid: externalUserId, remark: 'x' })).toBe(41009);
    expect(await remark({ userid: 'stranger', external_userid: externalUserId, remark: 'x' })).toBe(60111);
    expect(await remark({ userid: 'lina', remark: 'x' })).toBe(40096);
    expect(await remark({ userid: 'lina', external_userid: 'wmnobody', remark: 'x' })).toBe(40096);
    expect(await remark({ userid: 'zhangwei', external_userid: externalUserId, remark: 'x' })).toBe(84061);
  });

  it('a customer of two members has a remark and a state with each', async () => {
    const opened = await openSandbox();
    const { externalUserId } = await add(opened, { state: 'show' });
    await add(opened, { externalUserId, userid: 'lina', state: 'web' });
    const fields = {
      remark: '陈总',
      description: '要大空间',
      remark_mobiles: ['13800000000', '', '13900000000'],
    };
    const answer = await call(opened, 'remark', {
      userid: 'lina',
      external_userid: externalUserId,
      ...fields,
    });
    expect(answer.errcode).toBe(0);
    const detail = await opened.wecom.get('externalcontact/get', { external_userid: externalUserId });
    expect(detail.follow_user).toMatchObject([
      { userid: 'zhangwei', state: 'show', remark: '陈先生', description: '', remark_mobiles: [] },
      {
        userid: 'lina',
        state: 'web',
        remark: '陈总',
        description: '要大空间',
        remark_mobiles: ['13800000000', '13900000000'],
      },
    ]);
    for (const userid of ['zhangwei', 'lina']) {
      const own = await opened.wecom.get('externalcontact/list', { userid });
      expect(own.external_userid).toEqual([externalUserId]);
    }
  });
});
