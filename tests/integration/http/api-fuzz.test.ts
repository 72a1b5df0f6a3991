import { fc } from '@fast-check/vitest';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { ErrorResponse } from '#contract/errors';
import type { Lead } from '#domain/leads/index';
import type { Route } from '#http/core/route';
import { openApiDocument } from '#http/docs/openapi-document';
import { allRoutes } from '#http/routes';
import { createLogger } from '#infra/logger';
import { useDatabase } from '../../support/mongo.ts';
import { asAdmin, assignedLead, type Browser, START, useServer } from './http-fixture.ts';

useDatabase();
const server = useServer();
const RUNS = Number(process.env.FUZZ_RUNS ?? 40);

const ROUTES = allRoutes({
  config: { publicUrl: 'http://crm.example', sessionSecret: 's'.repeat(32), trustProxy: false },
  logger: createLogger('silent'),
  clock: { now: () => START },
  platforms: [],
  acceptInbound: async () => 'accepted',
  readiness: [],
});
const STAFF = ROUTES.filter((route) => route.access.kind === 'staff');

interface Document {
  paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
}
const document = openApiDocument(ROUTES, 'http://crm.example') as Document;
const documented = (route: Route) =>
  Object.keys(
    document.paths[route.path.replace(/:(\w+)/g, '{$1}')]![route.method.toLowerCase()]!.responses,
  ).map(Number);

let admin: Browser;
let lead: Lead;
beforeAll(async () => {
  admin = await asAdmin(server, 'liufang');
  lead = await assignedLead(server, 'liufang');
});

/** Values that have broken parsers, databases and templates before. */
const hostile = fc.constantFrom<unknown>(
  { $gt: '' },
  { $where: 'sleep(1000)' },
  { $ne: null },
  [{ $regex: '.*' }],
  '__proto__',
  { __proto__: null, constructor: { prototype: { admin: true } } },
  '\u0000',
  '\ud800',
  '‮gnp.exe',
  '{{constructor.constructor("return process")()}}',
  '<script>alert(1)</script>',
  "'; DROP TABLE leads; --",
  '../../../../etc/passwd',
  'a'.repeat(5_000),
  -0,
  1e308,
  2 ** 53 + 2,
  '2026-02-30T25:61:61Z',
  [],
  {},
  null,
  true,
);
const anything = fc.oneof({ weight: 3, arbitrary: hostile }, fc.jsonValue({ maxDepth: 3 }));

interface JsonSchema {
  type?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  pattern?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
}

/** Values a schema takes, or nearly: the exact rules stay the service's to apply. */
function valuesOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(valuesOf));
  if (schema.format === 'date-time') {
    return fc
      .date({ min: new Date('2026-11-24'), max: new Date('2027-11-24'), noInvalidDate: true })
      .map((at) => at.toISOString());
  }
  switch (schema.type) {
    case 'object':
      return fc.record(
        Object.fromEntries(Object.entries(schema.properties ?? {}).map(([key, one]) => [key, valuesOf(one)])),
        { requiredKeys: schema.required ?? [] },
      );
    case 'array':
      return fc.array(valuesOf(schema.items ?? {}), { maxLength: 4 });
    case 'integer':
    case 'number':
      return fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 100, 1_000) });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'string':
      return schema.pattern === undefined
        ? fc.string({ minLength: schema.minLength ?? 0, maxLength: Math.min(schema.maxLength ?? 30, 30) })
        : fc.stringMatching(new RegExp(schema.pattern));
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

/** A schema with a name comes as a reference to itself. */
function bodiesOf(route: Route): fc.Arbitrary<unknown> {
  const read = z.toJSONSchema(route.body as never, { io: 'input', unrepresentable: 'any' }) as JsonSchema & {
    $ref?: string;
    $defs?: Record<string, JsonSchema>;
  };
  const schema = read.$ref === undefined ? read : read.$defs![read.$ref.split('/').at(-1)!]!;
  expect(schema.type).toBe('object');
  return valuesOf(schema);
}

/** A body that fits, or one with a field changed, added or taken away, or no object at all. */
function mutated(route: Route): fc.Arbitrary<unknown> {
  const fits = bodiesOf(route);
  return fc.oneof(
    { weight: 2, arbitrary: fits },
    fc.tuple(fits, fc.nat(), anything).map(([body, pick, value]) => {
      const keys = Object.keys(body as object);
      return keys.length === 0 ? value : { ...(body as object), [keys[pick % keys.length]!]: value };
    }),
    fc
      .tuple(fits, fc.constantFrom('ownerId', '_id', '$set', '__v', 'role', 'constructor', 'a.b'), anything)
      .map(([body, key, value]) => ({ ...(body as object), [key]: value })),
    anything,
  );
}

const path = (route: Route, id: string) =>
  route.path.replace(':id', encodeURIComponent(id)).replace(':kind', 'clocks');

/** Every answer: no 5xx, a documented status, the documented shape. */
async function judge(route: Route, answer: Response): Promise<void> {
  const text = await answer.text();
  const where = `${route.method} ${route.path} → ${answer.status} ${text.slice(0, 300)}`;
  expect(answer.status, where).toBeLessThan(500);
  const parsed: unknown = JSON.parse(text);
  if (answer.status >= 400) expect(z.safeParse(ErrorResponse, parsed).error?.issues, where).toBeUndefined();
  else expect(z.safeParse(route.responses![answer.status]!, parsed).error?.issues, where).toBeUndefined();
  if (![413, 429].includes(answer.status)) expect(documented(route), where).toContain(answer.status);
  expect(text, where).not.toMatch(/node_modules|\bat \/|MongoServerError|ZodError/);
}

const changing = STAFF.filter((route) => route.method !== 'GET');
const reading = STAFF.filter((route) => route.method === 'GET');

describe('every staff operation under its own schema', () => {
  it('is in the API document', () => {
    expect(changing.length).toBeGreaterThan(10);
    for (const route of STAFF) expect(documented(route).length).toBeGreaterThan(1);
  });

  it.each(changing.map((route) => [`${route.method} ${route.path}`, route] as const))(
    '%s answers whatever it is sent as documented',
    async (_name, route) => {
      await fc.assert(
        fc.asyncProperty(mutated(route), async (body) => {
          await judge(route, await admin.send(route.method, path(route, lead.id), body));
        }),
        { numRuns: RUNS },
      );
    },
    120_000,
  );

  it.each(reading.map((route) => [`${route.method} ${route.path}`, route] as const))(
    '%s answers any query and any id as documented',
    async (_name, route) => {
      const key = fc.constantFrom('scope', 'status', 'cursor', 'limit', 'channel', 'outcome', '$where', 'x');
      const text = fc.oneof(
        fc.string({ maxLength: 40 }),
        fc.constantFrom('store', 'mine', '20', '-1', '1e9', '[$ne]', 'NaN', '\u0000'),
      );
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(key, text), { maxLength: 4 }),
          fc.oneof(fc.constant(lead.id), fc.stringMatching(/^[\w$.{}" -]{1,70}$/)),
          async (query, id) => {
            fc.pre(!/^\.{1,2}$/.test(id));
            const search = new URLSearchParams(query).toString();
            await judge(route, await admin.get(`${path(route, id)}?${search}`));
          },
        ),
        { numRuns: RUNS },
      );
    },
    120_000,
  );
});
