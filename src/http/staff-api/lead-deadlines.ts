import type { Deadline } from '#contract/staff-api';
import { listTimers } from '#domain/clocks/index';
import type { Lead } from '#domain/leads/index';

/** The clocks a salesperson works against, by kind; others run without being shown. */
const LABELS: Readonly<Record<string, string>> = {
  first_contact_target: '目标：首次联系',
  accept_timeout: '接单',
  first_contact_sla: '首次联系时限',
  manager_escalation: '升级给经理',
  silence_24h: '跟进提醒',
  silence_48h: '跟进升级',
  show_48h: '车展线索跟进',
};

/** Running clocks of the present assignment, the nearest first. */
export async function leadDeadlines(lead: Lead): Promise<Deadline[]> {
  if (!lead.open) return [];
  const timers = await listTimers([lead.id]);
  return timers
    .filter((timer) => timer.assignmentId === null || timer.assignmentId === lead.assignmentId)
    .flatMap((timer) => {
      const label = LABELS[timer.kind];
      return label === undefined ? [] : [{ kind: timer.kind, label, dueAt: timer.dueAt.toISOString() }];
    })
    .sort((a, b) => a.dueAt.localeCompare(b.dueAt));
}
