import type { Clock } from '#domain/kernel/clock';
import type { Subscriber } from '#events/subscriber';
import { assignWaitingLeads } from './assign-every-waiting.ts';
import { assignNewLeads } from './assign-new-leads.ts';
import { handOverLeads } from './hand-over-leads.ts';
import { keepLedger } from './keep-ledger.ts';

/** Every reaction of this module, for the relay. */
export function assignmentSubscribers(clock: Clock): Subscriber[] {
  return [assignNewLeads(clock), assignWaitingLeads(clock), handOverLeads(clock), keepLedger()];
}
