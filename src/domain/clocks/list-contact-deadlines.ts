import type { Lead } from '#domain/leads/index';
import { currentClockRules } from './clock-rules.ts';
import { planLeadTimers } from './plan-lead-timers.ts';
import { listTimers } from './schedule-timers.ts';
import { loadStoreCalendars } from './store-calendars.ts';

/**
 * By when each lead is promised its first contact; contacted and closed leads are left out. Reckoned from the
 * lead where its clock has not been set yet, so a card never has to wait for it.
 */
export async function listContactDeadlines(leads: readonly Lead[]): Promise<Map<string, Date>> {
  const open = leads.filter((lead) => lead.open && lead.ownerId !== null && lead.firstContactAt === null);
  if (open.length === 0) return new Map();
  const [existing, rules, calendarOf] = await Promise.all([
    listTimers(
      open.map((lead) => lead.id),
      ['waiting', 'claimed', 'fired', 'cancelled', 'dead'],
    ),
    currentClockRules(),
    loadStoreCalendars(),
  ]);
  return new Map(
    open.flatMap((lead) => {
      const mine = existing.filter((timer) => timer.leadId === lead.id);
      const { set } = planLeadTimers(lead, mine, rules, calendarOf(lead.storeId));
      const sla = set.find((draft) => draft.kind === 'first_contact_sla');
      return sla === undefined ? [] : [[lead.id, sla.dueAt] as const];
    }),
  );
}
