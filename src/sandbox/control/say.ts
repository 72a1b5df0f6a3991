import { z } from 'zod';
import { appOpened, textSaid } from '../callbacks/events.ts';
import type { Delivery } from '../callbacks/sender.ts';
import { addEntry } from '../chats/chat.ts';
import type { SandboxCore } from '../core.ts';
import { findMember, type Member } from '../state.ts';
import { ControlError, parseInput } from './control-error.ts';
import { showReply } from './show-reply.ts';

export const SayRequest = z.object({ userid: z.string().min(1), text: z.string().min(1).max(2048) });
export const OpenRequest = z.object({ userid: z.string().min(1) });

export type CallbackResult = Pick<Delivery, 'delivered' | 'status' | 'attempts' | 'error'>;

/** A member writes to the app. */
export async function say(
  core: SandboxCore,
  input: unknown,
): Promise<CallbackResult & { messageId: string }> {
  const request = parseInput(SayRequest, input);
  const member = memberOrRefuse(core, request.userid);
  const body = { content: request.text };
  const entry = addEntry(core, member.userid, { from: 'member', kind: 'text', body });
  const delivery = await core.sender.send(textSaid(core, member.userid, request.text));
  showReply(core, member.userid, delivery.reply);
  return { messageId: entry.id, ...resultOf(delivery) };
}

/** A member opens the app's chat: `enter_agent`. */
export async function open(core: SandboxCore, input: unknown): Promise<CallbackResult> {
  const member = memberOrRefuse(core, parseInput(OpenRequest, input).userid);
  const delivery = await core.sender.send(appOpened(core, member.userid));
  showReply(core, member.userid, delivery.reply);
  return resultOf(delivery);
}

/** The member, else 404; 409 for somebody who has left: that phone lies there, logged out. */
export function memberOrRefuse(core: SandboxCore, userid: string): Member {
  const member = findMember(core.state, userid);
  if (member !== null) return member;
  const folded = userid.toLowerCase();
  const left = core.state.members.find((each) => each.userid.toLowerCase() === folded);
  if (left !== undefined) {
    throw new ControlError({
      status: 409,
      code: 'MEMBER_LEFT',
      field: 'userid',
      fix: `${left.name} has resigned: this phone is logged out of WeCom; hire ${left.userid} again or use a colleague`,
    });
  }
  throw new ControlError({
    status: 404,
    code: 'NO_SUCH_MEMBER',
    field: 'userid',
    fix: 'use a userid of GET /_sandbox/credentials',
  });
}

export function resultOf({ delivered, status, attempts, error }: Delivery): CallbackResult {
  return { delivered, status, attempts, error };
}
