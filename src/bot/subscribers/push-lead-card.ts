import type { Clock } from '#domain/kernel/clock';
import { leadAssigned } from '#domain/leads/index';
import { defineSubscriber, type Subscriber } from '#events/subscriber';
import { LANE, queueDeliveries, touchCards } from '../deliveries/queue-delivery.ts';
import type { ChannelOf } from './channel-of.ts';

/** A lead got an owner: the owner gets its card, and everyone who had one sees that it moved. */
export function pushLeadCard(clock: Clock, channelOf: ChannelOf): Subscriber {
  return defineSubscriber({
    id: 'bot.push-lead-card',
    on: [leadAssigned],
    handle: async (events) => {
      const platforms = await channelOf(events.map((event) => event.payload.ownerId));
      await queueDeliveries(
        clock,
        events.flatMap(({ id, subject, payload }) => {
          const platform = platforms.get(payload.ownerId);
          if (platform === undefined) return [];
          const dedupeKey = `lead:${id}`;
          return [
            { card: 'lead', subject, recipientId: payload.ownerId, platform, dedupeKey, lane: LANE.card },
          ];
        }),
      );
      await touchCards(
        clock,
        events
          .filter((event) => event.payload.mode !== 'rule' || event.payload.previousOwnerId !== null)
          .map((event) => event.subject),
      );
    },
  });
}
