import { describe, expect, it } from 'vitest';
import { buttonCard, openDocsClient } from './docs-client.ts';
import { openSandbox } from './open-sandbox.ts';

const text = (content = '你好') => ({ msgtype: 'text', text: { content } });

describe('message/send', () => {
  it('shows each type of message in the chat of its reader', async () => {
    const { wecom, chat } = await openSandbox();
    const to = { touser: 'zhangwei' };
    await wecom.send({ ...to, ...text('早上好') });
    await wecom.send({ ...to, msgtype: 'markdown', markdown: { content: '**重点**' } });
    const page = { title: '日报', description: '昨天 3 条', url: 'http://localhost:3000/app' };
    await wecom.send({ ...to, msgtype: 'textcard', textcard: page });
    await wecom.send({
      ...to,
      msgtype: 'news',
      news: { articles: [{ title: '新车', url: 'https://example.com' }] },
    });
    const messages = await chat('zhangwei');
    expect(messages.map(({ kind, title, url }) => ({ kind, title, url }))).toEqual([
      { kind: 'text', title: '早上好', url: null },
      { kind: 'markdown', title: '', url: null },
      { kind: 'textcard', title: '日报', url: 'http://localhost:3000/app' },
      { kind: 'news', title: '新车', url: 'https://example.com' },
    ]);
    expect(messages.every((message) => message.state === 'plain' && message.from === 'app')).toBe(true);
    expect(await chat('wangqiang')).toEqual([]);
  });

  it('returns response_code only for cards that can be updated', async () => {
    const { wecom } = await openSandbox();
    const notice = {
      card_type: 'text_notice',
      main_title: { title: '通知' },
      card_action: { type: 1, url: 'https://example.com' },
    };
    const menu = { desc: '更多', action_list: [{ text: '转交', key: 'transfer' }] };
    expect((await wecom.send({ touser: 'zhangwei', ...text() })).response_code).toBeUndefined();
    expect((await wecom.sendCard('zhangwei', notice)).response_code).toBeUndefined();
    const withMenu = await wecom.sendCard('zhangwei', { ...notice, action_menu: menu, task_id: 'menu-1' });
    expect(withMenu.response_code).toEqual(expect.any(String));
    expect((await wecom.sendCard('zhangwei', buttonCard())).response_code).toEqual(expect.any(String));
  });

  it('lists wrong people in lower case and reaches the rest, whatever the case of the id', async () => {
    const { wecom, chat } = await openSandbox();
    const answer = await wecom.send({ touser: 'ZhangWei|Nobody|LINA', ...text() });
    expect(answer).toMatchObject({ errcode: 0, invaliduser: 'nobody', invalidparty: '', unlicenseduser: '' });
    expect([(await chat('zhangwei')).length, (await chat('lina')).length]).toEqual([1, 1]);
  });

  it('reaches a whole department with those below it, and everybody with @all', async () => {
    const { wecom, sandbox, chat } = await openSandbox();
    await wecom.send({ toparty: '3', ...text() });
    const readers = Object.keys(sandbox.core.state.chats).toSorted();
    expect(readers).toEqual(['sunlei', 'zhengjie', 'zhoujing']);
    await wecom.send({ touser: '@all', ...text() });
    expect((await chat('hejia')).length).toBe(1);
  });

  it.each([
    ['nobody named', {}, 82001],
    ['only strangers', { touser: 'x|y' }, 81013],
    ['too many people', { touser: Array.from({ length: 1001 }, (_, i) => `u${i}`).join('|') }, 40032],
    ['too many departments', { toparty: Array.from({ length: 101 }, (_, i) => i).join('|') }, 82002],
    ['too many tags', { totag: Array.from({ length: 101 }, (_, i) => i).join('|') }, 82003],
  ])('refuses %s', async (_name, to, errcode) => {
    const { wecom } = await openSandbox();
    expect((await wecom.send({ ...text(), ...to })).errcode).toBe(errcode);
  });

  it.each([
    ['an unknown type', { msgtype: 'song' }, 40008],
    ['no type', {}, 40008],
    ['an empty text', { msgtype: 'text', text: { content: '' } }, 44004],
    ['a long markdown', { msgtype: 'markdown', markdown: { content: '字'.repeat(700) } }, 45002],
    [
      'a text card without a title',
      { msgtype: 'textcard', textcard: { description: 'd', url: 'https://e.cn' } },
      41016,
    ],
    [
      'a text card without a description',
      { msgtype: 'textcard', textcard: { title: 't', url: 'https://e.cn' } },
      41033,
    ],
    [
      'a link without a scheme',
      { msgtype: 'textcard', textcard: { title: 't', description: 'd', url: 'e.cn' } },
      45034,
    ],
    [
      'nine articles',
      { msgtype: 'news', news: { articles: Array(9).fill({ title: 't', url: 'https://e.cn' }) } },
      45008,
    ],
    ['no media id', { msgtype: 'image', image: {} }, 41006],
    ['an unknown media id', { msgtype: 'file', file: { media_id: 'x' } }, 40007],
    ['a mini-program', { msgtype: 'miniprogram_notice', miniprogram_notice: { appid: 'wx1' } }, 90208],
  ])('refuses %s', async (_name, message, errcode) => {
    const { wecom, chat } = await openSandbox();
    expect((await wecom.send({ touser: 'zhangwei', ...message })).errcode).toBe(errcode);
    expect(await chat('zhangwei')).toEqual([]);
  });

  it('refuses a missing agent id and the id of another app', async () => {
    const { wecom, sandbox } = await openSandbox();
    const { agentId } = sandbox.core.credentials;
    const send = (agentid: unknown) => wecom.post('message/send', { agentid, touser: 'zhangwei', ...text() });
    expect((await send(undefined)).errcode).toBe(40056);
    expect((await send(999)).errcode).toBe(40056);
    expect((await send(agentId + 1)).errcode).toBe(301002);
    expect((await send(String(agentId))).errcode).toBe(0);
  });

  it('drops the 31st message of a minute without a word, and goes on a minute later', async () => {
    const { wecom, chat, advance, control } = await openSandbox();
    for (let i = 1; i <= 31; i += 1) {
      expect((await wecom.send({ touser: 'zhangwei|lina', ...text(`第 ${i} 条`) })).errcode).toBe(0);
    }
    expect((await chat('zhangwei')).length).toBe(30);
    const { lines } = await control<{ lines: { text: string }[] }>('GET log');
    expect(lines.some((line) => line.text === '发给张伟的文字被静默丢弃（一分钟超过 30 条）')).toBe(true);
    await advance(61);
    await wecom.send({ touser: 'zhangwei', ...text('一分钟后') });
    expect((await chat('zhangwei')).at(-1)?.text).toBe('一分钟后');
  });

  it('drops what goes over 1,000 an hour', async () => {
    const { sandbox } = await openSandbox();
    const { limits, clock } = sandbox.core;
    let let_through = 0;
    for (let minute = 0; minute < 50; minute += 1) {
      for (let i = 0; i < 30; i += 1) if (limits.allowMessage(1, 'zhangwei')) let_through += 1;
      clock.advance(61);
    }
    expect(let_through).toBe(1000);
  });

  it('swallows the same request within its check interval only', async () => {
    const { wecom, chat, advance } = await openSandbox();
    const message = {
      touser: 'zhangwei',
      ...text(),
      enable_duplicate_check: 1,
      duplicate_check_interval: 60,
    };
    const first = await wecom.send(message);
    expect((await wecom.send(message)).msgid).toBe(first.msgid);
    expect((await chat('zhangwei')).length).toBe(1);
    await advance(61);
    await wecom.send(message);
    expect((await chat('zhangwei')).length).toBe(2);
  });

  it('cuts a long text at 2048 bytes without breaking a character', async () => {
    const { wecom, chat } = await openSandbox();
    await wecom.send({ touser: 'zhangwei', ...text('车'.repeat(1000)) });
    expect((await chat('zhangwei'))[0]?.text).toBe('车'.repeat(682));
  });

  it('shows names instead of ids when asked to', async () => {
    const { wecom, chat } = await openSandbox();
    const body = text('转自 $userName=lina$ / $userName=nobody$ / $departmentName=101$');
    await wecom.send({ touser: 'zhangwei', ...body, enable_id_trans: 1 });
    await wecom.send({ touser: 'zhangwei', ...body });
    const [translated, plain] = await chat('zhangwei');
    expect(translated?.text).toBe('转自 李娜 / $userName=nobody$ / SUV组');
    expect(plain?.text).toContain('$userName=lina$');
  });

  it('sends an uploaded file for three days', async () => {
    const { url, wecom, advance, sandbox } = await openSandbox();
    const form = new FormData();
    form.set('media', new Blob(['pdf bytes']), '报价.pdf');
    const upload = await fetch(`${url}/cgi-bin/media/upload?access_token=${await wecom.token()}&type=file`, {
      method: 'POST',
      body: form,
    });
    const { media_id } = (await upload.json()) as { media_id: string };
    const message = { touser: 'zhangwei', msgtype: 'file', file: { media_id } };
    expect((await wecom.send(message)).errcode).toBe(0);
    await advance(3 * 86_400);
    const later = openDocsClient(url, sandbox.core.credentials);
    expect((await later.send(message)).errcode).toBe(40007);
  });

  it('recalls within 24 h, only what this app sent', async () => {
    const { wecom, chat, advance, control } = await openSandbox();
    const { msgid } = await wecom.sendCard('zhangwei', buttonCard());
    expect((await wecom.post('message/recall', { msgid: 'other' })).errcode).toBe(40058);
    expect((await wecom.post('message/recall', { msgid })).errcode).toBe(0);
    expect((await chat('zhangwei'))[0]).toMatchObject({ state: 'recalled', buttons: [] });
    const late = await wecom.sendCard('zhangwei', buttonCard());
    await advance(7_199);
    await control('POST revoke');
    await advance(86_400);
    const { access_token } = await wecom.get('gettoken', await credentialsOf(control));
    expect((await wecom.post('message/recall', { msgid: late.msgid }, access_token)).errcode).toBe(42052);
  });
});

async function credentialsOf(control: <T>(call: string) => Promise<T>): Promise<Record<string, string>> {
  const { corpId, secret } = await control<{ corpId: string; secret: string }>('GET credentials');
  return { corpid: corpId, corpsecret: secret };
}
