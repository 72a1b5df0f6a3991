import * as contract from '#contract/leads-api';
import { listPayloads, replayPayload, replayPayloads } from '#domain/intake/index';
import { type Route, route } from '../core/route.ts';

/** For those who answer for intake: what came in, what became of it, and another try after a fix. */
export function payloadRoutes(): Route[] {
  const shared = {
    tag: 'intake',
    access: { kind: 'staff', roles: ['manager', 'admin'], scope: 'group' },
  } as const;
  return [
    route({
      ...shared,
      method: 'GET',
      path: '/api/app/v1/payloads',
      summary: 'Kept payloads with their outcome, newest first; never their content',
      query: contract.ListPayloadsQuery,
      responses: { 200: contract.PayloadPage },
      handle: async ({ query, ctx }) => {
        const page = await listPayloads(query);
        const payloads = page.items.map((payload) => ({
          id: payload.id,
          channel: payload.channel,
          campaignId: payload.campaignId,
          outcome: payload.outcome,
          reason: payload.reason,
          field: payload.field,
          leadId: payload.leadId,
          receivedAt: payload.receivedAt.toISOString(),
        }));
        return { body: { payloads, next: page.next, now: ctx.clock.now().toISOString() } };
      },
    }),
    route({
      ...shared,
      method: 'POST',
      path: '/api/app/v1/payloads/:id/replay',
      summary: 'Try one payload again; an accepted one stays as it is',
      params: contract.PayloadParams,
      body: contract.ReplayOneRequest,
      responses: { 200: contract.ReplayResult },
      handle: async ({ params, ctx }) => {
        const { outcome, leadId, reason } = await replayPayload(ctx, { payloadId: params.id });
        return { body: { outcome, leadId: leadId ?? null, reason: reason ?? null } };
      },
    }),
    route({
      ...shared,
      method: 'POST',
      path: '/api/app/v1/payloads/replay',
      summary: 'Try all rejected payloads of a channel or field again',
      body: contract.ReplayRequest,
      responses: { 200: contract.ReplayResults },
      handle: async ({ body, ctx }) => ({ body: await replayPayloads(ctx, { filter: body }) }),
    }),
  ];
}
