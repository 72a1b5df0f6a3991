import { createHash } from 'node:crypto';
import type { PlatformOutcome, SentReceipt, TextLook } from '#bot/platform';
import { oneLine, plainText, withinBytes } from './card-text.ts';
import { type Sender, send } from './send-to-member.ts';

/** wecom docs 90236: a text and markdown hold 2048 bytes, a text card 128 + 512 characters and a 4 on its button. */
const TEXT_BYTES = 2048;
const CARD = { title: 128, description: 512, button: 4, urlBytes: 2048 } as const;
const DUPLICATE_INTERVAL_S = 300;

/** Two characters without width: digits of a mark nobody sees. */
const DIGITS = ['\u200B', '\u200C'] as const;
const MARK_DIGITS = 16;
const MARK_BYTES = MARK_DIGITS * 3;

/**
 * Sends a text (what is longer than the platform carries is cut), drawn as markdown or as a text card where
 * that was asked for and fits. The platform swallows an equal message to the same member within five minutes:
 * that makes a repeat after a lost answer harmless, but would also swallow the second of two honest answers
 * with equal words. So every text ends in an invisible mark of its key.
 */
export async function sendText(
  sender: Sender,
  to: { userId: string; text: string; dedupeKey: string; look?: TextLook },
): Promise<PlatformOutcome<SentReceipt>> {
  return await send(sender, to.userId, {
    ...contentOf(to.text, markOf(to.dedupeKey), to.look),
    enable_duplicate_check: 1,
    duplicate_check_interval: DUPLICATE_INTERVAL_S,
  });
}

function contentOf(text: string, mark: string, look: TextLook | undefined): Record<string, unknown> {
  const room = TEXT_BYTES - MARK_BYTES;
  const plain = withinBytes(plainText(text), room);
  // Cut markdown may end inside a mark-up: what does not fit goes out as the plain text.
  if (look?.type === 'markdown' && Buffer.byteLength(plainText(look.markdown)) <= room) {
    return { msgtype: 'markdown', markdown: { content: `${plainText(look.markdown)}${mark}` } };
  }
  if (look?.type === 'page' && Buffer.byteLength(look.url) <= CARD.urlBytes) {
    const textcard = {
      title: oneLine(look.title, CARD.title) || '—',
      description: `${oneLine(text, CARD.description - MARK_DIGITS) || '—'}${mark}`,
      url: look.url,
      btntxt: oneLine(look.button, CARD.button) || '详情',
    };
    return { msgtype: 'textcard', textcard };
  }
  return { msgtype: 'text', text: { content: `${plain}${mark}` } };
}

function markOf(dedupeKey: string): string {
  const bits = createHash('sha256').update(dedupeKey).digest().readUInt16BE(0);
  return Array.from({ length: MARK_DIGITS }, (_, i) => DIGITS[((bits >> i) & 1) as 0 | 1]).join('');
}
