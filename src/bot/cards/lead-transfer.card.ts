import type { Render } from '../templates.ts';
import type { Card } from './card.ts';
import { assigneeForm, type ManagerCardView } from './lead-manager.card.ts';

/** Asks the owner to whom the lead should go. Shows where it went once it left the reader. Pure. */
export function leadTransferCard(view: Omit<ManagerCardView, 'reason'>, render: Render): Card {
  const { lead } = view;
  const base: Card = {
    kind: 'lead.transfer',
    source: render('cards/lead/source', { store: view.storeName }),
    tone: 'normal',
    title: render('cards/lead-transfer/title', { name: lead.name }),
    lines: [{ label: '电话', value: lead.phoneMasked }],
    buttons: [],
    link: view.pageUrl,
  };
  if (!lead.open) return { ...base, tone: 'muted', outcome: render('cards/lead-transfer/closed') };
  if (lead.assignmentId !== view.assignmentId) {
    return {
      ...base,
      tone: 'good',
      outcome: render('cards/lead-transfer/done', { owner: view.ownerName ?? '待分配' }),
    };
  }
  if (view.colleagues.length === 0) return { ...base, note: render('cards/lead-manager/nobody') };
  return { ...base, form: assigneeForm(view, 'lead.transfer_to', '转派') };
}
