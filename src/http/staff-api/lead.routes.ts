import * as contract from '#contract/staff-api';
import { appError } from '#domain/kernel/errors';
import { type Lead, listLeads } from '#domain/leads/index';
import { can, type Staff } from '#domain/staff/index';
import { type Route, route } from '../core/route.ts';
import { leadDetail } from './lead-detail.ts';
import { presentLeadSummary } from './present-lead.ts';
import { staffNames } from './staff-names.ts';
import { transferCandidates } from './transfer-candidates.ts';
import { visibleLead } from './visible-lead.ts';

/** What a member of staff may look at: their leads, their store's for managers, one lead. */
export function leadRoutes(): Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/app/v1/leads',
      tag: 'leads',
      summary: 'My leads, or for managers the leads of their store, newest first',
      access: { kind: 'staff', scope: 'store' },
      query: contract.ListLeadsQuery,
      responses: { 200: contract.LeadPage },
      handle: async ({ staff, query, ctx }) => {
        const page = await listLeads({
          ...whose(staff!, query.scope),
          ...(query.status === undefined ? {} : { status: query.status as Lead['status'] }),
          ...(query.cursor === undefined ? {} : { cursor: query.cursor }),
          limit: query.limit,
        });
        const names = await staffNames(page.items.map((lead) => lead.ownerId));
        return {
          body: {
            leads: page.items.map((lead) => presentLeadSummary(lead, names)),
            next: page.next,
            now: ctx.clock.now().toISOString(),
          },
        };
      },
    }),
    route({
      method: 'GET',
      path: '/api/app/v1/leads/:id',
      tag: 'leads',
      summary: 'One lead with its score, deadlines, timeline, and what I may do with it',
      access: { kind: 'staff', scope: 'lead' },
      params: contract.LeadParams,
      responses: { 200: contract.LeadDetail },
      handle: async ({ staff, params, ctx }) => ({
        body: await leadDetail(ctx.clock, staff!, await visibleLead(staff!, params.id)),
      }),
    }),
    route({
      method: 'GET',
      path: '/api/app/v1/leads/:id/candidates',
      tag: 'leads',
      summary: 'To whom a lead may be transferred, with who is free',
      access: { kind: 'staff', scope: 'lead' },
      params: contract.LeadParams,
      responses: { 200: contract.Candidates },
      handle: async ({ staff, params, ctx }) => ({
        body: await transferCandidates(ctx.clock, await visibleLead(staff!, params.id)),
      }),
    }),
  ];
}

/** The store's list needs the right to it; asking for it without is refused, not narrowed in silence. */
function whose(staff: Staff, scope: 'mine' | 'store'): { ownerId: string } | { storeId: string } {
  if (scope === 'mine') return { ownerId: staff.id };
  const { storeId } = staff;
  if (storeId === null || !can(staff, 'lead.list_store', { storeId })) throw appError('FORBIDDEN');
  return { storeId };
}
