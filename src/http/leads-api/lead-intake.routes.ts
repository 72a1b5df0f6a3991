import type { Context } from 'koa';
import { LeadBody } from '#contract/lead-channels';
import { LEAD_SAMPLES } from '#contract/lead-samples';
import { LeadReceipt, LeadSubmission } from '#contract/leads-api';
import { receivePayload } from '#domain/intake/index';
import { appError } from '#domain/kernel/errors';
import { type Route, route } from '../core/route.ts';
import { fingerprint } from '../sessions/secrets.ts';

/** POST /api/v1/leads: one signed lead. Answers once it is durable; assignment and cards follow from its event. */
export function leadIntakeRoutes(): Route[] {
  return [
    route({
      method: 'POST',
      path: '/api/v1/leads',
      tag: 'lead intake',
      summary: 'Hand in one lead; 201 created, 200 merged into an open one, 422 kept but not accepted',
      access: { kind: 'channel' },
      body: LeadSubmission,
      // Not checked here: what intake refuses is kept with its reason, and can be replayed.
      documentedBody: { schema: LeadBody, samples: LEAD_SAMPLES },
      bodyLimit: 64 * 1024,
      responses: { 200: LeadReceipt, 201: LeadReceipt },
      handle: async ({ caller, ctx, body, http }) => {
        const result = await receivePayload(ctx, {
          channel: caller!.channel,
          raw: body,
          idempotencyKey: `${caller!.id}:${idempotencyKey(http)}`,
        });
        if (result.outcome === 'rejected' || result.leadId == null) {
          const { payloadId, reason, field } = result;
          throw appError('LEAD_REJECTED', { payloadId, reason, ...(field ? { field } : {}) });
        }
        const { payloadId, leadId, outcome } = result;
        return { status: outcome === 'accepted' ? 201 : 200, body: { payloadId, leadId, outcome } };
      },
    }),
  ];
}

/**
 * The caller's `Idempotency-Key`, else the signature itself: a captured request sent again is then the same
 * request, within the window of its timestamp.
 */
function idempotencyKey(http: Context): string {
  const key = http.get('idempotency-key');
  if (key === '') return `sig-${fingerprint(http.get('x-signature'))}`;
  if (!/^[\x21-\x7e]{1,128}$/.test(key)) {
    throw appError('INVALID_INPUT', { field: 'idempotency-key', fix: '请用 1 到 128 个可见的 ASCII 字符' });
  }
  return key;
}
