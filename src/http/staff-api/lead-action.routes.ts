import * as contract from '#contract/staff-api';
import type { CommandContext } from '#domain/kernel/command-context';
import { appError } from '#domain/kernel/errors';
import { formatPhone } from '#domain/kernel/phone';
import {
  acceptLead,
  getLead,
  LOST_REASONS,
  loseLead,
  markContacted,
  recordFollowUp,
  revealPhone,
  transferLead,
} from '#domain/leads/index';
import type { Staff } from '#domain/staff/index';
import type { Limits } from '../core/limits.ts';
import { type Route, type RouteRequest, route, type Schema } from '../core/route.ts';
import { leadDetail } from './lead-detail.ts';
import { visibleLead } from './visible-lead.ts';

type Command<B> = (ctx: CommandContext, leadId: string, body: B) => Promise<unknown>;

/** What a member of staff does with a lead: each route runs one command and answers with the lead after it. */
export function leadActionRoutes(limits: Limits): Route[] {
  return [
    action('accept', 'Accept the lead', contract.AcceptRequest, (ctx, leadId, body) =>
      acceptLead(ctx, { leadId, expectedRev: body.rev }),
    ),
    action('contact', 'Mark the customer as contacted', contract.ContactRequest, (ctx, leadId, body) =>
      markContacted(ctx, {
        leadId,
        expectedRev: body.rev,
        ...(body.method === undefined ? {} : { method: body.method }),
        ...(body.note ? { note: body.note } : {}),
      }),
    ),
    action('follow-ups', 'Record a follow-up', contract.FollowUpRequest, (ctx, leadId, body) =>
      recordFollowUp(ctx, {
        leadId,
        method: body.method,
        ...(body.result ? { result: body.result } : {}),
        summary: body.summary,
        nextAt: nextAt(ctx, body.nextAt),
        ...(body.key === undefined ? {} : { dedupeKey: `page:${actorId(ctx)}:${leadId}:${body.key}` }),
      }),
    ),
    action('transfer', 'Hand the lead to a colleague', contract.TransferRequest, (ctx, leadId, body) =>
      transferLead(ctx, {
        leadId,
        expectedRev: body.rev,
        toStaffId: body.toStaffId,
        ...(body.reason ? { reason: body.reason } : {}),
      }),
    ),
    action('lose', 'Close the lead as lost', contract.LoseRequest, (ctx, leadId, body) =>
      loseLead(ctx, {
        leadId,
        expectedRev: body.rev,
        reason: lostReason(body.reason),
        ...(body.note ? { note: body.note } : {}),
      }),
    ),
    revealRoute(limits),
  ];
}

function action<B extends Schema>(
  name: string,
  summary: string,
  body: B,
  run: Command<NonNullable<RouteBody<B>>>,
): Route {
  return route({
    method: 'POST',
    path: `/api/app/v1/leads/:id/${name}`,
    tag: 'leads',
    summary,
    access: { kind: 'staff', scope: 'lead' },
    params: contract.LeadParams,
    body: body as Schema,
    responses: { 200: contract.LeadDetail },
    handle: async (request) => {
      const { staff, params, ctx } = request as RouteRequest<{ id: string }, undefined, unknown>;
      await visibleLead(staff!, params.id);
      await run(ctx, params.id, request.body as NonNullable<RouteBody<B>>);
      return { body: await afterwards(ctx, staff!, params.id) };
    },
  });
}

type RouteBody<S> = S extends { _zod: { output: infer O } } ? O : never;

/** The lead after the command; a transfer may have taken it out of the presser's sight, which is no failure. */
async function afterwards(ctx: CommandContext, staff: Staff, leadId: string) {
  return await leadDetail(ctx.clock, staff, await getLead(leadId));
}

function revealRoute(limits: Limits): Route {
  return route({
    method: 'POST',
    path: '/api/app/v1/leads/:id/reveal',
    tag: 'leads',
    summary: 'Show the phone number; each time is recorded',
    access: { kind: 'staff', scope: 'lead' },
    params: contract.LeadParams,
    body: contract.RevealRequest,
    responses: { 200: contract.RevealResponse },
    handle: async ({ staff, params, ctx, http }) => {
      await visibleLead(staff!, params.id);
      await limits.reveal_address.use(http.ip);
      const phone = await revealPhone(ctx, { leadId: params.id, via: 'page' });
      return { body: { phone, formatted: formatPhone(phone) } };
    },
  });
}

/** Keys are the page's own choice, so they count per person: nobody can use up another's. */
function actorId(ctx: CommandContext): string {
  return ctx.actor.type === 'staff' ? ctx.actor.staffId : '-';
}

function nextAt(ctx: CommandContext, text: string | null): Date | null {
  if (text === null) return null;
  const at = new Date(text);
  if (at <= ctx.clock.now())
    throw appError('INVALID_INPUT', { field: 'nextAt', fix: '下次跟进要选将来的时间' });
  return at;
}

function lostReason(id: string): (typeof LOST_REASONS)[number]['id'] {
  const found = LOST_REASONS.find((reason) => reason.id === id);
  if (found === undefined) throw appError('INVALID_INPUT', { field: 'reason', fix: '没有这个战败原因' });
  return found.id;
}
