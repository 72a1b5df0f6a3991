import type { TimelineEntry } from '#contract/staff-api';
import { listAudit } from '#domain/audit/index';
import type { Actor } from '#domain/kernel/command-context';
import { CHANNEL_LABELS, type Lead, listFollowUps } from '#domain/leads/index';
import { METHOD_LABELS } from './present-lead.ts';
import { staffNames } from './staff-names.ts';

/** What an audit entry of a lead is called on the page; entries not named here are not shown. */
const TITLES: Readonly<Record<string, (who: string) => string>> = {
  'lead.assigned': (who) => (who === '' ? '系统分配' : `${who}转派`),
  'lead.unassigned': () => '暂无人可接，已通知经理',
  'lead.accepted': (who) => `${who}接单`,
  'lead.contacted': (who) => `${who}标记已联系`,
  'lead.lost': (who) => `${who}标记战败`,
  'lead.pooled': () => '进入公海',
  'lead.converted': () => '成交',
  'lead.phone_revealed': (who) => `${who}查看了电话`,
  'lead.owner_left': () => '原顾问离职，待重新分配',
  'clock.warned': () => '首次联系即将超时',
  'clock.breached': () => '首次联系已超时',
  'clock.escalated': () => '已升级给经理',
  'clock.reminded': () => '已提醒跟进',
};

/** Follow-ups, arrivals and what happened to the lead, newest first. */
export async function leadTimeline(lead: Lead): Promise<TimelineEntry[]> {
  const [trail, followUps] = await Promise.all([
    listAudit({ subject: `lead:${lead.id}` }),
    listFollowUps(lead.id),
  ]);
  const happened = trail.filter((entry) => entry.action in TITLES);
  const names = await staffNames([
    ...happened.map((entry) => staffIdOf(entry.actor)),
    ...followUps.map((one) => one.byId),
  ]);
  const entries: TimelineEntry[] = [
    ...happened.map((entry) => ({
      id: entry.id,
      kind: entry.action,
      at: entry.at.toISOString(),
      title: TITLES[entry.action]!(names.get(staffIdOf(entry.actor) ?? '') ?? ''),
      text: null,
    })),
    ...followUps.map((one) => ({
      id: one.id,
      kind: 'follow_up',
      at: one.at.toISOString(),
      title: [names.get(one.byId) ?? '同事', METHOD_LABELS[one.method], one.result]
        .filter(Boolean)
        .join(' · '),
      text: one.summary,
    })),
    ...lead.sources.map((source, i) => ({
      id: `source-${i}`,
      kind: 'source',
      at: source.at.toISOString(),
      title:
        i === 0 ? `来自${CHANNEL_LABELS[source.channel]}` : `再次留资：${CHANNEL_LABELS[source.channel]}`,
      text: source.modelText,
    })),
  ];
  return entries.sort((a, b) => b.at.localeCompare(a.at) || b.id.localeCompare(a.id));
}

function staffIdOf(actor: Actor): string | null {
  return actor.type === 'staff' ? actor.staffId : null;
}
