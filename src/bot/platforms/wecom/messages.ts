import type { Card } from '#bot/cards/card';
import type { PlatformOutcome, SentReceipt } from '#bot/platform';
import type { WecomRequest } from './client.ts';
import { renderCard, renderText, renderUpdate } from './render-card.ts';
import { sendText } from './send-text.ts';
import { outOfReach, refused, type Sender, send } from './send-to-member.ts';
import { Answer, UpdateTemplateCardAnswer } from './wire/requests.ts';
import { TaskId } from './wire/template-card.ts';

/**
 * Sends a card to one member. The card's id is the platform's `task_id`, unique for ever: when a lost answer
 * made the caller send again, the platform says 42014 and the card is known to be there (without receipt).
 */
export async function sendCard(
  sender: Sender,
  to: { userId: string; cardId: string; card: Card },
): Promise<PlatformOutcome<SentReceipt>> {
  if (!TaskId.safeParse(to.cardId).success) {
    return refused('bad_request', 'card_id', '卡片编号不符合企业微信要求，属于程序问题，请反馈给开发者');
  }
  const card = renderCard(to.card, to.cardId);
  if (card === null) {
    return await sendText(sender, { userId: to.userId, text: renderText(to.card), dedupeKey: to.cardId });
  }
  const outcome = await send(sender, to.userId, { msgtype: 'template_card', template_card: card });
  if (outcome.type === 'refused' && outcome.code === '42014') {
    return { type: 'ok', value: { messageId: null, updateCode: null } };
  }
  return outcome;
}

/** Replaces a sent card for one member; `updateCode` is good once and for 72 hours. */
export async function updateCard(
  sender: Sender,
  to: { userId: string; updateCode: string; card: Card },
): Promise<PlatformOutcome<null>> {
  const body = {
    userids: [to.userId],
    agentid: sender.agentId,
    response_code: to.updateCode,
    enable_id_trans: 0,
    template_card: renderUpdate(to.card),
  };
  const answer = UpdateTemplateCardAnswer;
  const outcome = await sender.call('message/update_template_card', { body, answer });
  if (outcome.type !== 'ok') return outcome;
  return (outcome.value.invaliduser ?? []).length > 0
    ? outOfReach('invaliduser')
    : { type: 'ok', value: null };
}

/** Takes a message back: within 24 hours, gone from the member's chat. */
export async function recall(sender: Sender, messageId: string): Promise<PlatformOutcome<null>> {
  const request: WecomRequest<unknown> = { body: { msgid: messageId }, answer: Answer };
  const outcome = await sender.call('message/recall', request);
  return outcome.type === 'ok' ? { type: 'ok', value: null } : outcome;
}
