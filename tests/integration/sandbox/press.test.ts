import { describe, expect, it } from 'vitest';
import { buttonCard, openDocsClient } from './docs-client.ts';
import { type OpenedSandbox, openSandbox } from './open-sandbox.ts';

async function withCard(card = buttonCard(), readers = 'zhangwei') {
  const opened = await openSandbox();
  const sent = await opened.wecom.sendCard(readers, card);
  const [message] = await opened.chat('zhangwei');
  return { ...opened, sent, messageId: message!.id };
}

const update = (opened: OpenedSandbox, code: unknown, rest: Record<string, unknown>) =>
  opened.wecom.post('message/update_template_card', {
    agentid: opened.sandbox.core.credentials.agentId,
    response_code: code,
    ...rest,
  });

describe('pressing a card', () => {
  it('calls the receiver with the event of the documents', async () => {
    const { control, receiver, messageId } = await withCard(buttonCard({ task_id: 'card-7' }));
    const result = await control('POST press', {
      userid: 'zhangwei',
      messageId,
      buttonKey: 'lead.accept|L1|1',
    });
    expect(result).toMatchObject({ delivered: true, status: 200, attempts: 1, error: null });
    const [event] = await receiver.next();
    expect(event).toMatchObject({ signatureOk: true, receiveId: 'wwsandbox00000001' });
    const tags = [
      'ToUserName',
      'FromUserName',
      'MsgType',
      'Event',
      'EventKey',
      'TaskId',
      'CardType',
      'AgentID',
    ];
    expect(tags.map((name) => event!.tag(name))).toEqual([
      'wwsandbox00000001',
      'zhangwei',
      'event',
      'template_card_event',
      'lead.accept|L1|1',
      'card-7',
      'button_interaction',
      '1000002',
    ]);
    expect(event!.tag('CreateTime')).toBe(String(Date.UTC(2026, 4, 6, 2) / 1000));
    expect(event!.xml).not.toContain('SelectedItems');
    expect(event!.xml).not.toContain('MsgId');
  });

  it('shows the button loading until the card is updated, and then the new text', async () => {
    const opened = await withCard();
    const { control, chat, receiver, messageId } = opened;
    await control('POST press', { userid: 'zhangwei', messageId, buttonKey: 'lead.accept|L1|1' });
    expect((await chat('zhangwei'))[0]).toMatchObject({
      state: 'waiting',
      pressed: { key: 'lead.accept|L1|1' },
    });
    const [event] = await receiver.next();
    const answer = await update(opened, event!.tag('ResponseCode'), {
      userids: ['zhangwei'],
      button: { replace_name: '已接单' },
    });
    expect(answer).toMatchObject({ errcode: 0, invaliduser: [] });
    expect((await chat('zhangwei'))[0]).toMatchObject({ state: 'done', outcome: '已接单', buttons: [] });
    const again = { userid: 'zhangwei', messageId, buttonKey: 'lead.accept|L1|1' };
    expect(await opened.tryControl('POST press', again)).toMatchObject({
      status: 409,
      body: { error: { code: 'NO_SUCH_BUTTON', field: 'buttonKey' } },
    });
  });

  it('lets a button be pressed again while nothing replaced it, with a fresh code each time', async () => {
    const { control, receiver, messageId } = await withCard();
    const again = { userid: 'zhangwei', messageId, buttonKey: 'lead.accept|L1|1' };
    await control('POST press', again);
    await control('POST press', again);
    const [first, second] = await receiver.next(2);
    expect(first!.tag('ResponseCode')).not.toBe(second!.tag('ResponseCode'));
  });

  it('is active again when the receiver could not be reached', async () => {
    const { control, chat, receiver, messageId } = await withCard();
    await receiver.close();
    const result = await control('POST press', {
      userid: 'zhangwei',
      messageId,
      buttonKey: 'lead.lose|L1|1',
    });
    expect(result).toMatchObject({ delivered: false, status: null, attempts: 4, error: 'connection' });
    expect((await chat('zhangwei'))[0]?.state).toBe('active');
  });

  it('sends the chosen options, the first one when nothing was touched', async () => {
    const reasons = {
      question_key: 'reason',
      option_list: ['price', 'rival'].map((id) => ({ id, text: id })),
    };
    const { control, receiver, messageId } = await withCard(buttonCard({ button_selection: reasons }));
    const press = { userid: 'zhangwei', messageId, buttonKey: 'lead.lose|L1|1' };
    await control('POST press', press);
    await control('POST press', { ...press, selected: { reason: 'rival' } });
    const events = await receiver.next(2);
    expect(events.map((event) => [event.tag('QuestionKey'), event.tag('OptionId')])).toEqual([
      ['reason', 'price'],
      ['reason', 'rival'],
    ]);
  });

  it('sends several options of a vote', async () => {
    const { control, receiver, messageId } = await withCard({
      card_type: 'vote_interaction',
      task_id: 'vote-1',
      main_title: { title: '选车' },
      checkbox: {
        question_key: 'cars',
        mode: 1,
        option_list: ['a', 'b', 'c'].map((id) => ({ id, text: id })),
      },
      submit_button: { text: '提交', key: 'vote' },
    });
    const press = { userid: 'zhangwei', messageId, buttonKey: 'vote', selected: { cars: ['a', 'c'] } };
    await control('POST press', press);
    const [event] = await receiver.next();
    const chosen = [...event!.xml.matchAll(/<OptionId><!\[CDATA\[(.)\]\]><\/OptionId>/g)].map(
      (found) => found[1],
    );
    expect(chosen).toEqual(['a', 'c']);
  });

  it.each([
    [{ reason: 'weather' }, 'selected.reason'],
    [{ reason: ['price', 'rival'] }, 'selected.reason'],
    [{ colour: 'red' }, 'selected.colour'],
  ])('refuses the choice %j and names the field', async (selected, field) => {
    const reasons = {
      question_key: 'reason',
      option_list: ['price', 'rival'].map((id) => ({ id, text: id })),
    };
    const { tryControl, receiver, messageId } = await withCard(buttonCard({ button_selection: reasons }));
    const press = { userid: 'zhangwei', messageId, buttonKey: 'lead.lose|L1|1', selected };
    expect(await tryControl('POST press', press)).toMatchObject({ status: 400, body: { error: { field } } });
    expect(receiver.received).toEqual([]);
  });

  it('lets only the recipient press', async () => {
    const { tryControl, receiver, messageId } = await withCard();
    const press = { userid: 'lina', messageId, buttonKey: 'lead.accept|L1|1' };
    expect(await tryControl('POST press', press)).toMatchObject({
      status: 403,
      body: { error: { code: 'NOT_THE_RECIPIENT' } },
    });
    expect(await tryControl('POST press', { ...press, userid: 'nobody' })).toMatchObject({ status: 404 });
    expect(await tryControl('POST press', { ...press, messageId: 'm0' })).toMatchObject({ status: 404 });
    expect(receiver.received).toEqual([]);
  });

  it('sends a menu event for an item behind the dots, and opens links without a callback', async () => {
    const menu = { desc: '更多', action_list: [{ text: '为什么给我', key: 'lead.why|L1|1' }] };
    const buttons = [
      { text: '接单', key: 'lead.accept|L1|1' },
      { text: '详情', type: 1, url: 'http://localhost:3000/app/leads/L1', key: 'page' },
    ];
    const { control, receiver, messageId } = await withCard(
      buttonCard({ action_menu: menu, button_list: buttons }),
    );
    const opened = await control('POST press', { userid: 'zhangwei', messageId, buttonKey: 'page' });
    expect(opened).toMatchObject({ delivered: false, url: 'http://localhost:3000/app/leads/L1' });
    await control('POST press', { userid: 'zhangwei', messageId, buttonKey: 'lead.why|L1|1' });
    const [event] = await receiver.next();
    expect(event!.tag('Event')).toBe('template_card_menu_event');
    expect(receiver.received).toHaveLength(1);
  });
});

describe('updating a card', () => {
  it('takes each code once', async () => {
    const opened = await withCard();
    const change = { userids: ['zhangwei'], button: { replace_name: '已接单' } };
    expect((await update(opened, opened.sent.response_code, change)).errcode).toBe(0);
    expect((await update(opened, opened.sent.response_code, change)).errcode).toBe(60140);
    expect((await update(opened, 'made up', change)).errcode).toBe(60140);
    expect((await update(opened, undefined, change)).errcode).toBe(60140);
  });

  it('lets a code die after 72 h', async () => {
    const opened = await withCard();
    await opened.advance(72 * 3_600);
    const change = { userids: ['zhangwei'], button: { replace_name: '晚了' } };
    const { agentId } = opened.sandbox.core.credentials;
    const fresh = openDocsClient(opened.url, opened.sandbox.core.credentials);
    const body = { agentid: agentId, response_code: opened.sent.response_code, ...change };
    expect((await fresh.post('message/update_template_card', body)).errcode).toBe(60140);
  });

  it('refuses the code of another app', async () => {
    const opened = await withCard();
    const other = opened.sandbox.core.apps[1]!;
    const second = openDocsClient(opened.url, { ...other, corpId: 'wwsandbox00000001' });
    const body = {
      agentid: other.agentId,
      response_code: opened.sent.response_code,
      userids: ['zhangwei'],
      button: { replace_name: 'x' },
    };
    expect((await second.post('message/update_template_card', body)).errcode).toBe(42015);
  });

  it('does not spend a code on a refused update', async () => {
    const opened = await withCard();
    const code = opened.sent.response_code;
    expect((await update(opened, code, { userids: ['zhangwei'] })).errcode).toBe(40063);
    expect((await update(opened, code, { button: { replace_name: 'x' } })).errcode).toBe(82001);
    const broken = { userids: ['zhangwei'], template_card: { card_type: 'text_notice' } };
    expect((await update(opened, code, broken)).errcode).toBe(41016);
    expect((await update(opened, code, { atall: 1, button: { replace_name: 'x' } })).errcode).toBe(0);
  });

  it('changes the copies of original recipients only and lists the others', async () => {
    const opened = await withCard(buttonCard(), 'zhangwei|lina');
    const change = { userids: ['zhangwei', 'WuHao'], button: { replace_name: '已接单' } };
    expect((await update(opened, opened.sent.response_code, change)).invaliduser).toEqual(['wuhao']);
    expect((await opened.chat('zhangwei'))[0]?.state).toBe('done');
    expect((await opened.chat('lina'))[0]?.state).toBe('active');
  });

  it('replaces the whole card, keeping its task id, and can be pressed anew', async () => {
    const opened = await withCard(buttonCard({ task_id: 'card-9' }));
    const next = buttonCard({ task_id: undefined, main_title: { title: '跟进中' } });
    await update(opened, opened.sent.response_code, { userids: ['zhangwei'], template_card: next });
    const [message] = await opened.chat('zhangwei');
    expect(message).toMatchObject({
      title: '跟进中',
      state: 'active',
      taskId: 'card-9',
      id: opened.messageId,
    });
    const done = buttonCard({ task_id: undefined, replace_text: '王强 10:05 已接单' });
    await opened.control('POST press', {
      userid: 'zhangwei',
      messageId: message!.id,
      buttonKey: 'lead.accept|L1|1',
    });
    const [event] = await opened.receiver.next();
    await update(opened, event!.tag('ResponseCode'), { userids: ['zhangwei'], template_card: done });
    expect((await opened.chat('zhangwei'))[0]).toMatchObject({ state: 'done', outcome: '王强 10:05 已接单' });
  });

  it('refuses to replace the buttons of a card that had none', async () => {
    const opened = await openSandbox();
    const sent = await opened.wecom.sendCard('zhangwei', {
      card_type: 'text_notice',
      task_id: 'notice-1',
      main_title: { title: '通知' },
      card_action: { type: 1, url: 'https://example.com' },
      action_menu: { action_list: [{ text: '更多', key: 'more' }] },
    });
    const change = { userids: ['zhangwei'], button: { replace_name: 'x' } };
    expect((await update(opened, sent.response_code, change)).errcode).toBe(40035);
  });
});
