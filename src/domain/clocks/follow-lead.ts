import {
  getLeads,
  leadAccepted,
  leadAssigned,
  leadContacted,
  leadConverted,
  leadFollowedUp,
  leadLost,
  leadPooled,
  leadUnassigned,
} from '#domain/leads/index';
import { defineSubscriber, type Subscriber } from '#events/subscriber';
import { currentClockRules } from './clock-rules.ts';
import { planLeadTimers, type TimerPlan } from './plan-lead-timers.ts';
import { cancelTimers, listTimers, scheduleTimers } from './schedule-timers.ts';
import { loadStoreCalendars } from './store-calendars.ts';

/** Keeps the clocks of leads in step with what happens to them; a handful of commands at any batch size. */
export function followLead(): Subscriber {
  return defineSubscriber<{ readonly leadId: string }>({
    id: 'clocks.follow-lead',
    on: [
      leadAssigned,
      leadAccepted,
      leadContacted,
      leadFollowedUp,
      leadLost,
      leadPooled,
      leadConverted,
      leadUnassigned,
    ],
    handle: async (events) => {
      const plans = await planTimersOf(events.map((event) => event.payload.leadId));
      await cancelTimers(plans.flatMap((plan) => plan.cancel));
      await scheduleTimers(plans.flatMap((plan) => plan.set));
    },
  });
}

async function planTimersOf(leadIds: readonly string[]): Promise<TimerPlan[]> {
  const ids = [...new Set(leadIds)];
  const [leads, existing, rules, calendarOf] = await Promise.all([
    getLeads(ids),
    listTimers(ids, ['waiting', 'claimed', 'fired', 'cancelled', 'dead']),
    currentClockRules(),
    loadStoreCalendars(),
  ]);
  return leads.map((lead) => {
    const mine = existing.filter((timer) => timer.leadId === lead.id);
    return planLeadTimers(lead, mine, rules, calendarOf(lead.storeId));
  });
}
