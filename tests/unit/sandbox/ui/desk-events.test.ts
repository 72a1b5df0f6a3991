import { describe, expect, it } from 'vitest';
import type { Message } from '../../../../src/sandbox/ui/src/desk/desk.types.ts';
import { applyEvent, callbackUrlIn } from '../../../../src/sandbox/ui/src/desk/desk-events.ts';
import {
  createDeskStore,
  type DeskStore,
  waitsForPress,
  withLogLine,
  withMessage,
} from '../../../../src/sandbox/ui/src/desk/desk-store.ts';
import { readLogLine, readMembers, readMessage } from '../../../../src/sandbox/ui/src/desk/read-server.ts';

const PEOPLE = [
  ['zhangwei', 'sales'],
  ['wangqiang', 'sales'],
  ['lina', 'sales'],
  ['wuhao', 'manager'],
  ['zhengjie', 'manager'],
].map(([userid, role]) => ({ userid, role, name: userid, active: true }));

/** A desk as after loading: two salespeople and a manager stand on it. */
function openDesk(change: Parameters<DeskStore['change']>[0] = () => ({})): DeskStore {
  const store = createDeskStore();
  store.change(() => ({
    connection: 'live',
    members: readMembers(PEOPLE),
    slots: ['zhangwei', 'wangqiang', 'wuhao'],
  }));
  store.change(change);
  return store;
}

const leadSent = () => ({ guide: { leadSent: true, cardShown: false, pressed: false, clockMoved: false } });
const card = (id: string, more: Record<string, unknown> = {}) => ({
  id,
  from: 'app',
  kind: 'button_interaction',
  state: 'active',
  time: '2026-05-06T02:00:00.000Z',
  buttons: [{ key: 'k', text: '接单' }],
  ...more,
});
const ring = (store: DeskStore, userid: string, message: Record<string, unknown>) =>
  applyEvent(store, 'message', { userid, message });

describe('a message', () => {
  it('is added once, and replaced by its newer version in its place', () => {
    const store = openDesk();
    ring(store, 'lina', card('m1'));
    ring(store, 'lina', { id: 'm2', from: 'app', kind: 'text', text: '后来' });
    ring(store, 'lina', card('m1', { state: 'done', outcome: '已接单', buttons: [] }));
    const chat = store.read().chats.lina!;
    expect(chat.map((message) => [message.id, message.state])).toEqual([
      ['m1', 'done'],
      ['m2', 'plain'],
    ]);
  });

  it.each<[string, Record<string, unknown>, number]>([
    ['from the product counts as unread', card('m1'), 1],
    ['of one’s own does not', { id: 'm1', from: 'member', kind: 'text' }, 0],
    ['that is a note of the client does not', { id: 'm1', from: 'note', kind: 'text' }, 0],
  ])('%s', (_what, message, unread) => {
    const store = openDesk();
    ring(store, 'lina', message);
    expect(store.read().unread.lina ?? 0).toBe(unread);
  });

  it('that changes does not ring again', () => {
    const store = openDesk();
    ring(store, 'lina', card('m1'));
    ring(store, 'lina', card('m1', { state: 'waiting' }));
    expect(store.read().unread.lina).toBe(1);
  });

  it.each<[string, Record<string, unknown>, boolean]>([
    ['a card to press', card('m1'), true],
    [
      'a card whose buttons only open pages',
      card('m1', { buttons: [{ key: 'k', url: 'https://e.cn' }] }),
      false,
    ],
    ['a card without buttons', card('m1', { buttons: [] }), false],
    ['a text', { id: 'm1', from: 'app', kind: 'text' }, false],
    ['a decided card', card('m1', { state: 'done' }), false],
  ])('%s is pointed at: %s', (_what, message, isFresh) => {
    const store = openDesk();
    ring(store, 'lina', message);
    expect(store.read().freshCard).toEqual(isFresh ? { userid: 'lina', messageId: 'm1' } : null);
    expect(waitsForPress(readMessage(message))).toBe(isFresh);
  });

  it('is no longer pointed at once it is decided; another one’s decision changes nothing', () => {
    const store = openDesk();
    ring(store, 'lina', card('m1'));
    ring(store, 'wuhao', card('m2'));
    ring(store, 'lina', card('m1', { state: 'done' }));
    expect(store.read().freshCard).toEqual({ userid: 'wuhao', messageId: 'm2' });
    ring(store, 'wuhao', card('m2', { state: 'done' }));
    expect(store.read().freshCard).toBeNull();
  });
});

describe('[OP1] the guide', () => {
  it('takes a card as its second step only after a lead was sent', () => {
    const early = openDesk();
    ring(early, 'zhangwei', card('m1'));
    expect(early.read().guide.cardShown).toBe(false);
    const guided = openDesk(leadSent);
    ring(guided, 'zhangwei', card('m1'));
    expect(guided.read().guide.cardShown).toBe(true);
  });

  it('brings the phone that rings to the desk, in the place of an idle colleague of the same role', () => {
    const store = openDesk(leadSent);
    ring(store, 'wangqiang', card('m1'));
    ring(store, 'lina', card('m2'));
    expect(store.read().slots).toEqual(['lina', 'wangqiang', 'wuhao']);
  });

  it('a manager takes a manager’s place', () => {
    const store = openDesk(leadSent);
    ring(store, 'zhengjie', card('m1'));
    expect(store.read().slots).toEqual(['zhangwei', 'wangqiang', 'zhengjie']);
  });

  it.each<[string, Parameters<DeskStore['change']>[0]]>([
    ['before a lead was sent', () => ({})],
    [
      'once somebody has pressed',
      () => ({ guide: { leadSent: true, cardShown: true, pressed: true, clockMoved: false } }),
    ],
  ])('leaves the phones where they are %s', (_what, change) => {
    const store = openDesk(change);
    ring(store, 'lina', card('m1'));
    expect(store.read().slots).toEqual(['zhangwei', 'wangqiang', 'wuhao']);
  });

  it('does not move a phone that stands there already, nor for a role nobody on the desk has', () => {
    const store = openDesk(leadSent);
    ring(store, 'wangqiang', card('m1'));
    expect(store.read().slots).toEqual(['zhangwei', 'wangqiang', 'wuhao']);
    store.change(() => ({ members: readMembers([...PEOPLE, { userid: 'hejia', role: 'service_advisor' }]) }));
    ring(store, 'hejia', card('m2'));
    expect(store.read().slots).toEqual(['zhangwei', 'wangqiang', 'wuhao']);
  });
});

describe('other events', () => {
  it('move the clock, and ignore one without a time', () => {
    const store = openDesk();
    applyEvent(store, 'clock', { now: new Date(performance.timeOrigin + performance.now() + 3_600_000) });
    applyEvent(store, 'clock', { now: 'nonsense' });
    expect(store.read().skewMs).toBe(0);
    const later = new Date(performance.timeOrigin + performance.now() + 3_600_000).toISOString();
    applyEvent(store, 'clock', { now: later });
    expect(Math.round(store.read().skewMs / 60_000)).toBe(60);
  });

  it('list the faults, the members and the receiver', () => {
    const store = openDesk();
    applyEvent(store, 'faults', { faults: [{ id: 3, api: 'message/send', errcode: -1, left: 2 }] });
    expect(store.read().faults).toEqual([{ id: '3', preset: 'busy', remaining: 2 }]);
    applyEvent(store, 'members', { members: [{ userid: 'new' }] });
    expect(store.read().members.map((member) => member.userid)).toEqual(['new']);
    applyEvent(store, 'members', { members: [] });
    expect(store.read().members).toHaveLength(1);
    applyEvent(store, 'callback', { url: 'http://localhost:3000/callbacks/wecom' });
    expect(store.read().callbackUrl).toBe('http://localhost:3000/callbacks/wecom');
  });

  it('that nobody knows change nothing', () => {
    const store = openDesk();
    const before = store.read();
    applyEvent(store, 'weather', { sunny: true });
    expect(store.read()).toBe(before);
  });

  it.each([
    [{ url: 'http://a' }, 'http://a'],
    ['http://a', 'http://a'],
    [{ url: 5 }, null],
    [null, null],
  ])('the receiver in %j is %j', (data, url) => {
    expect(callbackUrlIn(data)).toBe(url);
  });
});

describe('the lists', () => {
  const message = (id: string, title: string): Message => readMessage({ id, title });
  it('of messages keep their order and leave the old list alone', () => {
    const before = [message('a', '1'), message('b', '1')];
    const after = withMessage(before, message('a', '2'));
    expect(after.map((each) => each.title)).toEqual(['2', '1']);
    expect(before[0]?.title).toBe('1');
    expect(withMessage(after, message('c', '1')).map((each) => each.id)).toEqual(['a', 'b', 'c']);
  });

  it('of log lines take a folded line in the place of its first version', () => {
    const line = (id: number, text: string) => readLogLine({ id, kind: 'api', text });
    const log = withLogLine([line(1, 'a'), line(2, 'user/list')], line(2, 'user/list 7 次'));
    expect(log.map((each) => each.text)).toEqual(['a', 'user/list 7 次']);
  });

  it('of log lines keep the newest 400', () => {
    let log: readonly ReturnType<typeof readLogLine>[] = [];
    for (let id = 1; id <= 450; id += 1) log = withLogLine(log, readLogLine({ id }));
    expect([log.length, log[0]?.id, log.at(-1)?.id]).toEqual([400, 51, 450]);
  });

  it('tell everybody who listens, until they stop', () => {
    const store = createDeskStore();
    let heard = 0;
    const stop = store.subscribe(() => {
      heard += 1;
    });
    store.change(() => ({ skewMs: 1 }));
    stop();
    store.change(() => ({ skewMs: 2 }));
    expect([heard, store.read().skewMs]).toEqual([1, 2]);
  });
});
