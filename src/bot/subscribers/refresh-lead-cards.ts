import type { Clock } from '#domain/kernel/clock';
import {
  leadAccepted,
  leadContacted,
  leadConverted,
  leadFollowedUp,
  leadLost,
  leadMerged,
  leadOwnerLeft,
  leadPooled,
  leadScoreChanged,
  leadUnassigned,
} from '#domain/leads/index';
import { defineSubscriber, type Subscriber } from '#events/subscriber';
import { touchCards } from '../deliveries/queue-delivery.ts';

/** Anything that changes what a lead card says makes every copy of it converge to the new state. */
export function refreshLeadCards(clock: Clock): Subscriber {
  return defineSubscriber<unknown>({
    id: 'bot.refresh-lead-cards',
    on: [
      leadAccepted,
      leadContacted,
      leadConverted,
      leadFollowedUp,
      leadLost,
      leadMerged,
      leadOwnerLeft,
      leadPooled,
      leadScoreChanged,
      leadUnassigned,
    ],
    handle: (events) =>
      touchCards(
        clock,
        events.map((event) => event.subject),
      ),
  });
}
