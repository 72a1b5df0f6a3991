import { localDate } from '#domain/kernel/local-time';
import { listLeads } from '#domain/leads/index';
import { type AnswerOptions, formatted, type Speaker } from '../answer.ts';
import { LANE, queueDeliveries } from '../deliveries/queue-delivery.ts';

/** Opening the chat shows, once a day, what waits for this person; the platform reports every opening. */
export async function greetOnOpen(options: AnswerOptions, { staff, platform }: Speaker): Promise<void> {
  const now = options.clock.now();
  const mine = await listLeads({ ownerId: staff.id, limit: 200 });
  const open = mine.items.filter((lead) => lead.open);
  const waiting = open.filter((lead) => lead.status === 'assigned').length;
  const due = open.filter(
    (lead) => lead.nextFollowUpAt !== null && localDate(lead.nextFollowUpAt) <= localDate(now),
  ).length;
  const values = { name: staff.name, waiting, due, open: open.length };
  await queueDeliveries(options.clock, [
    {
      card: 'text',
      subject: `staff:${staff.id}`,
      recipientId: staff.id,
      platform: platform.name,
      dedupeKey: `greet:${staff.id}:${localDate(now)}`,
      text: options.render('replies/greeting', values),
      look: formatted(options.render, 'replies/greeting-markdown', values),
      lane: LANE.notice,
    },
  ]);
}
