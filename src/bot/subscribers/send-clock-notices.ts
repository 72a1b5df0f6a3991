import { clockBreached, clockReminded, clockWarned } from '#domain/clocks/index';
import type { Clock } from '#domain/kernel/clock';
import { humanTime } from '#domain/kernel/local-time';
import { getLeads } from '#domain/leads/index';
import { parseSubject } from '#events/domain-event';
import { defineSubscriber, type Subscriber } from '#events/subscriber';
import { LANE, queueDeliveries } from '../deliveries/queue-delivery.ts';
import type { Render } from '../templates.ts';
import type { ChannelOf } from './channel-of.ts';

const TEMPLATES: Readonly<Record<string, string>> = {
  'clock.warned': 'notices/first-contact-target',
  'clock.breached': 'notices/first-contact-sla',
  'clock.reminded': 'notices/silence',
};

/** Tells the owner in one sentence what a clock says, with the way to the lead's page. */
export function sendClockNotices(options: {
  clock: Clock;
  render: Render;
  publicUrl: string;
  channelOf: ChannelOf;
}): Subscriber {
  const { clock, render, publicUrl, channelOf } = options;
  return defineSubscriber({
    id: 'bot.send-clock-notices',
    on: [clockWarned, clockBreached, clockReminded],
    handle: async (events) => {
      const now = clock.now();
      const leads = new Map(
        (await getLeads(events.map(({ subject }) => parseSubject(subject).id))).map((lead) => [
          lead.id,
          lead,
        ]),
      );
      const platforms = await channelOf(events.map((event) => event.payload.ownerId));
      await queueDeliveries(
        clock,
        events.flatMap((event) => {
          const lead = leads.get(event.payload.leadId);
          const platform = platforms.get(event.payload.ownerId);
          const template = TEMPLATES[event.type];
          // Somebody else's, or closed meanwhile: the sentence would no longer be true.
          if (
            !lead?.open ||
            lead.ownerId !== event.payload.ownerId ||
            platform === undefined ||
            template === undefined
          )
            return [];
          const deadline = humanTime(event.payload.dueAt, now);
          const silence = event.payload.kind.includes('48') ? '48 小时' : '24 小时';
          const values = { name: lead.name, phone: lead.phoneMasked || '未留电话', deadline, silence };
          return [
            {
              card: 'text',
              subject: event.subject,
              recipientId: event.payload.ownerId,
              platform,
              dedupeKey: `notice:${event.id}`,
              text: render(template, values),
              look: {
                type: 'page' as const,
                title: render(`${template}-title`, values),
                url: `${publicUrl}/app/leads/${lead.id}`,
                button: '去处理',
              },
              lane: LANE.notice,
            },
          ];
        }),
      );
    },
  });
}
