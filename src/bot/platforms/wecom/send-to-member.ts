import type { PlatformOutcome, SentReceipt } from '#bot/platform';
import type { Budget } from './budget.ts';
import type { CallWecom } from './client.ts';
import { MessageSendAnswer } from './wire/requests.ts';

/** What sending needs: the app, the way to call, the allowance of members. */
export interface Sender {
  readonly agentId: number;
  readonly call: CallWecom;
  readonly budget: Budget;
}

/** One `message/send` to one member, inside that member's budget. */
export async function send(
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

/** `|` separates recipients and `@all` is everybody: neither may ride in on a member's id. */
function isOneMember(userId: string): boolean {
  return /^[\w.@-]{1,64}$/.test(userId) && userId.toLowerCase() !== '@all';
}

/** The member is outside the app's visible range or gone. */
export function outOfReach(code: string): PlatformOutcome<never> {
  return refused(
    'recipient_unreachable',
    code,
    '成员不在应用可见范围或已离职：「应用管理」→自建应用→「可见范围」，加入该成员后重新同步通讯录',
  );
}

/** A refusal of our own, made before the platform is asked. */
export function refused(
  reason: 'recipient_unreachable' | 'bad_request',
  code: string,
  hint: string,
): PlatformOutcome<never> {
  return { type: 'refused', reason, code, hint };
}
