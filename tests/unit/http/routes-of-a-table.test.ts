import Koa from 'koa';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { createManualClock } from '#domain/kernel/clock';
import { appError } from '#domain/kernel/errors';
import { type Caller, type Guard, mountRoutes } from '#http/core/mount-routes';
import { observeRequests } from '#http/core/observe-requests';
import { type Route, route } from '#http/core/route';
import { createLogger } from '#infra/logger';

const NOBODY: Caller = { actor: { type: 'system', job: 'test' }, staff: null, caller: null };
const open: Guard = async () => NOBODY;
const shut: Guard = async () => {
  throw appError('UNAUTHENTICATED', { fix: '登录' });
};

const Body = z.strictObject({
  name: z.string().check(z.minLength(1, '不能为空')),
  tags: z.optional(z.array(z.string())),
});

function serve(routes: Route[], options: { logs?: string[]; checkResponses?: boolean } = {}) {
  const app = new Koa();
  const logger = createLogger('info', { write: (line: string) => void options.logs?.push(line) });
  app.use(observeRequests(logger, (_http, message) => `<p>${message}</p>`));
  app.use(
    mountRoutes(routes, {
      guards: { public: open, private_network: open, channel: open, staff: shut },
      clock: createManualClock(new Date('2026-11-23T02:00:00Z')),
      checkResponses: options.checkResponses ?? true,
    }),
  );
  return request(app.callback());
}

const echo = route({
  method: 'POST',
  path: '/echo/:id',
  tag: 'test',
  summary: 'echo',
  access: { kind: 'public', why: 'test' },
  params: z.strictObject({ id: z.string().check(z.regex(/^[a-z]+$/, '小写字母')) }),
  query: z.strictObject({ page: z.optional(z.coerce.number().check(z.int())) }),
  body: Body,
  bodyLimit: 1_024,
  responses: { 200: z.strictObject({ id: z.string(), name: z.string(), page: z.optional(z.number()) }) },
  handle: async ({ params, query, body }) => ({ body: { id: params.id, name: body.name, page: query.page } }),
});

describe('a route', () => {
  it('gets its parsed parameters, query and body', async () => {
    const answer = await serve([echo]).post('/echo/abc?page=3').send({ name: '李' });
    expect(answer.body).toEqual({ id: 'abc', name: '李', page: 3 });
  });

  it('cannot be declared without access', () => {
    const { access: _access, ...bare } = echo;
    expect(() => route(bare as never)).toThrow(/access/);
    expect(() => serve([bare as Route])).toThrow(/access/);
  });

  it('cannot be declared twice', () => {
    expect(() => serve([echo, echo])).toThrow(/twice/);
  });

  it.each([
    ['unknown field', { name: 'a', admin: true }, 'admin'],
    ['wrong type', { name: 7 }, 'name'],
    ['empty', { name: '' }, 'name'],
    ['nested wrong type', { name: 'a', tags: ['x', 1] }, 'tags.1'],
    ['an array', [], 'body'],
    ['an operator object', { name: { $gt: '' } }, 'name'],
  ])('refuses a body with %s and names the field', async (_what, body, field) => {
    const answer = await serve([echo]).post('/echo/abc').send(body);
    expect(answer.status).toBe(400);
    expect(answer.body.error).toMatchObject({ code: 'INVALID_INPUT', field });
  });

  it('refuses prototype pollution, bad JSON, no body and another content type', async () => {
    const post = () => serve([echo]).post('/echo/abc');
    const raw = (text: string) => post().set('content-type', 'application/json').send(text);
    for (const text of ['{"name":"a","__proto__":{"x":1}}', '{"name":', '[[[[', 'null', '"text"']) {
      const answer = await raw(text);
      expect([text, answer.status, answer.body.error.code]).toEqual([text, 400, 'INVALID_INPUT']);
    }
    expect((await post()).status).toBe(400);
    const xml = await post().set('content-type', 'text/xml').send('<a/>');
    expect(xml.body.error).toMatchObject({ code: 'INVALID_INPUT', field: 'content-type' });
  });

  it('refuses a body over its own limit', async () => {
    const answer = await serve([echo])
      .post('/echo/abc')
      .send({ name: 'a'.repeat(2_000) });
    expect(answer.status).toBe(413);
    expect(answer.body.error.code).toBe('PAYLOAD_TOO_LARGE');
    expect(answer.headers.connection).toBe('close');
  });

  it('refuses bad parameters and queries', async () => {
    const params = await serve([echo]).post('/echo/A1').send({ name: 'a' });
    expect(params.body.error).toMatchObject({ code: 'INVALID_INPUT', field: 'id' });
    const query = await serve([echo]).post('/echo/abc?page=1&page=2').send({ name: 'a' });
    expect(query.body.error).toMatchObject({ code: 'INVALID_INPUT', field: 'page' });
    const extra = await serve([echo]).post('/echo/abc?$where=1').send({ name: 'a' });
    expect(extra.status).toBe(400);
  });

  it('judges the caller before it reads a staff body', async () => {
    const staffOnly: Route = { ...echo, access: { kind: 'staff', scope: 'self' } };
    const answer = await serve([staffOnly])
      .post('/echo/abc')
      .set('content-type', 'application/json')
      .send('{');
    expect(answer.status).toBe(401);
  });

  it('is checked against its declared answer when asked to', async () => {
    const leaking: Route = { ...echo, handle: async () => ({ body: { id: 'a', name: 'b', phone: 'x' } }) };
    expect((await serve([leaking]).post('/echo/abc').send({ name: 'a' })).status).toBe(500);
    const relaxed = serve([leaking], { checkResponses: false });
    expect((await relaxed.post('/echo/abc').send({ name: 'a' })).status).toBe(200);
  });

  it('answers other methods with 405 and unknown paths with 404', async () => {
    const app = serve([echo]);
    expect((await app.get('/echo/abc')).body.error.code).toBe('METHOD_NOT_ALLOWED');
    expect((await app.trace('/echo/abc')).status).toBe(405);
    expect((await app.get('/nowhere')).body.error.code).toBe('NOT_FOUND');
    const page = await app.get('/nowhere').set('accept', 'text/html');
    expect(page.type).toBe('text/html');
  });
});

describe('what is written about a request', () => {
  const failing: Route = {
    ...echo,
    handle: async () => {
      throw new Error('password "hunter2" of 13812345678');
    },
  };

  it('is one line with the pattern, not the path', async () => {
    const logs: string[] = [];
    await serve([echo], { logs }).post('/echo/secretname?page=1').send({ name: 'Canary' });
    expect(logs).toHaveLength(1);
    expect(JSON.parse(logs[0]!)).toMatchObject({ route: '/echo/:id', method: 'POST', status: 200 });
    expect(logs.join('')).not.toMatch(/secretname|Canary|page=/);
  });

  it('answers an unexpected failure with its number and nothing else', async () => {
    const logs: string[] = [];
    const answer = await serve([failing], { logs }).post('/echo/abc').send({ name: 'a' });
    expect(answer.status).toBe(500);
    expect(answer.text).not.toMatch(/hunter2|138|at |\.ts/);
    expect(answer.body.error.requestId).toBe(answer.headers['x-request-id']);
    expect(logs.join('')).toContain(answer.body.error.requestId);
    expect(logs.join('')).not.toMatch(/hunter2|13812345678/);
  });

  it.each([
    ['trace-abcdefgh', true],
    ['short', false],
    ['line\tbreak-here', false],
    ['my-phone-13812345678', false],
    ['x'.repeat(65), false],
  ])('takes the caller’s id %j: %s', async (id, taken) => {
    const answer = await serve([echo]).post('/echo/abc').set('x-request-id', id).send({ name: 'a' });
    expect(answer.headers['x-request-id'] === id).toBe(taken);
    expect(answer.headers['x-request-id']).toMatch(/^[\w-]{8,64}$/);
  });
});
