import mongoose from 'mongoose';
import { beforeAll, describe, expect, it } from 'vitest';
import { createApiChannel, setApiChannelActive } from '#domain/intake/index';
import { systemContext } from '#domain/kernel/command-context';
import { useDatabase } from '../../support/mongo.ts';
import { as, nextPhone, signed, useServer } from './http-fixture.ts';

useDatabase();
const server = useServer();
const PATH = '/api/v1/leads';
let keys: { id: string; apiKey: string; hmacSecret: string };
let otherKeys: { id: string; apiKey: string; hmacSecret: string };

beforeAll(async () => {
  const ctx = systemContext(server.clock, 'test');
  keys = await createApiChannel(ctx, { channel: 'site_form', name: '官网' });
  otherKeys = await createApiChannel(ctx, { channel: 'mini_program', name: '小程序' });
});

const lead = (overrides: object = {}) => ({ name: '周女士', phone: nextPhone(), ...overrides });

async function send(body: unknown, headers: Record<string, string> = {}, by = keys) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await fetch(server.url + PATH, {
    method: 'POST',
    body: text,
    headers: signed(server, by, text, headers),
  });
  const json = (await answer.json()) as Record<string, unknown> & { error?: Record<string, unknown> };
  return { status: answer.status, json, error: json.error };
}

const count = (name: string) => mongoose.connection.collection(name).countDocuments();
const state = async () => [
  await count('leads'),
  await count('inbound_payloads'),
  await count('outbox_events'),
];

describe('[LC1] a signed lead', () => {
  it('is created, durable when answered, and recorded as an event', async () => {
    const before = await state();
    const { status, json } = await send(lead());
    expect(status).toBe(201);
    expect(json).toEqual({ payloadId: expect.any(String), leadId: expect.any(String), outcome: 'accepted' });
    expect(await state()).toEqual(before.map((n) => n + 1));
    const row = await mongoose.connection
      .collection<{ _id: string }>('leads')
      .findOne({ _id: String(json.leadId) });
    expect(row).toMatchObject({ status: 'new', channel: 'site_form' });
  });

  it('is merged into the open lead of the same phone', async () => {
    const body = lead();
    const first = await send(body);
    const second = await send({ ...body, remark: '周末方便' });
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.json).toMatchObject({ outcome: 'merged', leadId: first.json.leadId });
  });

  it('is kept when it is refused, and says which field and which payload', async () => {
    const [leads, payloads] = await state();
    const { status, error } = await send(lead({ phone: '12345' }));
    expect([status, error!.code, error!.field]).toEqual([422, 'LEAD_REJECTED', 'phone']);
    expect(error!.payloadId).toEqual(expect.any(String));
    expect(await count('leads')).toBe(leads);
    expect(await count('inbound_payloads')).toBe(payloads! + 1);
  });

  it('with a field nobody knows is refused by name', async () => {
    const { status, error } = await send(lead({ admin: true }));
    expect([status, error!.field]).toEqual([422, 'admin']);
  });

  it.each([{ $gt: '' }, ['1'], null, true])('whose phone is %j is refused', async (phone) => {
    expect((await send(lead({ phone }))).status).toBe(422);
  });
});

describe('Idempotency-Key', () => {
  it('makes a repeat the same request, with the same answer', async () => {
    const body = lead();
    const first = await send(body, { 'idempotency-key': 'order-1' });
    const before = await state();
    const again = await send(body, { 'idempotency-key': 'order-1' });
    expect(again.json).toEqual(first.json);
    expect(await state()).toEqual(before);
  });

  it('cannot be used for other content', async () => {
    await send(lead(), { 'idempotency-key': 'order-2' });
    const before = await state();
    const { status, error } = await send(lead(), { 'idempotency-key': 'order-2' });
    expect([status, error!.code]).toEqual([422, 'IDEMPOTENCY_MISMATCH']);
    expect(await state()).toEqual(before);
  });

  it('belongs to one sender', async () => {
    expect((await send(lead(), { 'idempotency-key': 'order-3' })).status).toBe(201);
    expect((await send(lead(), { 'idempotency-key': 'order-3' }, otherKeys)).status).toBe(201);
  });

  it('of ten requests at once makes one lead', async () => {
    const body = lead();
    const before = await count('leads');
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => send(body, { 'idempotency-key': 'burst' })),
    );
    expect(await count('leads')).toBe(before + 1);
    for (const { status } of answers) expect([200, 201, 409]).toContain(status);
  });

  it.each(['a'.repeat(129), 'two words'])('is refused when it is unusable: %j', async (key) => {
    const { status, error } = await send(lead(), { 'idempotency-key': key });
    expect([status, error!.field]).toEqual([400, 'idempotency-key']);
  });

  it('is not needed against a captured request: the same signature is the same request', async () => {
    const text = JSON.stringify(lead());
    const headers = signed(server, keys, text);
    const post = () => fetch(server.url + PATH, { method: 'POST', body: text, headers });
    expect((await post()).status).toBe(201);
    const before = await state();
    expect((await post()).status).toBe(201);
    expect(await state()).toEqual(before);
  });
});

describe('a request that is not from a channel', () => {
  const now = () => Math.floor(server.clock.now().getTime() / 1000);
  const cases: [string, () => Record<string, string>, string][] = [
    ['no key', () => ({ 'x-api-key': '' }), 'UNAUTHENTICATED'],
    ['an unknown key', () => ({ 'x-api-key': 'lead_unknown-unknown-unknown' }), 'UNAUTHENTICATED'],
    ['an operator for a key', () => ({ 'x-api-key': '{"$gt":""}' }), 'UNAUTHENTICATED'],
    ['no signature', () => ({ 'x-signature': '' }), 'SIGNATURE_INVALID'],
    ['a wrong signature', () => ({ 'x-signature': `v1=${'0'.repeat(64)}` }), 'SIGNATURE_INVALID'],
    [
      'a signature of another version',
      () => ({ 'x-signature': `v0=${'0'.repeat(64)}` }),
      'SIGNATURE_INVALID',
    ],
    ['a timestamp 301 s old', () => ({ 'x-timestamp': String(now() - 301) }), 'SIGNATURE_INVALID'],
    ['a timestamp 301 s ahead', () => ({ 'x-timestamp': String(now() + 301) }), 'SIGNATURE_INVALID'],
    ['milliseconds', () => ({ 'x-timestamp': String(now() * 1000) }), 'SIGNATURE_INVALID'],
    ['no timestamp', () => ({ 'x-timestamp': '' }), 'SIGNATURE_INVALID'],
    ['words for a timestamp', () => ({ 'x-timestamp': 'yesterday' }), 'SIGNATURE_INVALID'],
  ];
  it.each(cases)('has %s: refused, nothing kept', async (_what, headers, code) => {
    const before = await state();
    const { status, error } = await send(lead(), headers());
    expect([status, error!.code]).toEqual([401, code]);
    expect(await state()).toEqual(before);
  });

  it('takes a timestamp 299 s off', async () => {
    expect((await send(lead(), { 'x-timestamp': String(now() - 299) })).status).toBe(201);
  });

  it('is signed by another channel, or for another body or time', async () => {
    const before = await state();
    const body = JSON.stringify(lead());
    const foreign = signed(server, { ...keys, hmacSecret: otherKeys.hmacSecret }, body);
    const otherBody = signed(server, keys, `${body} `);
    const otherTime = { ...signed(server, keys, body), 'x-timestamp': String(now() - 10) };
    for (const headers of [foreign, otherBody, otherTime]) {
      const answer = await fetch(server.url + PATH, { method: 'POST', body, headers });
      expect(answer.status).toBe(401);
    }
    expect(await state()).toEqual(before);
  });

  it('uses a key that was switched off', async () => {
    const ctx = systemContext(server.clock, 'test');
    const gone = await createApiChannel(ctx, { channel: 'site_form', name: '旧官网' });
    expect((await send(lead(), {}, gone)).status).toBe(201);
    await setApiChannelActive(ctx, { id: gone.id, active: false });
    expect((await send(lead(), {}, gone)).status).toBe(401);
  });
});

describe('a body that is no lead', () => {
  it.each([
    ['{"name":', 400],
    ['null', 400],
    ['[]', 400],
    ['"text"', 400],
    ['{"__proto__":{"admin":true},"name":"a"}', 400],
    ['', 400],
    [JSON.stringify({ name: 'x'.repeat(70_000) }), 413],
    ['['.repeat(20_000), 400],
  ])('%.20s… is refused', async (text, status) => {
    const before = await state();
    expect((await send(text)).status).toBe(status);
    expect(await state()).toEqual(before);
  });

  it('of another type is refused', async () => {
    const { status, error } = await send(lead(), { 'content-type': 'application/xml' });
    expect([status, error!.field]).toEqual([400, 'content-type']);
  });
});

describe('[LC3] replay', () => {
  it('of a rejected payload is for managers and admins, and shows outcome, never content', async () => {
    const { error } = await send(lead({ phone: '777', name: 'Zanzibar' }));
    const manager = await as(server, 'wuhao');
    const answer = await manager.get('/api/app/v1/payloads?outcome=rejected&channel=site_form');
    const page = (await answer.json()) as { payloads: { id: string; field: string }[] };
    expect(page.payloads.find((one) => one.id === error!.payloadId)).toMatchObject({ field: 'phone' });
    expect(JSON.stringify(page)).not.toContain('Zanzibar');
    await mongoose.connection
      .collection<{ _id: string }>('staff')
      .updateOne({ _id: 'staff-wuhao' }, { $set: { role: 'admin' } });
    const replayed = await manager.post(`/api/app/v1/payloads/${String(error!.payloadId)}/replay`);
    expect([replayed.status, await replayed.json()]).toMatchObject([
      200,
      { outcome: 'rejected', leadId: null },
    ]);
    const many = await manager.post('/api/app/v1/payloads/replay', { field: 'phone' });
    expect(await many.json()).toMatchObject({ accepted: 0, rejected: expect.any(Number) });
  });
});
