import { bodyParser } from '@koa/bodyparser';
import Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import * as z from 'zod/mini';
import type { Clock } from '#domain/kernel/clock';
import type { Actor } from '#domain/kernel/command-context';
import { appError } from '#domain/kernel/errors';
import type { Staff } from '#domain/staff/index';
import { currentRequest } from './request-scope.ts';
import type { CallingChannel, Reply, Route, Schema } from './route.ts';

export interface Caller {
  readonly actor: Actor;
  readonly staff: Staff | null;
  readonly caller: CallingChannel | null;
}

/** Lets a request in or throws; one guard per kind of access. Runs after the body for signed routes. */
export type Guard = (http: Context, route: Route) => Promise<Caller>;

export interface MountOptions {
  readonly guards: Readonly<Record<Route['access']['kind'], Guard>>;
  readonly clock: Clock;
  readonly checkResponses: boolean;
}

const DEFAULT_BODY_LIMIT = 32 * 1024;

/**
 * Builds the router of a route table. Two routes on one method and path, or one without declared access,
 * fail here: at start, not at the first request.
 */
export function mountRoutes(routes: readonly Route[], options: MountOptions): Middleware {
  const router = new Router();
  const seen = new Set<string>();
  for (const entry of routes) {
    const key = `${entry.method} ${entry.path}`;
    if (seen.has(key)) throw new Error(`route ${key} is declared twice`);
    if (options.guards[entry.access?.kind] === undefined) throw new Error(`route ${key}: no access declared`);
    seen.add(key);
    router.register(entry.path, [entry.method], [readBody(entry), serve(entry, options)] as never);
  }
  const matched = router.routes() as unknown as Middleware;
  const refused = router.allowedMethods({
    throw: true,
    methodNotAllowed: () => appError('METHOD_NOT_ALLOWED'),
    notImplemented: () => appError('METHOD_NOT_ALLOWED'),
  }) as unknown as Middleware;
  return (http, next) =>
    matched(http, async () => {
      await refused(http, next);
      if (http.status === 404 && !http.body) throw appError('NOT_FOUND', { what: '该地址' });
    });
}

/**
 * Reads the body where one is declared. On staff routes it is read only after the guard (see `serve`), so a
 * stranger cannot make us parse; a signed route needs the bytes before it can judge the caller.
 */
function readBody(entry: Route): Middleware {
  if (entry.body === undefined || entry.access.kind === 'staff') return (_http, next) => next();
  return parserOf(entry);
}

function parserOf(entry: Route): Middleware {
  const limit = `${entry.bodyLimit ?? DEFAULT_BODY_LIMIT}b`;
  const type = entry.bodyType ?? 'json';
  const mime = type === 'json' ? 'application/json' : 'application/x-www-form-urlencoded';
  const parse = bodyParser({
    enableTypes: [type],
    jsonLimit: limit,
    formLimit: limit,
    jsonStrict: false,
    extendTypes: { json: ['application/json'] },
    onError: (error) => {
      throw (error as { status?: number }).status === 413
        ? appError('PAYLOAD_TOO_LARGE', {
            limit: `${Math.floor((entry.bodyLimit ?? DEFAULT_BODY_LIMIT) / 1024)} KB`,
          })
        : appError('INVALID_INPUT', { field: 'body', fix: '请求内容不是有效的 JSON 或表单' });
    },
  });
  return async (http, next) => {
    // `is` answers null for an empty body, which the schema then judges.
    if (http.request.is(mime) === false) {
      throw appError('INVALID_INPUT', { field: 'content-type', fix: `请使用 ${mime}` });
    }
    await parse(http as never, next);
  };
}

function serve(entry: Route, options: MountOptions): Middleware {
  const guard = options.guards[entry.access.kind];
  const parse = entry.body !== undefined && entry.access.kind === 'staff' ? parserOf(entry) : null;
  return async (http) => {
    const caller = await guard(http as Context, entry);
    const scope = currentRequest();
    if (scope) scope.actor = describeActor(caller.actor);
    if (parse) await parse(http, async () => undefined);
    const reply = await entry.handle({
      params: checked(entry.params, http.params ?? {}),
      query: checked(entry.query, { ...http.query }),
      body: checked(entry.body, http.request.body),
      staff: caller.staff,
      caller: caller.caller,
      ctx: { actor: caller.actor, clock: options.clock, requestId: scope?.requestId ?? '-' },
      http: http as Context,
    });
    if (options.checkResponses) checkReply(entry, reply);
    send(http as Context, reply);
  };
}

function describeActor(actor: Actor): string | null {
  if (actor.type === 'staff') return `staff:${actor.staffId}`;
  return actor.type === 'channel' ? `channel:${actor.channel}` : null;
}

function checked(schema: Schema | undefined, value: unknown): unknown {
  if (schema === undefined) return undefined;
  const result = z.safeParse(schema, value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const field = issue.code === 'unrecognized_keys' ? issue.keys[0] : issue.path.join('.');
  const fix = issue.code === 'unrecognized_keys' ? '没有这个字段' : issue.message;
  throw appError('INVALID_INPUT', { field: (field || 'body').slice(0, 60), fix });
}

function checkReply(entry: Route, reply: Reply): void {
  const schema = entry.responses?.[reply.status ?? 200];
  if (entry.responses === undefined) return;
  if (schema === undefined) throw new Error(`${entry.path}: status ${reply.status ?? 200} is not declared`);
  const result = z.safeParse(schema, JSON.parse(JSON.stringify(reply.body)));
  if (!result.success)
    throw new Error(`${entry.path}: answer differs from its schema: ${result.error.message}`);
}

function send(http: Context, reply: Reply): void {
  http.status = reply.status ?? 200;
  for (const [name, value] of Object.entries(reply.headers ?? {})) http.set(name, value);
  if (reply.type !== undefined) http.type = reply.type;
  else if (reply.body !== undefined && typeof reply.body === 'object') http.type = 'application/json';
  http.body = reply.body ?? '';
}
