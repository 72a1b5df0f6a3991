import type { Clock } from '#domain/kernel/clock';
import { type CommandContext, systemContext } from '#domain/kernel/command-context';
import { listWaitingLeads } from '#domain/leads/index';
import { rulesPublished } from '#domain/rules/index';
import {
  getStaffByIds,
  type Staff,
  type StaffAvailabilityPayload,
  staffAvailabilityChanged,
  staffJoined,
} from '#domain/staff/index';
import type { DomainEvent } from '#events/domain-event';
import { defineSubscriber, type Subscriber } from '#events/subscriber';
import { assignWaiting } from './assign-new-leads.ts';

const PAGE = 100;
/** A new lead younger than this is on its way to its first owner. */
const SETTLED_MS = 60_000;

/**
 * Offers every lead that waits without an owner to the rules again, oldest first; those that still find
 * nobody stay as they are, without a second alarm. Answers how many got an owner. Safe to repeat, and to run
 * in two processes at once. Also the sweep for what no event tells: a leave or a busy time that ran out.
 */
export async function assignEveryWaiting(ctx: CommandContext): Promise<number> {
  const madeBefore = new Date(ctx.clock.now().getTime() - SETTLED_MS);
  let assigned = 0;
  let after: string | undefined;
  do {
    const leadIds = await listWaitingLeads({ madeBefore, after, limit: PAGE });
    if (leadIds.length > 0) assigned += (await assignWaiting(ctx, { leadIds })).assigned.length;
    after = leadIds.length === PAGE ? leadIds.at(-1) : undefined;
  } while (after !== undefined);
  return assigned;
}

/** Gives out waiting leads as soon as somebody can take them: a person came on duty, or the rules changed. */
export function assignWaitingLeads(clock: Clock): Subscriber {
  return defineSubscriber<StaffAvailabilityPayload | { kind: string; version: number }>({
    id: 'assignment.assign-waiting-leads',
    on: [staffAvailabilityChanged, staffJoined, rulesPublished],
    handle: async (events) => {
      if (!(await mayHelp(events, clock.now()))) return;
      await assignEveryWaiting(systemContext(clock, 'assignment.assign-waiting', events[0]!.requestId));
    },
  });
}

/** Whether any of these events can have made somebody available; going off duty is told the same way. */
async function mayHelp(
  events: readonly DomainEvent<StaffAvailabilityPayload | { kind: string; version: number }>[],
  now: Date,
): Promise<boolean> {
  if (events.some(({ payload }) => 'kind' in payload && payload.kind === 'assignment')) return true;
  const ids = events.flatMap(({ payload }) => ('staffId' in payload ? payload.staffId : []));
  return (await getStaffByIds(ids)).some((one) => isFree(one, now));
}

function isFree({ status, onDuty, busyUntil, leaves }: Staff, now: Date): boolean {
  const away = leaves.some(({ from, to }) => from <= now && now < to);
  return status === 'active' && onDuty && !away && (busyUntil === null || busyUntil <= now);
}
