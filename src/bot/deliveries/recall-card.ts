import type { Clock } from '#domain/kernel/clock';
import type { ChatPlatform } from '../platform.ts';
import type { DeliveryRecord } from './delivery.model.ts';
import type { Settle } from './settle-delivery.ts';

/** Not within the last minute before the platform stops allowing it. */
const MARGIN_MS = 60_000;

/**
 * A card that a fresh one replaced says something that is no longer true. While the platform takes messages
 * back it goes out of the chat; a pressed one stays and is told where to press instead.
 */
export function isRecallable(row: DeliveryRecord, platform: ChatPlatform, clock: Clock): boolean {
  const life = platform.recallLifeMs;
  return (
    row.state === 'superseded' &&
    !row.force &&
    row.messageId !== null &&
    row.sentAt !== null &&
    life !== null &&
    clock.now().getTime() < row.sentAt.getTime() + life - MARGIN_MS
  );
}

/** Takes it back. What cannot be taken back stays: the fresh card is below it, and pressing it says so. */
export async function recallCard(row: DeliveryRecord, platform: ChatPlatform): Promise<Settle> {
  const outcome = await platform.recall(row.messageId ?? '');
  if (outcome.type === 'ok') return { row, type: 'recalled' };
  if (outcome.type !== 'retry') return { row, type: 'nothing' };
  const { retryAfterMs, code } = outcome;
  return { row, type: 'later', retryAfterMs, counted: true, error: code };
}
