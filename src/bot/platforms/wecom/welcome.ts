import type { PlatformOutcome } from '#bot/platform';
import { plainText, withinBytes } from './card-text.ts';
import type { CallWecom } from './client.ts';
import { Answer } from './wire/requests.ts';

const TEXT_BYTES = 4000;
const TITLE_BYTES = 128;

/**
 * Greets a customer, once and within 20 s of the event (wecom docs 92137). Every subscribed app gets the
 * code and the first caller wins: 41051 means the customer was greeted, which is what we wanted; 41096 that
 * another app is at it, which is not yet proof.
 */
export async function sendWelcome(
  call: CallWecom,
  to: { welcomeCode: string; text: string; link?: { title: string; url: string } },
): Promise<PlatformOutcome<null>> {
  const { welcomeCode, text, link } = to;
  const attachments =
    link === undefined
      ? undefined
      : [
          {
            msgtype: 'link',
            link: { title: withinBytes(plainText(link.title), TITLE_BYTES), url: link.url },
          },
        ];
  const body = {
    welcome_code: welcomeCode,
    text: { content: withinBytes(plainText(text), TEXT_BYTES) },
    ...(attachments === undefined ? {} : { attachments }),
  };
  const outcome = await call('externalcontact/send_welcome_msg', { body, answer: Answer });
  if (outcome.type === 'ok') return { type: 'ok', value: null };
  if (outcome.type === 'refused' && outcome.reason === 'already_done') return { type: 'ok', value: null };
  return outcome;
}
