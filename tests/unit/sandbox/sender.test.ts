import { decrypt } from '@wecom/crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCallbackSender, DEFAULT_CALLBACK_SETTINGS, type Delivery } from '#sandbox/callbacks/sender';
import { addEntry } from '#sandbox/chats/chat';
import { press } from '#sandbox/control/press';
import { FaultRequest } from '#sandbox/faults';
import { openCore } from './open-core.ts';

type Step = number | 'timeout' | 'connection';

/** A receiver that answers as told, the last way for ever, and keeps what it got. */
let got: { url: URL; content: string }[];
let steps: Step[];
let opened: ReturnType<typeof openCore>;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  got = [];
  steps = [200];
  opened = openCore();
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const sealed = /<Encrypt><!\[CDATA\[(.*?)\]\]>/.exec(String(init.body))![1]!;
    const xml = decrypt(opened.core.credentials.aesKey, sealed).message;
    got.push({ url: new URL(url), content: /<Content><!\[CDATA\[(.*?)\]\]>/.exec(xml)?.[1] ?? xml });
    const step = steps.length > 1 ? steps.shift()! : steps[0]!;
    if (step === 'timeout') throw new DOMException('late', 'TimeoutError');
    if (step === 'connection') throw new TypeError('fetch failed');
    return new Response(null, { status: step });
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const event = (content: string) => ({
  fields: { MsgType: 'text', Content: content },
  agentId: 1,
  zh: '张伟 发来一句话',
  en: 'Zhang sent a text',
  userid: 'zhangwei',
});

/** Sends and lets every pause pass at once. */
async function deliver(content = 'x', settings = {}): Promise<Delivery> {
  const sender = createCallbackSender(
    () => opened.core,
    { url: 'http://127.0.0.1:1/cb?v=2', token: 'aToken', aesKey: opened.core.credentials.aesKey },
    { ...DEFAULT_CALLBACK_SETTINGS, ...settings },
  );
  const sent = sender.send(event(content));
  await vi.runAllTimersAsync();
  return sent;
}

describe('re-sends', () => {
  it.each<[string, Step[], Record<string, unknown>, Partial<Delivery>]>([
    ['answered at once', [200], {}, { delivered: true, status: 200, attempts: 1 }],
    ['late once', ['timeout', 200], {}, { delivered: true, status: 200, attempts: 2 }],
    ['gone twice', ['connection', 'connection', 200], {}, { delivered: true, attempts: 3 }],
    [
      'answered at the last try',
      ['timeout', 'timeout', 'timeout', 200],
      {},
      { delivered: true, attempts: 4 },
    ],
    ['never', ['timeout'], {}, { delivered: false, status: null, attempts: 4, error: 'timeout' }],
    ['never there', ['connection'], {}, { delivered: false, attempts: 4, error: 'connection' }],
    ['refused', [500], {}, { delivered: false, status: 500, attempts: 1, error: null }],
    ['redirected', [302], {}, { delivered: false, status: 302, attempts: 1 }],
    ['empty success', [204], {}, { delivered: false, status: 204, attempts: 1 }],
    ['refused, as before 2026', [500, 200], { retryOnNon200: true }, { delivered: true, attempts: 2 }],
    ['refused for ever, as before 2026', [500], { retryOnNon200: true }, { status: 500, attempts: 4 }],
    ['without re-sends', ['timeout'], { retries: 0 }, { attempts: 1, error: 'timeout' }],
    ['late, then refused', ['timeout', 403], {}, { delivered: false, status: 403, attempts: 2, error: null }],
  ])('%s', async (_what, answers, settings, delivery) => {
    steps = answers;
    expect(await deliver('x', settings)).toMatchObject(delivery);
    expect(got).toHaveLength(delivery.attempts!);
  });

  it('carry the same event in a fresh envelope and keep the receiver’s query', async () => {
    steps = ['timeout', 'timeout', 200];
    await deliver('同一件事');
    expect(got.map((each) => each.content)).toEqual(['同一件事', '同一件事', '同一件事']);
    expect(new Set(got.map((each) => each.url.searchParams.get('msg_signature'))).size).toBe(3);
    expect(got.every((each) => each.url.searchParams.get('v') === '2')).toBe(true);
  });

  it.each<[Step[], RegExp, RegExp]>([
    [[200], /张伟 发来一句话，已回调产品，200，\d+ 毫秒$/, /callback answered 200 in \d+ ms$/],
    [['timeout', 200], /已回调产品，200，\d+ 毫秒，共试 2 次$/, /2 tries$/],
    [['timeout'], /回调失败：产品超时未答，共试 4 次$/, /no answer in time, 4 tries$/],
    [['connection'], /回调失败：产品连接不上，共试 4 次$/, /no connection, 4 tries$/],
  ])('the log says how it fared: %j', async (answers, zh, en) => {
    steps = answers;
    await deliver();
    const line = opened.core.log.lines().at(-1)!;
    expect(line.text).toMatch(zh);
    expect(line.textEn).toMatch(en);
    expect(line.userid).toBe('zhangwei');
  });
});

describe('faults of callbacks', () => {
  const fault = (request: Record<string, unknown>) =>
    opened.core.faults.add(FaultRequest.parse({ api: 'callback', ...request }));
  const say = async (content: string) => {
    const sent = opened.core.sender.send(event(content));
    await vi.runAllTimersAsync();
    return sent;
  };
  const contents = () => got.map((each) => each.content);

  it.each<[string, Record<string, unknown>, string | null, number]>([
    ['dropped', { drop: true }, 'dropped', 0],
    ['an outage', { outage: true }, 'dropped', 0],
    ['cut', { cut: 'before' }, 'dropped', 0],
    ['held', { reorder: true }, 'held', 0],
    ['doubled', { duplicate: true }, null, 2],
    ['late', { delayMs: 60_000 }, null, 1],
  ])('%s', async (_what, request, error, count) => {
    fault(request);
    expect((await say('x')).error).toBe(error);
    expect(got).toHaveLength(count);
  });

  it('one held back comes right after the next, only once', async () => {
    fault({ reorder: true });
    for (const content of ['1', '2', '3']) await say(content);
    expect(contents()).toEqual(['2', '1', '3']);
  });

  it('only one is held at a time: a second one goes through', async () => {
    fault({ reorder: true, count: 2 });
    for (const content of ['1', '2', '3']) await say(content);
    expect(contents()).toEqual(['2', '1', '3']);
  });

  it('several in a row hit one callback each', async () => {
    fault({ drop: true });
    fault({ duplicate: true });
    for (const content of ['1', '2', '3']) await say(content);
    expect(contents()).toEqual(['2', '2', '3']);
  });

  it('never touch calls of the product', () => {
    fault({ drop: true });
    expect(opened.core.faults.take('message/send')).toBeNull();
  });

  it('are kept for the page: where callbacks go and how the last one fared', async () => {
    await say('x');
    expect(opened.core.sender.present()).toMatchObject({
      url: 'http://localhost:3000/callbacks/wecom',
      isDefault: true,
      last: { delivered: true, status: 200, reply: null },
    });
    opened.core.state.receiver = { url: 'http://127.0.0.1:9/x', token: 't', aesKey: 'k' };
    expect(opened.core.sender.present()).toMatchObject({ url: 'http://127.0.0.1:9/x', isDefault: false });
  });
});

describe('a pressed button', () => {
  function cardOnPhone() {
    const { core } = opened;
    core.state.messages.msg = {
      msgid: 'msg',
      agentId: core.credentials.agentId,
      msgtype: 'template_card',
      recipients: ['lina'],
      sentAt: core.clock.ms(),
      recalled: false,
      cardType: 'button_interaction',
      taskId: 't1',
    };
    const body = {
      card_type: 'button_interaction',
      task_id: 't1',
      main_title: { title: '新线索' },
      button_list: [{ text: '接单', key: 'k' }],
    };
    return addEntry(core, 'lina', { from: 'app', kind: 'template_card', body, msgid: 'msg' });
  }
  const states = () =>
    opened.events
      .filter((each) => each.name === 'message')
      .map((each) => (each.data as { message: { state: string } }).message.state);
  const pressIt = (messageId: string) => press(opened.core, { userid: 'lina', messageId, buttonKey: 'k' });

  it('loads for five seconds and can then be pressed again', async () => {
    const entry = cardOnPhone();
    await pressIt(entry.id);
    await vi.advanceTimersByTimeAsync(4_999);
    expect(states()).toEqual(['active', 'waiting']);
    await vi.advanceTimersByTimeAsync(1);
    expect(states()).toEqual(['active', 'waiting', 'active']);
  });

  it('a second press starts the five seconds anew', async () => {
    const entry = cardOnPhone();
    await pressIt(entry.id);
    await vi.advanceTimersByTimeAsync(3_000);
    await pressIt(entry.id);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(entry.waiting).toBe(true);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(entry.waiting).toBe(false);
  });

  it('[OP1] after a reset no ghost of the card comes back', async () => {
    const entry = cardOnPhone();
    await pressIt(entry.id);
    opened.reset();
    const before = states().length;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(states()).toHaveLength(before);
    expect(opened.core.state.chats).toEqual({});
  });

  it('is free at once when nobody took the press', async () => {
    steps = [500];
    const entry = cardOnPhone();
    expect(await pressIt(entry.id)).toMatchObject({ delivered: false, status: 500 });
    expect(states()).toEqual(['active', 'waiting', 'active']);
  });
});
