import { humanTime } from '#domain/kernel/local-time';
import type { Render } from '../templates.ts';
import { formatActionKey } from './action-key.ts';
import type { Card, CardForm, CardOption } from './card.ts';
import { FOLLOW_UP_METHODS, FOLLOW_UP_NEXT, FOLLOW_UP_RESULTS } from './follow-up-options.ts';
import type { LeadView } from './lead-view.ts';

export interface FollowUpCardView extends LeadView {
  /** `lastFollowUpAt` (ISO, or empty) when the card was asked for: another one now means it was written. */
  readonly since: string;
}

/** A follow-up in three taps: how, what came out, when next. Pure. */
export function leadFollowUpCard(view: FollowUpCardView, render: Render): Card {
  const { lead, now } = view;
  const base: Card = {
    kind: 'lead.follow_up',
    source: render('cards/lead/source', { store: view.storeName }),
    tone: 'normal',
    title: render('cards/lead-follow-up/title', { name: lead.name }),
    subtitle: render('cards/lead-follow-up/hint'),
    lines: [{ label: '电话', value: lead.phoneMasked }],
    buttons: [],
    link: view.pageUrl,
  };
  const last = lead.lastFollowUpAt;
  if (last !== null && last.toISOString() !== view.since) {
    const next = lead.nextFollowUpAt === null ? '未约定' : humanTime(lead.nextFollowUpAt, now);
    return {
      ...base,
      tone: 'good',
      outcome: render('cards/lead-follow-up/done', { time: humanTime(last, now), next }),
    };
  }
  if (!lead.open || lead.ownerId !== view.reader.staffId) {
    return { ...base, tone: 'muted', outcome: render('cards/lead-follow-up/moot') };
  }
  return { ...base, form: form(lead.id, lead.rev) };
}

function form(leadId: string, revision: number): CardForm {
  const pick = (options: readonly CardOption[]) => options.map(({ id, text }) => ({ id, text }));
  return {
    choices: [
      { key: 'method', title: '跟进方式', options: pick(FOLLOW_UP_METHODS) },
      { key: 'result', title: '跟进结果', options: pick(FOLLOW_UP_RESULTS) },
      { key: 'next', title: '下次跟进', options: pick(FOLLOW_UP_NEXT) },
    ],
    submit: {
      key: formatActionKey({ action: 'lead.save_follow_up', subjectId: leadId, revision }),
      text: '保存',
      style: 'primary',
    },
  };
}
