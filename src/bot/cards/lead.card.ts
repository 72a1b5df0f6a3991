import { humanTime } from '#domain/kernel/local-time';
import { CHANNEL_LABELS, LOST_REASONS } from '#domain/leads/index';
import type { Render } from '../templates.ts';
import { formatActionKey } from './action-key.ts';
import type { Card, CardButton, CardChoice, CardLine } from './card.ts';
import { LOST_REASON_CHOICE } from './choice-keys.ts';
import { LEVEL_LABELS, type LeadView } from './lead-view.ts';

/** The card of a lead for its owner, and what is left of it for everybody who had it before. Pure. */
export function leadCard(view: LeadView, render: Render): Card {
  const { lead } = view;
  const mine = lead.ownerId === view.reader.staffId;
  const base: Card = {
    kind: 'lead',
    source: render('cards/lead/source', { store: view.storeName }),
    tone: toneOf(view, mine),
    title: render(`cards/lead/title-${mine ? lead.status : lead.open ? 'others' : lead.status}`, {
      name: lead.name,
      want: wantOf(lead),
      owner: view.ownerName ?? '待分配',
    }),
    subtitle: render('cards/lead/score', {
      level: LEVEL_LABELS[lead.level],
      score: lead.score,
      reasons: reasonsOf(lead),
    }),
    lines: linesOf(view),
    buttons: [],
    link: view.pageUrl,
  };
  if (!lead.open) return { ...base, outcome: closedOutcome(view, render) };
  if (!mine) return { ...base, outcome: movedOutcome(view, render) };
  return { ...base, ...pressable(view) };
}

function pressable({ lead }: LeadView): Pick<Card, 'buttons' | 'choice' | 'menu'> {
  const button = (action: string, text: string, style: CardButton['style'] = 'normal'): CardButton => ({
    key: formatActionKey({ action, subjectId: lead.id, revision: lead.rev }),
    text,
    style,
  });
  const first =
    lead.status === 'assigned'
      ? [button('lead.accept', '接单', 'primary'), button('lead.contact', '已联系')]
      : lead.status === 'accepted'
        ? [button('lead.contact', '已联系', 'primary')]
        : [button('lead.follow_up', '写跟进', 'primary')];
  return {
    buttons: [
      ...first,
      button('lead.transfer', '转派'),
      button('lead.lose', '战败', 'danger'),
      button('lead.why', '为什么给我'),
    ],
    choice: lostReasonChoice(),
    menu: [
      button('lead.reveal', '查看号码'),
      // Two buttons with one key are refused by the platform.
      ...(first.some((one) => one.text === '写跟进') ? [] : [button('lead.follow_up', '写跟进')]),
    ],
  };
}

/** The first option is no reason, so that nobody loses a lead for “price” by not looking. */
function lostReasonChoice(): CardChoice {
  return {
    key: LOST_REASON_CHOICE,
    title: '战败原因',
    options: [
      { id: 'none', text: '战败时请选择' },
      ...LOST_REASONS.map(({ id, label }) => ({ id, text: label })),
    ],
    selected: 'none',
  };
}

function linesOf({ lead, contactBy, now }: LeadView): CardLine[] {
  const lines: CardLine[] = [
    { label: '电话', value: lead.phoneMasked || '未留电话' },
    { label: '来源', value: CHANNEL_LABELS[lead.channel] },
    {
      label: '车型',
      value: lead.series === null ? (lead.modelText ?? '未填写') : `${lead.series.brand} ${lead.series.name}`,
    },
  ];
  if (contactBy !== null) lines.push({ label: '首联时限', value: `${humanTime(contactBy, now)} 前` });
  if (lead.nextFollowUpAt !== null)
    lines.push({ label: '下次跟进', value: humanTime(lead.nextFollowUpAt, now) });
  if (lead.city !== null) lines.push({ label: '城市', value: lead.city });
  if (lead.remark !== null) lines.push({ label: '备注', value: lead.remark });
  return lines.slice(0, 6);
}

function toneOf({ lead, contactBy, now }: LeadView, mine: boolean): Card['tone'] {
  if (!lead.open) return lead.status === 'converted' ? 'good' : 'muted';
  if (!mine) return 'muted';
  return lead.level === 'hot' || (contactBy !== null && contactBy <= now) ? 'urgent' : 'normal';
}

function wantOf(lead: LeadView['lead']): string {
  const model = lead.series?.name ?? lead.modelText;
  if (lead.wants.includes('test_drive')) return model === null ? '想试驾' : `想试驾 ${model}`;
  return model === null ? '想了解购车' : `想看 ${model}`;
}

function reasonsOf(lead: LeadView['lead']): string {
  const best = [...lead.scoreReasons].sort((a, b) => b.points - a.points).slice(0, 2);
  return best.map((reason) => `${reason.label} +${reason.points}`).join('，');
}

function closedOutcome({ lead, ownerName, now }: LeadView, render: Render): string {
  const reason = LOST_REASONS.find(({ id }) => id === lead.lostReason)?.label ?? '';
  return render(`cards/lead/outcome-${lead.status}`, {
    owner: ownerName ?? '—',
    time: humanTime(lead.updatedAt, now),
    reason,
  });
}

function movedOutcome({ lead, ownerName, now }: LeadView, render: Render): string {
  if (lead.ownerId === null) return render('cards/lead/outcome-waiting', {});
  return render('cards/lead/outcome-moved', {
    owner: ownerName ?? '—',
    time: lead.assignedAt === null ? '' : humanTime(lead.assignedAt, now),
  });
}
