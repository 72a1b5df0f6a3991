import { DateTime } from 'luxon';
import { assignmentSubscribers } from '#domain/assignment/index';
import { auditSubscriber } from '#domain/audit/index';
import { resolveSeries } from '#domain/catalog/index';
import { type Clock, createManualClock } from '#domain/kernel/clock';
import { type CommandContext, systemContext } from '#domain/kernel/command-context';
import { ZONE } from '#domain/kernel/local-time';
import { normalizePhone } from '#domain/kernel/phone';
import {
  acceptLead,
  convertLead,
  createLeads,
  getLead,
  type LeadDraft,
  loseLead,
  markContacted,
  recordFollowUp,
} from '#domain/leads/index';
import { createRelay } from '#events/relay';
import type { Logger } from '#infra/logger';
import type { DemoCustomer } from './demo-people.ts';

/**
 * Lives through the past month with the real commands on a clock of its own. The events are carried to the
 * ledger and the audit trail only: history is nobody's news, so it makes no cards and starts no clocks.
 */
export async function relive(
  customers: readonly DemoCustomer[],
  options: { clock: Clock; logger: Logger },
): Promise<void> {
  const past = createManualClock(options.clock.now());
  const relay = createRelay({
    subscribers: [...assignmentSubscribers(past), auditSubscriber],
    logger: options.logger,
    holder: 'demo-history',
  });
  for (const [i, customer] of customers.entries()) {
    past.set(morningBefore(options.clock.now(), customer.daysAgo, i));
    const [made] = await createLeads(systemContext(past, 'demo'), [await draftOf(customer)]);
    await relay.drain();
    await live(made!.leadId, customer, past);
    await relay.drain();
  }
}

/** The newest customers come in now, by the ordinary way: their cards are the first thing on the phones. */
export async function receiveLive(customers: readonly DemoCustomer[], clock: Clock): Promise<void> {
  await createLeads(systemContext(clock, 'demo'), await Promise.all(customers.map(draftOf)));
}

/**
 * One customer of yesterday afternoon whom nobody has contacted: assigned then, and carried on from there by
 * the product itself, so that the manager's phone shows at once what an escalation looks like.
 */
export async function leaveOneWaiting(
  customer: DemoCustomer,
  options: { clock: Clock; logger: Logger },
): Promise<void> {
  const past = createManualClock(options.clock.now());
  past.set(morningBefore(options.clock.now(), 1, 5));
  await createLeads(systemContext(past, 'demo'), [await draftOf(customer)]);
  const subscribers = [...assignmentSubscribers(past), auditSubscriber];
  await createRelay({ subscribers, logger: options.logger, holder: 'demo-waiting' }).runOnce();
}

async function live(
  leadId: string,
  customer: DemoCustomer,
  past: ReturnType<typeof createManualClock>,
): Promise<void> {
  const { ownerId, rev } = await getLead(leadId);
  if (ownerId === null) return;
  const ctx: CommandContext = { actor: { type: 'staff', staffId: ownerId }, clock: past, requestId: 'demo' };
  past.advance(4 * 60_000);
  const accepted = await acceptLead(ctx, { leadId, expectedRev: rev });
  if (customer.fate === 'accepted') return;
  past.advance(7 * 60_000);
  const contacted = await markContacted(ctx, { leadId, expectedRev: accepted.rev });
  past.advance(3_600_000);
  const nextAt = new Date(past.now().getTime() + 2 * 86_400_000);
  await recordFollowUp(ctx, {
    leadId,
    method: 'call',
    result: 'interested',
    summary: `聊了${customer.model}的配置和价格，客户想周末到店看车`,
    nextAt,
  });
  past.advance(26 * 3_600_000);
  if (customer.fate === 'lost') await loseLead(ctx, { leadId, expectedRev: contacted.rev, reason: 'rival' });
  if (customer.fate === 'converted') await convertLead(ctx, { leadId, expectedRev: contacted.rev });
}

async function draftOf(customer: DemoCustomer): Promise<LeadDraft> {
  const series = await resolveSeries(customer.model);
  return {
    businessLine: 'new_car',
    channel: customer.channel,
    phone: normalizePhone(customer.phone),
    name: customer.name,
    city: '上海',
    region: '华东',
    series:
      series === null ? null : { id: series.id, brand: series.brand, name: series.name, body: series.body },
    modelText: customer.model,
    wants: customer.wants,
  };
}

/** Between 10:00 and 16:00 in Shanghai, `days` ago: people ask for cars in the daytime. */
function morningBefore(now: Date, days: number, i: number): Date {
  const hour = 10 + (i % 6);
  return DateTime.fromJSDate(now, { zone: ZONE })
    .minus({ days })
    .set({ hour, minute: (i * 7) % 60, second: 0 })
    .toJSDate();
}
