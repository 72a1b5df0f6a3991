import type { Clock } from '#domain/kernel/clock';
import { getStaffByIds, listManagers } from '#domain/staff/index';
import { defineSubscriber, type Subscriber } from '#events/subscriber';
import { cardParked } from '../deliveries/delivery.events.ts';
import { LANE, queueDeliveries } from '../deliveries/queue-delivery.ts';
import type { Render } from '../templates.ts';
import type { ChannelOf } from './channel-of.ts';

/** A message that could not be delivered is never silent: the person's managers are told why. */
export function tellParked(clock: Clock, render: Render, channelOf: ChannelOf): Subscriber {
  return defineSubscriber({
    id: 'bot.tell-parked',
    on: [cardParked],
    handle: async (events) => {
      for (const { id, payload } of events) {
        // A notice about an undeliverable notice would never end; the card of the same matter speaks for it.
        if (payload.card === 'text') continue;
        const [person] = await getStaffByIds([payload.recipientId]);
        const managers = (await listManagers(person?.storeId ?? null)).filter(
          (manager) => manager.id !== payload.recipientId,
        );
        const platforms = await channelOf(managers.map((manager) => manager.id));
        await queueDeliveries(
          clock,
          [...platforms].map(([recipientId, platform]) => ({
            card: 'text',
            subject: payload.about,
            recipientId,
            platform,
            dedupeKey: `parked:${id}:${recipientId}`,
            text: render('notices/parked', { person: person?.name ?? '未知人员', code: payload.code }),
            lane: LANE.notice,
          })),
        );
      }
    },
  });
}
