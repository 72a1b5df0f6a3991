import * as contract from '#contract/staff-api';
import type { Clock } from '#domain/kernel/clock';
import { can, findStore, getStaff, ROLE_LABELS, type Staff, setBusy } from '#domain/staff/index';
import { type Route, route } from '../core/route.ts';
import { iso } from './present-lead.ts';

/** Who I am, and the switch that keeps new leads away for a while. */
export function meRoutes(): Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/app/v1/me',
      tag: 'me',
      summary: 'Who is logged in',
      access: { kind: 'staff', scope: 'self' },
      responses: { 200: contract.Me },
      handle: async ({ staff, ctx }) => ({ body: await presentMe(ctx.clock, staff!) }),
    }),
    route({
      method: 'POST',
      path: '/api/app/v1/me/busy',
      tag: 'me',
      summary: 'Take no new leads for some minutes, or take them again (null)',
      access: { kind: 'staff', scope: 'self' },
      body: contract.BusyRequest,
      responses: { 200: contract.Me },
      handle: async ({ staff, ctx, body }) => {
        const until =
          body.minutes === null ? null : new Date(ctx.clock.now().getTime() + body.minutes * 60_000);
        await setBusy(ctx, { staffId: staff!.id, until });
        return { body: await presentMe(ctx.clock, await getStaff(staff!.id)) };
      },
    }),
  ];
}

async function presentMe(clock: Clock, staff: Staff): Promise<contract.Me> {
  const store = staff.storeId === null ? null : await findStore(staff.storeId);
  const now = clock.now();
  return {
    id: staff.id,
    name: staff.name,
    role: staff.role,
    roleLabel: ROLE_LABELS[staff.role],
    title: staff.title,
    storeId: staff.storeId,
    storeName: store?.name ?? '',
    onDuty: staff.onDuty,
    busyUntil: staff.busyUntil !== null && staff.busyUntil > now ? iso(staff.busyUntil) : null,
    mayListStore: can(staff, 'lead.list_store', { storeId: staff.storeId }),
    maySeeAdmin: can(staff, 'rules.view'),
    now: now.toISOString(),
  };
}
