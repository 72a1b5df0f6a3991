import type * as z from 'zod/mini';
import { createDocument, type ZodOpenApiOperationObject } from 'zod-openapi';
import { ErrorResponse } from '#contract/errors';
import type { Route, Schema } from '../core/route.ts';

/** Statuses any route of an access kind may refuse with. */
const REFUSALS: Readonly<Record<Route['access']['kind'], readonly number[]>> = {
  public: [400, 429],
  private_network: [404],
  channel: [400, 401, 413, 422, 503],
  staff: [400, 401, 403, 404, 409],
};

const SECURITY: Readonly<Record<Route['access']['kind'], Record<string, string[]>[]>> = {
  public: [],
  private_network: [],
  channel: [{ apiKey: [], timestamp: [], signature: [] }],
  staff: [{ session: [] }],
};

/** The OpenAPI 3.1 document of the published routes, from the same table that serves them. */
export function openApiDocument(routes: readonly Route[], serverUrl: string): object {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const entry of routes.filter((one) => !one.hidden)) {
    const path = entry.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [entry.method.toLowerCase()]: operation(entry) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'CheLiao API',
      version: '1',
      description:
        'Lead intake for channels, and the staff API behind the phone pages. ' +
        'A lead request is signed: X-Signature is "v1=" and the hex HMAC-SHA-256, under the secret of the ' +
        'API key, of X-Timestamp, a dot, and the raw body.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: serverUrl }],
    security: [],
    paths,
    components: {
      securitySchemes: {
        apiKey: { type: 'apiKey', in: 'header', name: 'X-Api-Key', description: 'Key of one lead channel' },
        timestamp: {
          type: 'apiKey',
          in: 'header',
          name: 'X-Timestamp',
          description: 'Unix time in seconds, at most 300 s off',
        },
        signature: {
          type: 'apiKey',
          in: 'header',
          name: 'X-Signature',
          description: 'v1=hex(HMAC-SHA-256(secret, timestamp + "." + raw body))',
        },
        session: { type: 'apiKey', in: 'cookie', name: 'cl_session', description: 'Staff login by WeCom' },
      },
    },
  });
}

function operation(entry: Route): ZodOpenApiOperationObject {
  const declared = Object.keys(entry.responses ?? {}).map(Number);
  const responses: Record<string, unknown> = {};
  for (const [status, schema] of Object.entries(entry.responses ?? {})) {
    responses[status] = { description: Number(status) < 300 ? 'Done' : 'Refused', ...json(schema) };
  }
  if (declared.length === 0) responses['200'] = { description: 'Done' };
  for (const status of REFUSALS[entry.access.kind]) {
    if (!declared.includes(status)) responses[status] = { description: 'Refused', ...json(ErrorResponse) };
  }
  const method = entry.method.toLowerCase();
  return {
    operationId: `${method}${entry.path.replace(/\W+(\w)/g, (_whole, first: string) => first.toUpperCase())}`,
    tags: [entry.tag],
    summary: entry.summary,
    security: SECURITY[entry.access.kind],
    requestParams: {
      ...(entry.params ? { path: entry.params as never } : {}),
      ...(entry.query ? { query: entry.query as never } : {}),
    },
    ...(entry.body ? { requestBody: requestBody(entry, entry.body) } : {}),
    responses: responses as never,
  };
}

function requestBody(entry: Route, body: Schema) {
  const { schema, samples } = entry.documentedBody ?? { schema: body, samples: {} };
  const examples = Object.fromEntries(Object.entries(samples).map(([name, value]) => [name, { value }]));
  const media = { schema, ...(Object.keys(samples).length === 0 ? {} : { examples }) };
  return { required: true, content: { 'application/json': media } };
}

function json(schema: Schema): { content: { 'application/json': { schema: z.core.$ZodType } } } {
  return { content: { 'application/json': { schema } } };
}
