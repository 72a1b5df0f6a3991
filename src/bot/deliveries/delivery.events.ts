import { defineEvent } from '#events/domain-event';

export const cardParked = defineEvent<{
  deliveryId: string;
  card: string;
  /** Subject of the card, e.g. `lead:01J…`. */
  about: string;
  recipientId: string;
  /** The platform's code, or `recipient_unreachable`. */
  code: string;
}>('card.parked', 'A card or message could not be delivered and was given up; a manager is told.');
