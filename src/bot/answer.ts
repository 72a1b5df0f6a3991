import type { Clock } from '#domain/kernel/clock';
import type { CommandContext } from '#domain/kernel/command-context';
import type { Staff } from '#domain/staff/index';
import { LANE, queueDeliveries } from './deliveries/queue-delivery.ts';
import { markdownValue } from './markdown-value.ts';
import type { ChatPlatform, TextLook } from './platform.ts';
import type { Render } from './templates.ts';

/** A person known to us, writing or pressing on a platform. */
export interface Speaker {
  readonly staff: Staff;
  readonly platform: ChatPlatform;
  readonly ctx: CommandContext;
  /** Key of every side effect of this message. */
  readonly inboxId: string;
}

export interface AnswerOptions {
  readonly render: Render;
  readonly clock: Clock;
}

/** Queues a text for the speaker, once per inbound message; `markdown` names its formatted twin. */
export async function answer(
  options: AnswerOptions,
  speaker: Speaker,
  template: string,
  values: Readonly<Record<string, unknown>>,
  markdown?: string,
): Promise<void> {
  await queueDeliveries(options.clock, [
    {
      card: 'text',
      subject: `staff:${speaker.staff.id}`,
      recipientId: speaker.staff.id,
      platform: speaker.platform.name,
      dedupeKey: `reply:${speaker.inboxId}`,
      text: options.render(template, values),
      look: markdown === undefined ? undefined : formatted(options.render, markdown, values),
      lane: LANE.reply,
    },
  ]);
}

/** A markdown template filled with values that cannot format anything themselves. */
export function formatted(
  render: Render,
  template: string,
  values: Readonly<Record<string, unknown>>,
): TextLook {
  const inert = Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      typeof value === 'string' ? markdownValue(value) : value,
    ]),
  );
  return { type: 'markdown', markdown: render(template, inert) };
}
