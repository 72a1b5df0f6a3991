import { humanTime } from '#domain/kernel/local-time';
import { LOST_REASONS } from '#domain/leads/index';
import type { Render } from '../templates.ts';
import { formatActionKey } from './action-key.ts';
import type { Card } from './card.ts';
import { LOST_REASON_CHOICE } from './choice-keys.ts';
import type { LeadView } from './lead-view.ts';

/** Asks why a lead is lost, with every reason in view, when 战败 was pressed without one. Pure. */
export function leadLoseCard(view: LeadView, render: Render): Card {
  const { lead, now } = view;
  const base: Card = {
    kind: 'lead.lose',
    source: render('cards/lead/source', { store: view.storeName }),
    tone: 'normal',
    title: render('cards/lead-lose/title', { name: lead.name }),
    lines: [{ label: '电话', value: lead.phoneMasked || '未留电话' }],
    buttons: [],
    link: view.pageUrl,
  };
  if (lead.status === 'lost') {
    const reason = LOST_REASONS.find(({ id }) => id === lead.lostReason)?.label ?? '—';
    const time = humanTime(lead.updatedAt, now);
    return { ...base, tone: 'muted', outcome: render('cards/lead-lose/done', { reason, time }) };
  }
  if (!lead.open || lead.ownerId !== view.reader.staffId) {
    return { ...base, tone: 'muted', outcome: render('cards/lead-lose/moot') };
  }
  return {
    ...base,
    subtitle: render('cards/lead-lose/hint'),
    form: {
      ticks: 'one',
      choices: [
        {
          key: LOST_REASON_CHOICE,
          title: '战败原因',
          options: LOST_REASONS.map(({ id, label }) => ({ id, text: label })),
        },
      ],
      submit: {
        key: formatActionKey({ action: 'lead.lose_for', subjectId: lead.id, revision: lead.rev }),
        text: '确认战败',
        style: 'danger',
      },
    },
  };
}
