import { clockEscalated } from '#domain/clocks/index';
import type { Clock } from '#domain/kernel/clock';
import { getLeads, leadUnassigned } from '#domain/leads/index';
import { listManagers } from '#domain/staff/index';
import { parseSubject } from '#events/domain-event';
import { defineSubscriber, type Subscriber } from '#events/subscriber';
import type { ManagerReason } from '../cards/lead-manager.card.ts';
import { type DeliveryDraft, LANE, queueDeliveries } from '../deliveries/queue-delivery.ts';
import type { ChannelOf } from './channel-of.ts';

/** A lead without an owner is an alarm card for the managers of its store. */
export function alarmUnassigned(clock: Clock, channelOf: ChannelOf): Subscriber {
  return defineSubscriber({
    id: 'bot.alarm-unassigned',
    on: [leadUnassigned],
    handle: async (events) => {
      await alarm(
        clock,
        channelOf,
        events.map((event) => ({
          eventId: event.id,
          subject: event.subject,
          storeId: event.payload.storeId,
          reason: event.payload.reason === 'owner_left' ? 'owner_left' : 'no_candidate',
        })),
      );
    },
  });
}

/** Which alarm a clock means to a manager. */
const ESCALATIONS: Readonly<Record<string, ManagerReason>> = {
  accept_timeout: 'not_accepted',
  manager_escalation: 'not_contacted',
  silence_48h: 'silent',
  show_48h: 'show_silent',
};

/** A clock ran out on the owner: the managers get the card with the decision to take. */
export function alarmEscalated(clock: Clock, channelOf: ChannelOf): Subscriber {
  return defineSubscriber({
    id: 'bot.alarm-escalated',
    on: [clockEscalated],
    handle: async (events) => {
      await alarm(
        clock,
        channelOf,
        events.map((event) => ({
          eventId: event.id,
          subject: event.subject,
          storeId: event.payload.storeId,
          reason: ESCALATIONS[event.payload.kind] ?? 'silent',
        })),
      );
    },
  });
}

interface Alarm {
  readonly eventId: string;
  readonly subject: string;
  readonly storeId: string | null;
  readonly reason: ManagerReason;
}

async function alarm(clock: Clock, channelOf: ChannelOf, alarms: readonly Alarm[]): Promise<void> {
  const leads = await getLeads(alarms.map(({ subject }) => parseSubject(subject).id));
  const assignments = new Map(leads.map((lead) => [lead.id, lead.assignmentId ?? '']));
  const drafts: DeliveryDraft[] = [];
  for (const { eventId, subject, storeId, reason } of alarms) {
    // A lead without a store concerns every manager: better one card too many than a lead nobody sees.
    const managers = await listManagers(storeId);
    const platforms = await channelOf(managers.map((manager) => manager.id));
    for (const [recipientId, platform] of platforms) {
      drafts.push({
        card: 'lead.manager',
        subject,
        recipientId,
        platform,
        dedupeKey: `alarm:${eventId}:${recipientId}`,
        about: { reason, assignmentId: assignments.get(parseSubject(subject).id) ?? '' },
        lane: LANE.card,
      });
    }
  }
  await queueDeliveries(clock, drafts);
}
