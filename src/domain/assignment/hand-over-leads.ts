import type { Clock } from '#domain/kernel/clock';
import { systemContext } from '#domain/kernel/command-context';
import { handoverLeads } from '#domain/leads/index';
import { staffLeft } from '#domain/staff/index';
import { defineSubscriber, type Subscriber } from '#events/subscriber';

/** Puts the open leads of somebody who left on the hand-over list, where managers are alarmed about them. */
export function handOverLeads(clock: Clock): Subscriber {
  return defineSubscriber({
    id: 'assignment.hand-over-leads',
    on: [staffLeft],
    handle: async (events) => {
      for (const { payload, requestId } of events) {
        const ctx = systemContext(clock, 'assignment.hand-over-leads', requestId);
        await handoverLeads(ctx, { staffId: payload.staffId });
      }
    },
  });
}
