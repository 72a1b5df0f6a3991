import type { Clock } from '#domain/kernel/clock';
import type { Subscriber } from '#events/subscriber';
import { followLead } from './follow-lead.ts';

/** Every reaction of this module, for the relay. It reckons from the leads' own times, not from `_clock`. */
export function clockSubscribers(_clock: Clock): Subscriber[] {
  return [followLead()];
}
