import pino from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Card } from '#bot/cards/card';
import type { ChatPlatform } from '#bot/platform';
import { createWecomPlatform } from '#bot/platforms/wecom/index';
import { useDatabase } from '../../../../support/mongo.ts';
import { CONFIG, getCallback, PRESS_XML, postCallback, testClock } from './fixtures.ts';
import { faults, usePlatformStub } from './platform-stub.ts';

useDatabase({ clean: true });
const stub = usePlatformStub();
const clock = testClock();
const card: Card = {
  kind: 'lead',
  source: '滨江店',
  tone: 'normal',
  title: '新线索',
  lines: [],
  buttons: [{ key: 'lead.accept|A|1', text: '接单', style: 'primary' }],
};
let platform: ChatPlatform;

beforeEach(() => {
  const config = { ...CONFIG, apiBase: stub.base };
  platform = createWecomPlatform({ config, clock, logger: pino({ level: 'silent' }) });
});

describe('sendCard', () => {
  const to = { userId: 'zhaoliu', cardId: '01J0CARD@v1', card };

  it('[CH1] sends a template card and keeps what is needed to change it', async () => {
    stub.answer('message/send', { errcode: 0, msgid: 'm1', response_code: 'rc1' });
    const outcome = await platform.sendCard(to);
    expect(outcome).toEqual({ type: 'ok', value: { messageId: 'm1', updateCode: 'rc1' } });
    expect(stub.calls('message/send')[0]!.body).toMatchObject({
      touser: 'zhaoliu',
      agentid: CONFIG.agentId,
      msgtype: 'template_card',
      enable_id_trans: 0,
      template_card: { card_type: 'button_interaction', task_id: '01J0CARD@v1' },
    });
  });

  it('[CH2] a repeat the platform knows already counts as sent', async () => {
    stub.answer('message/send', faults.cut, { errcode: 42014, errmsg: 'taskid has existed' });
    expect(await platform.sendCard(to)).toMatchObject({ type: 'unknown' });
    expect(await platform.sendCard(to)).toEqual({ type: 'ok', value: { messageId: null, updateCode: null } });
  });

  it.each([
    [{ invaliduser: 'zhaoliu' }, 'invaliduser'],
    [{ unlicenseduser: 'zhaoliu' }, 'unlicenseduser'],
  ])('an answer of success that names the member in %j is a refusal', async (part, code) => {
    stub.answer('message/send', { errcode: 0, errmsg: 'ok', msgid: 'm', ...part });
    expect(await platform.sendCard(to)).toMatchObject({
      type: 'refused',
      reason: 'recipient_unreachable',
      code,
      hint: expect.stringMatching(/[\u4e00-\u9fff]/),
    });
  });

  it.each(['card:1', 'card.1', '', 'x'.repeat(129)])(
    'a card id %j is refused before it leaves',
    async (cardId) => {
      expect(await platform.sendCard({ ...to, cardId })).toMatchObject({
        type: 'refused',
        reason: 'bad_request',
      });
      expect(stub.calls('message/send')).toHaveLength(0);
    },
  );

  it.each(['@all', '@ALL', 'a|b', '', 'a b', 'x'.repeat(65)])('%j is not one member', async (userId) => {
    expect(await platform.sendCard({ ...to, userId })).toMatchObject({
      type: 'refused',
      reason: 'recipient_unreachable',
    });
    expect(stub.calls('message/send')).toHaveLength(0);
  });

  it('with nothing to press and no page goes out as a text', async () => {
    await platform.sendCard({ ...to, card: { ...card, buttons: [], outcome: '已完成' } });
    expect(stub.calls('message/send')[0]!.body).toMatchObject({
      msgtype: 'text',
      text: { content: expect.stringMatching(/^新线索\n已完成[\u200B\u200C]*$/) },
    });
  });

  it('beyond the member’s allowance waits instead of vanishing', async () => {
    for (let sent = 0; sent < 10; sent++) await platform.sendCard({ ...to, cardId: `c${sent}` });
    expect(await platform.sendCard({ ...to, cardId: 'c10' })).toMatchObject({
      type: 'retry',
      code: 'member_budget',
    });
    expect(stub.calls('message/send')).toHaveLength(10);
  });
});

describe('updateCard', () => {
  const to = { userId: 'zhaoliu', updateCode: 'rc1', card };

  it('[CH2] replaces the whole card for one member', async () => {
    expect(await platform.updateCard(to)).toEqual({ type: 'ok', value: null });
    expect(stub.calls('message/update_template_card')[0]!.body).toMatchObject({
      userids: ['zhaoliu'],
      agentid: CONFIG.agentId,
      response_code: 'rc1',
      template_card: { card_type: 'button_interaction' },
    });
  });

  it('[CH2] a spent or expired code says so', async () => {
    stub.answer('message/update_template_card', { errcode: 60140, errmsg: 'response_code' });
    expect(await platform.updateCard(to)).toMatchObject({ type: 'refused', reason: 'update_code_spent' });
  });

  it('a member out of reach comes in a list here', async () => {
    stub.answer('message/update_template_card', { errcode: 0, invaliduser: ['zhaoliu'] });
    expect(await platform.updateCard(to)).toMatchObject({ type: 'refused', reason: 'recipient_unreachable' });
    stub.answer('message/update_template_card', { errcode: 0, invaliduser: [] });
    expect(await platform.updateCard(to)).toMatchObject({ type: 'ok' });
  });
});

describe('texts and recall', () => {
  it('a text is cut to what the platform carries, made inert and marked against repeats', async () => {
    const text = `<a href="https://evil.example">x</a>${'字'.repeat(1_000)}`;
    await platform.sendText({ userId: 'u', text, dedupeKey: 'd' });
    const body = stub.calls('message/send')[0]!.body as { text: { content: string } };
    expect(body).toMatchObject({ msgtype: 'text', enable_duplicate_check: 1 });
    expect(Buffer.byteLength(body.text.content)).toBeLessThanOrEqual(2048);
    expect(body.text.content).not.toContain('<a');
  });

  it('recalls by message id, within a day', async () => {
    expect(await platform.recall('m1')).toEqual({ type: 'ok', value: null });
    expect(stub.calls('message/recall')[0]!.body).toEqual({ msgid: 'm1' });
    stub.answer('message/recall', { errcode: 42052, errmsg: 'expired' });
    expect(await platform.recall('m1')).toMatchObject({ type: 'refused', reason: 'expired' });
  });
});

describe('sendWelcome', () => {
  const api = 'externalcontact/send_welcome_msg';
  const to = {
    welcomeCode: 'WC',
    text: '您好',
    link: { title: '预约试驾', url: 'https://crm.example.com/f/1' },
  };

  it('greets with a text and a link', async () => {
    expect(await platform.sendWelcome(to)).toEqual({ type: 'ok', value: null });
    expect(stub.calls(api)[0]!.body).toEqual({
      welcome_code: 'WC',
      text: { content: '您好' },
      attachments: [{ msgtype: 'link', link: { title: '预约试驾', url: 'https://crm.example.com/f/1' } }],
    });
  });

  it.each([
    [41051, { type: 'ok', value: null }],
    [41050, { type: 'refused', reason: 'expired' }],
    [41096, { type: 'retry' }],
    [48002, { type: 'refused', reason: 'misconfigured', hint: expect.stringContaining('客户联系') }],
  ])('%i', async (errcode, outcome) => {
    stub.answer(api, { errcode, errmsg: 'x' });
    expect(await platform.sendWelcome(to)).toMatchObject(outcome);
  });
});

describe('listDirectory', () => {
  it('[ST4] walks all departments, joins members of several and folds the case of ids', async () => {
    stub.answer('department/list', {
      errcode: 0,
      department: [
        { id: 2, name: '滨江店', parentid: 1 },
        { id: 3, name: 'SUV 组', parentid: 2 },
      ],
    });
    stub.answer('user/list', (response, request) => {
      const department = Number(request.query.department_id);
      const lists: Record<number, unknown[]> = {
        2: [{ userid: 'WangQiang', name: '王强', department: [2, 3], status: 1 }],
        3: [
          { userid: 'wangqiang', name: '王强', department: [2, 3], status: 1 },
          { userid: '00123', name: '李梅', department: [3], status: 5 },
        ],
      };
      response.end(JSON.stringify({ errcode: 0, userlist: lists[department] }));
    });
    expect(await platform.listDirectory()).toEqual({
      type: 'ok',
      value: {
        departments: [
          { id: '2', name: '滨江店', parentId: null },
          { id: '3', name: 'SUV 组', parentId: '2' },
        ],
        members: [
          { userId: 'WangQiang', name: '王强', departmentIds: ['2', '3'], active: true },
          { userId: '00123', name: '李梅', departmentIds: ['3'], active: false },
        ],
      },
    });
  });

  it('[ST4] one department that cannot be read fails the whole, or its members would count as gone', async () => {
    const department = [1, 2, 3, 4, 5, 6].map((id) => ({ id, name: `d${id}`, parentid: 0 }));
    stub.answer('department/list', { errcode: 0, department });
    stub.answer('user/list', (response, request) => {
      const bad = request.query.department_id === '6';
      response.end(JSON.stringify(bad ? { errcode: 60011 } : { errcode: 0, userlist: [] }));
    });
    expect(await platform.listDirectory()).toMatchObject({
      type: 'refused',
      reason: 'misconfigured',
      code: '60011',
      hint: expect.stringContaining('可见范围'),
    });
  });

  it('the contact helper’s secret is named as the cause', async () => {
    stub.answer('department/list', { errcode: 48009, errmsg: 'x' });
    expect(await platform.listDirectory()).toMatchObject({
      code: '48009',
      hint: expect.stringContaining('自建应用'),
    });
  });
});

describe('login', () => {
  it('[ST3] a code is exchanged for a member', async () => {
    stub.answer('auth/getuserinfo', { errcode: 0, userid: 'zhaoliu' });
    expect(await platform.identify('code-1')).toEqual({ type: 'ok', value: { userId: 'zhaoliu' } });
    expect(stub.calls('auth/getuserinfo')[0]!.query).toMatchObject({ code: 'code-1' });
    stub.answer('auth/getuserinfo', { errcode: 0, UserId: 'ZhaoLiu' });
    expect(await platform.identify('code-2')).toMatchObject({ value: { userId: 'ZhaoLiu' } });
  });

  it.each([
    [{ openid: 'o1', external_userid: 'wm1' }, 'non_member'],
    [{ OpenId: 'o1' }, 'non_member'],
    [{ userid: '' }, 'non_member'],
    [{ userid: 'wwother/zhaoliu' }, 'other_corp'],
  ])('[ST3] %j may not come in', async (answer, code) => {
    stub.answer('auth/getuserinfo', { errcode: 0, ...answer });
    expect(await platform.identify('c')).toMatchObject({ type: 'refused', reason: 'not_allowed', code });
  });

  it.each([40029, 42022, 42003])('[ST3] a used or expired code (%i) is expired', async (errcode) => {
    stub.answer('auth/getuserinfo', { errcode, errmsg: 'x' });
    expect(await platform.identify('c')).toMatchObject({ type: 'refused', reason: 'expired' });
  });

  it('an empty or endless code is not even asked about', async () => {
    for (const code of ['', 'x'.repeat(513)]) {
      expect(await platform.identify(code)).toMatchObject({ type: 'refused', reason: 'not_allowed' });
    }
    expect(stub.requests).toHaveLength(0);
  });

  it('leads to the silent page inside the client and to the QR code elsewhere', () => {
    const to = { redirectUri: 'https://crm.example.com/login?x=1&y=2', state: 'abc123' };
    expect(platform.loginUrl({ ...to, inApp: true })).toBe(
      'https://open.weixin.qq.com/connect/oauth2/authorize?appid=wwsandbox00000001' +
        '&redirect_uri=https%3A%2F%2Fcrm.example.com%2Flogin%3Fx%3D1%26y%3D2&response_type=code' +
        '&scope=snsapi_base&state=abc123&agentid=1000002#wechat_redirect',
    );
    expect(platform.loginUrl({ ...to, inApp: false })).toBe(
      'https://login.work.weixin.qq.com/wwlogin/sso/login?login_type=CorpApp&appid=wwsandbox00000001&agentid=1000002' +
        '&redirect_uri=https%3A%2F%2Fcrm.example.com%2Flogin%3Fx%3D1%26y%3D2&state=abc123&lang=zh',
    );
  });

  it.each([
    ['Mozilla/5.0 (iPhone) MicroMessenger/8.0 wxwork/4.1.36 MailPlugin', true],
    ['Mozilla/5.0 (iPhone) MicroMessenger/8.0', false],
    ['Mozilla/5.0 Chrome/140', false],
  ])('%s is the client: %s', (userAgent, expected) => {
    expect(platform.isClient(userAgent)).toBe(expected);
  });
});

it('receives, verifies and interprets through the port', () => {
  expect(platform.receive(getCallback())).toMatchObject({ type: 'handshake' });
  const verdict = platform.receive(postCallback());
  expect(verdict).toMatchObject({ type: 'message', message: { raw: PRESS_XML } });
  expect(platform.interpret(PRESS_XML)).toMatchObject({ kind: 'press', cardId: 'card-1', updateCode: 'rc1' });
  expect(platform.updateCodeLifeMs).toBe(72 * 3_600_000);
});
