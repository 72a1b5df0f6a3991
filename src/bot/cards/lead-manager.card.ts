import { humanTime } from '#domain/kernel/local-time';
import { CHANNEL_LABELS } from '#domain/leads/index';
import type { Render } from '../templates.ts';
import { formatActionKey } from './action-key.ts';
import type { Card, CardForm, CardOption } from './card.ts';
import { ASSIGNEE_CHOICE } from './choice-keys.ts';
import type { LeadView } from './lead-view.ts';

/** Why a manager is asked to step in; each has its template. */
export const MANAGER_REASONS = [
  'no_candidate',
  'owner_left',
  'not_accepted',
  'not_contacted',
  'silent',
  'show_silent',
] as const;
export type ManagerReason = (typeof MANAGER_REASONS)[number];

/** What the manager's card needs beside the lead. */
export interface ManagerCardView extends LeadView {
  readonly reason: ManagerReason;
  /** The assignment the alarm was about; another one now means that somebody has dealt with it. */
  readonly assignmentId: string | null;
  readonly colleagues: readonly CardOption[];
}

/** The alarm a manager gets: what is wrong, and the one decision to take. Pure. */
export function leadManagerCard(view: ManagerCardView, render: Render): Card {
  const { lead, now } = view;
  const base: Card = {
    kind: 'lead.manager',
    source: render('cards/lead/source', { store: view.storeName }),
    tone: 'urgent',
    title: render(`cards/lead-manager/title-${view.reason}`, {
      name: lead.name,
      owner: view.ownerName ?? '—',
    }),
    subtitle: render(`cards/lead-manager/advice-${view.reason}`),
    lines: [
      { label: '电话', value: lead.phoneMasked },
      { label: '来源', value: CHANNEL_LABELS[lead.channel] },
      { label: '进线时间', value: humanTime(lead.createdAt, now) },
      { label: '现归属', value: view.ownerName ?? '无人' },
    ],
    buttons: [],
    link: view.pageUrl,
  };
  const outcome = resolved(view, render);
  if (outcome !== null) return { ...base, tone: 'good', outcome };
  if (view.colleagues.length === 0) return { ...base, note: render('cards/lead-manager/nobody') };
  return { ...base, form: assigneeForm(view, 'lead.assign_to', lead.ownerId === null ? '分配' : '改派') };
}

/** The drop-down of colleagues with its submit button; also used by the owner's transfer card. */
export function assigneeForm(
  view: Pick<ManagerCardView, 'lead' | 'colleagues'>,
  action: string,
  verb: string,
): CardForm {
  return {
    choices: [{ key: ASSIGNEE_CHOICE, title: `${verb}给`, options: view.colleagues.slice(0, 10) }],
    submit: {
      key: formatActionKey({ action, subjectId: view.lead.id, revision: view.lead.rev }),
      text: verb,
      style: 'primary',
    },
  };
}

function resolved(
  { lead, ownerName, reason, assignmentId, now }: ManagerCardView,
  render: Render,
): string | null {
  if (!lead.open) return render('cards/lead-manager/closed', { time: humanTime(lead.updatedAt, now) });
  if (lead.ownerId !== null && lead.assignmentId !== assignmentId) {
    return render('cards/lead-manager/reassigned', {
      owner: ownerName ?? '—',
      time: lead.assignedAt === null ? '' : humanTime(lead.assignedAt, now),
    });
  }
  const contactedSince =
    lead.firstContactAt !== null && (reason === 'not_accepted' || reason === 'not_contacted');
  if (contactedSince)
    return render('cards/lead-manager/contacted', {
      owner: ownerName ?? '—',
      time: humanTime(lead.firstContactAt ?? now, now),
    });
  return null;
}
