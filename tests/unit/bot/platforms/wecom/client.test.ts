import { Writable } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createBudget } from '#bot/platforms/wecom/budget';
import { type CallWecom, createWecomClient } from '#bot/platforms/wecom/client';
import { createTokenSource } from '#bot/platforms/wecom/token';
import { createHttpClient } from '#infra/http-client';
import { createLogger } from '#infra/logger';
import { registry } from '#infra/metrics';
import { useDatabase } from '../../../../support/mongo.ts';
import { freePort } from '../../../../support/ports.ts';
import { CONFIG, testClock } from './fixtures.ts';
import { faults, usePlatformStub } from './platform-stub.ts';

useDatabase({ clean: true });
const stub = usePlatformStub();
const answer = z.object({ msgid: z.string().optional() });
const send = { body: { touser: 'u', secretText: 'canary-of-the-body' }, answer };
const READ = 'user/list' as const;
const WRITE = 'message/send' as const;

let call: CallWecom;
let log: string;
const clock = testClock(new Date('2100-01-01T00:00:00Z'));

function connect(base: string, timeoutMs = 5_000): CallWecom {
  const http = createHttpClient(base, timeoutMs);
  const sink = new Writable({
    write(chunk, _encoding, done) {
      log += String(chunk);
      done();
    },
  });
  return createWecomClient({
    http,
    tokens: createTokenSource({ config: CONFIG, clock, http: createHttpClient(stub.base) }),
    budget: createBudget({ corpId: CONFIG.corpId, agentId: CONFIG.agentId, clock }),
    logger: createLogger('trace', sink),
  });
}

beforeEach(() => {
  log = '';
  // A closed API stays closed for a minute of the product's clock.
  clock.advance(3_600_000);
  call = connect(stub.base);
});

async function counted(api: string, code: string): Promise<number> {
  const metric = await registry.getSingleMetric('cheliao_platform_calls_total')!.get();
  const row = metric.values.find((value) => value.labels.api === api && value.labels.code === code);
  return row?.value ?? 0;
}

describe('[OP1] a call that works', () => {
  it('puts the token in the query and the body in JSON', async () => {
    stub.answer(WRITE, { errcode: 0, errmsg: 'ok', msgid: 'm1' });
    expect(await call(WRITE, send)).toEqual({ type: 'ok', value: { msgid: 'm1' } });
    expect(stub.calls(WRITE)[0]).toMatchObject({
      method: 'POST',
      query: { access_token: stub.tokens[0] },
      body: send.body,
    });
  });

  it('without a body is a GET', async () => {
    await call(READ, { params: { department_id: 7 }, answer });
    expect(stub.calls(READ)[0]).toMatchObject({ method: 'GET', query: { department_id: '7' } });
  });

  it('is counted by API and code', async () => {
    const before = await counted(WRITE, '0');
    await call(WRITE, send);
    expect(await counted(WRITE, '0')).toBe(before + 1);
  });
});

describe('a rejected token', () => {
  it.each([40014, 42001])('%i is refreshed and tried again once', async (errcode) => {
    stub.answer(WRITE, { errcode, errmsg: 'token' }, { errcode: 0, msgid: 'm' });
    expect(await call(WRITE, send)).toMatchObject({ type: 'ok', value: { msgid: 'm' } });
    expect(stub.calls('gettoken')).toHaveLength(2);
    const used = stub.calls(WRITE).map((request) => request.query.access_token);
    expect(used).toEqual(stub.tokens);
  });

  it('that stays rejected is not asked for in a circle', async () => {
    stub.answer(WRITE, { errcode: 40014, errmsg: 'token' });
    expect(await call(WRITE, send)).toMatchObject({ type: 'retry', code: '40014' });
    expect(stub.calls(WRITE)).toHaveLength(2);
    expect(stub.calls('gettoken')).toHaveLength(2);
  });

  it('by twenty callers at once is replaced once', async () => {
    stub.answer(WRITE, (response, request) => {
      const good = request.query.access_token !== stub.tokens[0];
      response.end(JSON.stringify(good ? { errcode: 0 } : { errcode: 42001 }));
    });
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => call(WRITE, send)));
    expect(outcomes.every((outcome) => outcome.type === 'ok')).toBe(true);
    expect(stub.calls('gettoken')).toHaveLength(2);
  });

  it('without a token nothing is sent', async () => {
    stub.answer('gettoken', { errcode: 40001, errmsg: 'secret' });
    expect(await call(WRITE, send)).toMatchObject({
      type: 'refused',
      reason: 'misconfigured',
      code: '40001',
    });
    expect(stub.calls(WRITE)).toHaveLength(0);
  });
});

describe('codes of the platform', () => {
  it.each([
    [-1, { type: 'retry' }],
    [45033, { type: 'retry' }],
    [81013, { type: 'refused', reason: 'recipient_unreachable' }],
    [60020, { type: 'refused', reason: 'misconfigured', hint: expect.stringContaining('企业可信IP') }],
    [60140, { type: 'refused', reason: 'update_code_spent' }],
    [42031, { type: 'refused', reason: 'bad_request' }],
    [987654, { type: 'refused', reason: 'bad_request' }],
  ])('%i becomes an outcome, after one call', async (errcode, outcome) => {
    stub.answer(WRITE, { errcode, errmsg: 'x' });
    expect(await call(WRITE, send)).toMatchObject({ ...outcome, code: String(errcode) });
    expect(stub.calls(WRITE)).toHaveLength(1);
  });

  it('45009 closes the API for a minute: nobody calls it meanwhile', async () => {
    stub.answer(WRITE, { errcode: 45009, errmsg: 'freq' }, { errcode: 0 });
    expect(await call(WRITE, send)).toEqual({
      type: 'retry',
      retryAfterMs: 60_000,
      code: '45009',
      throttled: true,
    });
    expect(await call(WRITE, send)).toMatchObject({ type: 'retry', code: 'budget' });
    expect(await connect(stub.base)(WRITE, send)).toMatchObject({ type: 'retry', code: 'budget' });
    expect(stub.calls(WRITE)).toHaveLength(1);
    clock.advance(60_000);
    expect(await call(WRITE, send)).toMatchObject({ type: 'ok' });
  });

  it('a gateway’s 429 is taken like 45009', async () => {
    stub.answer(READ, faults.html(429));
    expect(await call(READ, { answer })).toMatchObject({ type: 'retry', retryAfterMs: 60_000 });
  });
});

describe('when the answer is lost', () => {
  it.each([
    ['the connection is cut', faults.cut, 'cut'],
    ['the body is cut', faults.cutBody, 'cut'],
    ['half a JSON comes', faults.halfJson, 'garbled'],
    ['nothing comes', faults.nothing, 'garbled'],
    ['HTML comes with 200', faults.html(200), 'garbled'],
    ['a gateway fails', faults.html(502), 'http_5xx'],
    ['the answer has another shape', { errcode: 0, msgid: 5 }, 'bad_answer'],
    ['the code is no number', { errcode: '0' }, 'garbled'],
  ])(
    '%s: a message is unknown and not repeated, a question may be asked again',
    async (_name, fault, code) => {
      stub.answer(WRITE, fault);
      stub.answer(READ, fault);
      expect(await call(WRITE, send)).toEqual({ type: 'unknown', code });
      expect(await call(READ, { answer })).toMatchObject({ type: 'retry', code });
      expect(stub.calls(WRITE)).toHaveLength(1);
      expect(stub.calls(READ)).toHaveLength(1);
    },
  );

  it('the time is up: the same', async () => {
    stub.answer(WRITE, faults.never);
    stub.answer(READ, faults.never);
    const impatient = connect(stub.base, 250);
    expect(await impatient(WRITE, send)).toEqual({ type: 'unknown', code: 'timeout' });
    expect(await impatient(READ, { answer })).toMatchObject({ type: 'retry', code: 'timeout' });
  });

  it('nobody listens: nothing was sent, so a message may be sent again', async () => {
    const nowhere = connect(`http://127.0.0.1:${await freePort()}`);
    expect(await nowhere(WRITE, send)).toMatchObject({ type: 'retry', code: 'unreachable' });
  });

  it('a redirect is not followed: it would carry the token away', async () => {
    stub.answer(READ, (response) => response.writeHead(302, { location: `${stub.base}/elsewhere` }).end());
    expect(await call(READ, { answer })).toMatchObject({ type: 'retry', code: 'garbled' });
    expect(stub.requests.some((request) => request.path === '/elsewhere')).toBe(false);
  });
});

it('[OP1] neither token nor secret nor address nor body is ever logged', async () => {
  for (const fault of [
    faults.cut,
    faults.html(500),
    faults.halfJson,
    { errcode: 40014 },
    { errcode: 81013 },
  ]) {
    stub.answer(WRITE, fault);
    await call(WRITE, send);
  }
  expect(log).toContain('"api":"message/send"');
  for (const canary of [...stub.tokens, CONFIG.secret, 'access_token', 'canary-of-the-body', '/cgi-bin/']) {
    expect(log).not.toContain(canary);
  }
});
