import type { Card } from '#bot/cards/card';
import type { PlatformOutcome, SentReceipt } from '#bot/platform';
import type { Budget } from './budget.ts';
import { plainText, withinBytes } from './card-text.ts';
import type { CallWecom, WecomRequest } from './client.ts';
import { renderCard, renderText, renderUpdate } from './render-card.ts';
import { Answer, MessageSendAnswer, UpdateTemplateCardAnswer } from './wire/requests.ts';
import { TaskId } from './wire/template-card.ts';

interface Sender {
  readonly agentId: number;
  readonly call: CallWecom;
  readonly budget: Budget;
}

const TEXT_BYTES = 2048;
const DUPLICATE_INTERVAL_S = 300;

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

/**
 * Sends a text of at most 2048 bytes (longer ones are cut). The platform swallows an equal text to the same
 * member within five minutes, which is what makes a repeat after a lost answer harmless.
 */
export async function sendText(
  sender: Sender,
  to: { userId: string; text: string; dedupeKey: string },
): Promise<PlatformOutcome<SentReceipt>> {
  return await send(sender, to.userId, {
    msgtype: 'text',
    text: { content: withinBytes(plainText(to.text), TEXT_BYTES) },
    enable_duplicate_check: 1,
    duplicate_check_interval: DUPLICATE_INTERVAL_S,
  });
}

async function send(
  sender: Sender,
  userId: string,
  content: Readonly<Record<string, unknown>>,
): Promise<PlatformOutcome<SentReceipt>> {
  if (!isOneMember(userId)) {
    return refused('recipient_unreachable', 'userid', '成员账号不合法，请重新同步通讯录');
  }
  const wait = await sender.budget.takeForMember(userId);
  if (wait > 0) return { type: 'retry', retryAfterMs: wait, code: 'member_budget', throttled: true };
  const body = { touser: userId, agentid: sender.agentId, enable_id_trans: 0, ...content };
  const outcome = await sender.call('message/send', { body, answer: MessageSendAnswer });
  if (outcome.type !== 'ok') return outcome;
  const { invaliduser, unlicenseduser, msgid, response_code: updateCode } = outcome.value;
  if (invaliduser) return outOfReach('invaliduser');
  if (unlicenseduser) {
    return refused(
      'recipient_unreachable',
      'unlicenseduser',
      '成员没有基础接口许可：管理后台「应用管理」→「接口许可」，为该成员分配账号',
    );
  }
  return { type: 'ok', value: { messageId: msgid || null, updateCode: updateCode || null } };
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

/** `|` separates recipients and `@all` is everybody: neither may ride in on a member's id. */
function isOneMember(userId: string): boolean {
  return /^[\w.@-]{1,64}$/.test(userId) && userId.toLowerCase() !== '@all';
}

function outOfReach(code: string): PlatformOutcome<never> {
  return refused(
    'recipient_unreachable',
    code,
    '成员不在应用可见范围或已离职：「应用管理」→自建应用→「可见范围」，加入该成员后重新同步通讯录',
  );
}

function refused(
  reason: 'recipient_unreachable' | 'bad_request',
  code: string,
  hint: string,
): PlatformOutcome<never> {
  return { type: 'refused', reason, code, hint };
}
