import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ControlError, control, mustArrive } from '../../../../src/sandbox/ui/src/desk/control-client.ts';
import { createDeskStore, type DeskStore } from '../../../../src/sandbox/ui/src/desk/desk-store.ts';
import { loadUi } from './load-ui.ts';

type Actions = Record<string, (...args: unknown[]) => Promise<unknown>>;

/** What the page asked of the sandbox, and the answers it gets. */
let asked: { path: string; body: unknown }[];
let answers: Record<string, unknown>;
let refusal: { status: number; body: unknown } | 'down' | null;
let store: DeskStore;
let actions: Actions;

beforeEach(async () => {
  asked = [];
  answers = {};
  refusal = null;
  vi.stubGlobal('fetch', async (url: string, init: RequestInit = {}) => {
    const path = url.replace('/_sandbox/', '');
    asked.push({ path, body: init.body === undefined ? undefined : JSON.parse(String(init.body)) });
    if (refusal === 'down') throw new TypeError('fetch failed');
    if (refusal !== null) return Response.json(refusal.body, { status: refusal.status });
    return Response.json(answers[path] ?? {});
  });
  const module = await loadUi<{ createDeskActions(store: DeskStore): Actions }>('desk/desk-actions.ts');
  store = createDeskStore();
  actions = module.createDeskActions(store);
});
afterEach(() => vi.unstubAllGlobals());

describe('asking the sandbox', () => {
  it('GETs without a body and POSTs JSON with one', async () => {
    await control('state');
    await control('advance', { seconds: 5 });
    expect(asked).toEqual([
      { path: 'state', body: undefined },
      { path: 'advance', body: { seconds: 5 } },
    ]);
  });

  it.each<[string, unknown, string, string]>([
    [
      'its fix',
      { error: { code: 'INVALID_INPUT', fix: 'time only goes forward' } },
      'other',
      'time only goes forward',
    ],
    ['its message and fix once', { error: { message: 'same', fix: 'same' } }, 'other', 'same'],
    ['its message and its fix', { error: { message: 'wrong', fix: 'do this' } }, 'other', 'wrong do this'],
    ['an error that is a text', { error: 'no' }, 'other', 'no'],
    ['a message at the top', { message: 'no' }, 'other', 'no'],
    ['the status when nothing is said', {}, 'other', 'HTTP 409'],
    ['a phone logged out', { error: { code: 'MEMBER_LEFT', fix: 'resigned' } }, 'left', 'resigned'],
  ])('a refusal says %s', async (_what, body, code, message) => {
    refusal = { status: 409, body };
    await expect(control('press', {})).rejects.toMatchObject({ name: 'ControlError', code, message });
  });

  it('says that nobody is there', async () => {
    refusal = 'down';
    await expect(control('state')).rejects.toMatchObject({ code: 'unreachable' });
  });

  it.each<[unknown, string | null, string]>([
    [{ delivered: true, status: 200 }, null, ''],
    [{ delivered: false, error: 'timeout', status: null }, 'timeout', 'timeout'],
    [{ delivered: false, error: 'connection', status: null }, 'connection', 'connection'],
    [{ delivered: false, error: 'dropped' }, 'dropped', 'dropped'],
    [{ delivered: false, error: 'held' }, 'held', 'held'],
    [{ delivered: false, error: null, status: 500 }, 'refused', '500'],
    [{}, null, ''],
    [null, null, ''],
  ])('a callback that fared %j', (result, code, message) => {
    const arrive = () => mustArrive(result);
    if (code === null) expect(arrive).not.toThrow();
    else {
      expect(arrive).toThrow(ControlError);
      expect(arrive).toThrow(message);
    }
  });
});

describe('what a person can do', () => {
  it('presses with what was chosen, and leaves it out when nothing was', async () => {
    await actions.press!('lina', 'm1', 'k', { reason: ['price'] });
    await actions.press!('lina', 'm1', 'k', {});
    expect(asked.map((each) => each.body)).toEqual([
      { userid: 'lina', messageId: 'm1', buttonKey: 'k', selected: { reason: ['price'] } },
      { userid: 'lina', messageId: 'm1', buttonKey: 'k' },
    ]);
  });

  it('a press is a step of the guide only after a card was shown, and only when it arrived', async () => {
    await actions.press!('lina', 'm1', 'k', {});
    expect(store.read().guide.pressed).toBe(false);
    store.change((desk) => ({ guide: { ...desk.guide, cardShown: true } }));
    answers.press = { delivered: false, error: 'dropped' };
    await expect(actions.press!('lina', 'm1', 'k', {})).rejects.toMatchObject({ code: 'dropped' });
    expect(store.read().guide.pressed).toBe(false);
    answers.press = { delivered: true };
    await actions.press!('lina', 'm1', 'k', {});
    expect(store.read().guide.pressed).toBe(true);
  });

  it('says a text, and says when it did not arrive', async () => {
    answers.say = { delivered: false, error: 'timeout' };
    await expect(actions.say!('lina', '你好')).rejects.toMatchObject({ code: 'timeout' });
    expect(asked).toEqual([{ path: 'say', body: { userid: 'lina', text: '你好' } }]);
  });

  it('moves the clock by what the server says it is now', async () => {
    const now = performance.timeOrigin + performance.now();
    answers.advance = { now: new Date(now + 7_200_000).toISOString() };
    await actions.advance!(60);
    expect(Math.round(store.read().skewMs / 60_000)).toBe(120);
    expect(store.read().guide.clockMoved).toBe(true);
    answers.advance = {};
    await actions.advance!(600);
    expect(Math.round(store.read().skewMs / 60_000)).toBe(130);
  });

  it('switches a fault on by its request and off by every id it has', async () => {
    answers.state = { faults: [{ id: 4, api: 'callback', drop: true, left: 1 }] };
    await actions.switchFault!('drop', true);
    expect(asked[0]).toEqual({ path: 'faults', body: { api: 'callback', drop: true, count: 1 } });
    expect(store.read().faults).toEqual([{ id: '4', preset: 'drop', remaining: 1 }]);
    answers.state = { faults: [] };
    await actions.switchFault!('drop', false);
    expect(asked.filter((each) => each.path === 'faults').at(-1)?.body).toEqual({ clear: 4 });
    expect(store.read().faults).toEqual([]);
  });

  it('clears them all', async () => {
    answers.state = { faults: [] };
    await actions.clearFaults!();
    expect(asked[0]).toEqual({ path: 'faults', body: { clear: true } });
  });

  it('sends a lead and a contact as the controls want them', async () => {
    answers.leads = { status: 201, body: { outcome: 'accepted' } };
    expect(await actions.sendLead!('yiche', { a: 1 })).toEqual(answers.leads);
    const contact = { userid: 'lina', name: '林', mobile: '1', state: 's' };
    await actions.addContact!(contact);
    expect(asked).toEqual([
      { path: 'leads', body: { channel: 'yiche', body: { a: 1 } } },
      { path: 'contacts', body: contact },
    ]);
  });

  it('a reset empties what only the page knows and loads the rest afresh', async () => {
    answers.state = {
      members: [
        { userid: 'a', role: 'sales' },
        { userid: 'b', role: 'sales' },
        { userid: 'c', role: 'manager' },
      ],
      clock: { now: new Date().toISOString() },
    };
    answers['chats/b'] = { messages: [{ id: 'm1', title: '在' }] };
    store.change(() => ({ unread: { a: 3 }, freshCard: { userid: 'a', messageId: 'm' } }));
    await actions.reset!();
    const desk = store.read();
    expect([desk.unread, desk.freshCard, desk.connection]).toEqual([{}, null, 'live']);
    expect(desk.chats.b?.map((message) => message.title)).toEqual(['在']);
    // Whoever has something on the screen stands first.
    expect(desk.slots).toEqual(['b', 'a', 'c']);
  });

  it.each<[number, string, string[]]>([
    [0, 'd', ['d', 'b', 'c']],
    [0, 'c', ['c', 'b', 'a']],
    [1, 'b', ['a', 'b', 'c']],
    [2, 'a', ['c', 'b', 'a']],
  ])('slot %i gets %s: %j', (slot, userid, slots) => {
    store.change(() => ({ slots: ['a', 'b', 'c'] }));
    void actions.putOnDesk!(slot, userid);
    expect(store.read().slots).toEqual(slots);
  });

  it('reading clears a badge, and reading nothing changes nothing', () => {
    store.change(() => ({ unread: { a: 2 } }));
    void actions.markRead!('a');
    const after = store.read();
    expect(after.unread).toEqual({ a: 0 });
    void actions.markRead!('a');
    void actions.markRead!('nobody');
    expect(store.read()).toBe(after);
  });

  it('a refused lead takes the guide’s first step back, unless a card is there already', () => {
    void actions.leadWasSent!(true);
    expect(store.read().guide.leadSent).toBe(true);
    void actions.leadWasSent!(false);
    expect(store.read().guide.leadSent).toBe(false);
    store.change((desk) => ({ guide: { ...desk.guide, cardShown: true } }));
    void actions.leadWasSent!(false);
    expect(store.read().guide.leadSent).toBe(true);
    void actions.restartGuide!();
    expect(Object.values(store.read().guide)).toEqual([false, false, false, false]);
  });
});
