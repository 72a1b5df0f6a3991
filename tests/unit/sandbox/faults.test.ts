import { describe, expect, it } from 'vitest';
import { createFaults, FaultRequest, normalizeApi } from '#sandbox/faults';
import { openCore } from './open-core.ts';

function openFaults() {
  let changes = 0;
  const faults = createFaults(() => {
    changes += 1;
  });
  return {
    faults,
    set: (request: Record<string, unknown>) => faults.add(FaultRequest.parse(request)),
    changes: () => changes,
  };
}

describe('which call a fault hits', () => {
  it.each<[string, string, boolean]>([
    ['message/send', 'message/send', true],
    ['/cgi-bin/message/send', 'message/send', true],
    ['cgi-bin/message/send', 'message/send', true],
    ['https://qyapi.weixin.qq.com/cgi-bin/message/send', 'message/send', true],
    ['message/send', 'message/recall', false],
    ['message', 'message/send', false],
    ['*', 'gettoken', true],
    ['*', 'callback', false],
    ['callback', 'callback', true],
    ['callback', 'message/send', false],
  ])('set on %s, called %s: %s', (api, called, isHit) => {
    const { faults, set } = openFaults();
    set({ api, errcode: -1 });
    expect(faults.take(called) !== null).toBe(isHit);
  });

  it.each([
    ['/cgi-bin/user/get', 'user/get'],
    ['user/get', 'user/get'],
    ['/callback', 'callback'],
    ['*', '*'],
    ['', ''],
  ])('%j is %j', (given, api) => {
    expect(normalizeApi(given)).toBe(api);
  });
});

describe('how often', () => {
  it.each<[string, Record<string, unknown>, number | null]>([
    ['an error once', { errcode: -1 }, 1],
    ['an error as often as asked', { errcode: -1, count: 4 }, 4],
    ['an error until cleared', { errcode: -1, count: null }, null],
    ['an outage until cleared', { outage: true }, null],
    ['an outage as often as asked', { outage: true, count: 2 }, 2],
    ['a rate until cleared', { ratePerMinute: 3 }, null],
    ['trusted addresses until cleared', { allowIps: ['127.0.0.1'] }, null],
    ['a cut connection once', { cut: 'after' }, 1],
  ])('%s', (_what, request, left) => {
    const { set } = openFaults();
    expect(set(request).left).toBe(left);
  });

  it('the first set is the first to hit, and the next when it is used up', () => {
    const { faults, set } = openFaults();
    set({ api: 'a', errcode: 1, count: 2 });
    set({ api: '*', errcode: 2 });
    set({ api: 'a', errcode: 3 });
    const codes = [1, 2, 3, 4, 5].map(() => faults.take('a')?.errcode);
    expect(codes).toEqual([1, 1, 2, 3, undefined]);
  });

  it('a fault of another API waits its turn', () => {
    const { faults, set } = openFaults();
    set({ api: 'a', errcode: 1 });
    set({ api: 'b', errcode: 2 });
    expect([faults.take('b')?.errcode, faults.take('b'), faults.take('a')?.errcode]).toEqual([2, null, 1]);
    expect(faults.list()).toEqual([]);
  });

  it('standing rules are never used up by a call, nor stand before a fault', () => {
    const { faults, set } = openFaults();
    set({ ratePerMinute: 5 });
    set({ allowIps: ['10.0.0.1'] });
    set({ errcode: 7 });
    expect([faults.take('a')?.errcode, faults.take('a')]).toEqual([7, null]);
    expect(faults.list()).toHaveLength(2);
    expect(faults.rateLimit('a')).toBe(5);
  });

  it('tells the page of every change, and only then', () => {
    const { faults, set, changes } = openFaults();
    set({ api: 'a', errcode: 1, count: 2 });
    faults.take('b');
    expect(changes()).toBe(1);
    faults.take('a');
    faults.take('a');
    faults.clear();
    expect(changes()).toBe(4);
  });
});

describe('clearing', () => {
  it('takes one by its id, or all', () => {
    const { faults, set } = openFaults();
    const [first, second] = [set({ errcode: 1, count: null }), set({ errcode: 2, count: null })];
    expect(first.id).not.toBe(second.id);
    expect([faults.clear(first.id), faults.clear(first.id)]).toEqual([true, false]);
    expect(faults.list().map((fault) => fault.errcode)).toEqual([2]);
    expect([faults.clear(), faults.list().length]).toEqual([true, 0]);
  });

  it('never gives an id again', () => {
    const { faults, set } = openFaults();
    const ids = Array.from({ length: 5 }, () => {
      const { id } = set({ errcode: 1 });
      faults.clear();
      return id;
    });
    expect(new Set(ids).size).toBe(5);
  });
});

describe('trusted addresses', () => {
  it.each<[string[], string, boolean]>([
    [['127.0.0.1'], '127.0.0.1', true],
    [['203.0.113.9'], '127.0.0.1', false],
    [['203.0.113.9', '127.0.0.1'], '127.0.0.1', true],
    [[], '127.0.0.1', false],
  ])('a list of %j lets %s in: %s', (allowIps, ip, isAllowed) => {
    const { faults, set } = openFaults();
    set({ allowIps });
    expect(faults.allowsIp('user/get', ip)).toBe(isAllowed);
  });

  it('hold for their API only, and every list must agree', () => {
    const { faults, set } = openFaults();
    set({ api: 'user/get', allowIps: ['10.0.0.1'] });
    expect(faults.allowsIp('user/list', '127.0.0.1')).toBe(true);
    set({ allowIps: ['127.0.0.1'] });
    expect([faults.allowsIp('user/get', '127.0.0.1'), faults.allowsIp('user/list', '127.0.0.1')]).toEqual([
      false,
      true,
    ]);
  });
});

describe('what may be asked', () => {
  it.each<[string, Record<string, unknown>]>([
    ['nothing at all', {}],
    ['only an API', { api: 'user/get' }],
    ['false is not a fault', { drop: false, duplicate: false, outage: false, reorder: false }],
    ['a status that does not exist', { status: 99 }],
    ['a delay beyond two minutes', { delayMs: 120_001 }],
    ['a negative rate', { ratePerMinute: -1 }],
    ['half a code', { errcode: 1.5 }],
    ['an unknown body', { body: 'pdf' }],
    ['an unknown cut', { cut: 'maybe' }],
    ['an empty API', { api: '', errcode: 1 }],
    ['no times', { errcode: 1, count: 0 }],
    ['an empty address', { allowIps: [''] }],
  ])('refuses %s', (_what, request) => {
    expect(FaultRequest.safeParse(request).success).toBe(false);
  });

  it.each<[string, Record<string, unknown>]>([
    ['code zero: a lie about success', { errcode: 0 }],
    ['the longest delay', { delayMs: 120_000 }],
    ['no delay, which only counts', { delayMs: 0 }],
    ['several at once', { delayMs: 5, duplicate: true, api: 'callback' }],
  ])('takes %s', (_what, request) => {
    expect(FaultRequest.parse(request)).toMatchObject(request);
  });
});

describe('the log', () => {
  it('[OP1] folds calls alike that follow each other into one line with a count', () => {
    const { core, events } = openCore();
    for (const ms of [3, 4, 5]) core.log.call({ api: 'user/list', errcode: 0, ms });
    const lines = core.log.lines().filter((line) => line.kind === 'api');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      text: '产品调用 user/list 3 次：成功，共 12 毫秒',
      textEn: 'The product called user/list 3 times: ok, 12 ms in all',
      count: 3,
      ms: 12,
      errcode: 0,
    });
    const told = events.filter((event) => event.name === 'log').map((event) => event.data as { id: number });
    expect(new Set(told.map((line) => line.id)).size).toBe(1);
    expect(told).toHaveLength(3);
  });

  it.each<[string, (core: ReturnType<typeof openCore>['core']) => void]>([
    ['another API', (core) => core.log.call({ api: 'user/get', errcode: 0, ms: 1 })],
    ['another answer', (core) => core.log.call({ api: 'user/list', errcode: 60_123, ms: 1 })],
    ['something people see', (core) => core.log.add('chat', '张伟 收到一条卡片', 'Zhang got a card')],
  ])('starts a new line after %s', (_what, between) => {
    const { core } = openCore();
    core.log.call({ api: 'user/list', errcode: 0, ms: 1 });
    between(core);
    core.log.call({ api: 'user/list', errcode: 0, ms: 1 });
    expect(core.log.lines().filter((line) => line.api === 'user/list' && line.errcode === 0)).toHaveLength(2);
  });

  it('never folds what people see, however alike', () => {
    const { core } = openCore();
    const before = core.log.lines().length;
    for (let i = 0; i < 3; i += 1) core.log.add('chat', '张伟 收到一条卡片', 'Zhang got a card');
    expect(core.log.lines()).toHaveLength(before + 3);
  });

  it('names a refused call by its code', () => {
    const { core } = openCore();
    core.log.call({ api: 'message/send', errcode: 45_009, ms: 2 });
    core.log.call({ api: 'message/send', errcode: 45_009, ms: 2 });
    expect(core.log.lines().at(-1)).toMatchObject({
      text: '产品调用 message/send 2 次：被拒绝，错误码 45009，共 4 毫秒',
      count: 2,
    });
  });

  it('a folded line keeps its place, with the time of the last call', () => {
    const { core, pass } = openCore();
    core.log.call({ api: 'gettoken', errcode: 0, ms: 1 });
    const { id } = core.log.lines().at(-1)!;
    pass(60);
    core.log.call({ api: 'gettoken', errcode: 0, ms: 1 });
    expect(core.log.lines().at(-1)).toMatchObject({ id, time: '2026-05-06T02:01:00.000Z' });
  });

  it('gives what came after a line, oldest first, and keeps about a thousand', () => {
    const { core } = openCore();
    for (let i = 0; i < 2_000; i += 1) core.log.add('chat', `${i}`, `${i}`);
    const all = core.log.lines();
    expect(all.length).toBeGreaterThanOrEqual(1_000);
    expect(all.length).toBeLessThanOrEqual(1_200);
    expect(all.at(-1)!.text).toBe('1999');
    expect(all.map((line) => line.id)).toEqual(all.map((line) => line.id).toSorted((a, b) => a - b));
    expect(core.log.lines(all.at(-3)!.id).map((line) => line.text)).toEqual(['1998', '1999']);
    core.log.clear();
    expect(core.log.lines()).toEqual([]);
  });
});
