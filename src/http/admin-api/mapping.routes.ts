import * as contract from '#contract/admin-api';
import { listSeries, listUnmapped, mapAlias } from '#domain/catalog/index';
import { setFieldMapping } from '#domain/intake/index';
import { type Route, route } from '../core/route.ts';
import { extendMapping, openFields } from './field-mapping.ts';

/** Values nobody has mapped, and what they mean from now on. Rejected payloads may be replayed afterwards. */
export function mappingRoutes(): Route[] {
  const shared = {
    tag: 'intake',
    access: { kind: 'staff', roles: ['admin'], scope: 'group' },
    responses: { 200: contract.Unmapped },
  } as const;
  return [
    route({
      ...shared,
      method: 'GET',
      path: '/api/app/v1/unmapped',
      summary: 'Model names and portal fields without a meaning, the most frequent first',
      handle: async () => ({ body: await presentUnmapped() }),
    }),
    route({
      ...shared,
      method: 'POST',
      path: '/api/app/v1/unmapped/models',
      summary: 'Teach the dictionary that a text means a series',
      body: contract.MapModelRequest,
      handle: async ({ body, ctx }) => {
        await mapAlias(ctx, body);
        return { body: await presentUnmapped() };
      },
    }),
    route({
      ...shared,
      method: 'POST',
      path: '/api/app/v1/unmapped/fields',
      summary: 'Say where a portal’s field goes, or what its code means',
      body: contract.MapFieldRequest,
      handle: async ({ body, ctx }) => {
        await setFieldMapping(ctx, { channel: body.channel, mapping: await extendMapping(body) });
        return { body: await presentUnmapped() };
      },
    }),
  ];
}

async function presentUnmapped(): Promise<contract.Unmapped> {
  const [models, fields, series] = await Promise.all([listUnmapped(), openFields(), listSeries()]);
  const row = <T extends { lastAt: Date }>(one: T) => ({ ...one, lastAt: one.lastAt.toISOString() });
  return {
    models: models.map(row),
    fields: fields.map(row),
    series: series.map(({ id, brand, name }) => ({ id, label: `${brand} ${name}` })),
  };
}
