import { DateTime } from 'luxon';
import { humanTime, ZONE } from '#domain/kernel/local-time';
import { setBusy } from '#domain/staff/index';
import { type AnswerOptions, answer, type Speaker } from '../answer.ts';
import { sendCampaignCards } from './send-campaign-cards.ts';

interface TextCommand {
  readonly words: readonly RegExp[];
  run(options: AnswerOptions, speaker: Speaker, text: string): Promise<void>;
}

/** What staff may type, in one table; the first that fits answers, and anything else gets the help text. */
const COMMANDS: readonly TextCommand[] = [
  {
    words: [/^(帮助|help|\?|？)$/i],
    run: (options, speaker) => answer(options, speaker, 'replies/help', { name: speaker.staff.name }),
  },
  {
    words: [/^(我今天忙|今天忙|忙|忙碌|暂停接单)$/],
    run: async (options, speaker) => {
      const now = options.clock.now();
      const until = DateTime.fromJSDate(now, { zone: ZONE }).endOf('day').toJSDate();
      await setBusy(speaker.ctx, { staffId: speaker.staff.id, until });
      await answer(options, speaker, 'replies/busy-on', { until: humanTime(until, now) });
    },
  },
  {
    words: [/^(我有空|有空|恢复接单|不忙了?)$/],
    run: async (options, speaker) => {
      await setBusy(speaker.ctx, { staffId: speaker.staff.id, until: null });
      await answer(options, speaker, 'replies/busy-off', {});
    },
  },
  {
    words: [/^(活动码|活动二维码|二维码)$/],
    run: (options, speaker) => sendCampaignCards(options, speaker),
  },
];

/** Answers one typed sentence. */
export async function runTextCommand(options: AnswerOptions, speaker: Speaker, text: string): Promise<void> {
  const sentence = text.normalize('NFKC').trim();
  const command = COMMANDS.find(({ words }) => words.some((pattern) => pattern.test(sentence)));
  if (command === undefined) return answer(options, speaker, 'replies/not-understood', {});
  return command.run(options, speaker, sentence);
}
