import { z } from 'zod';
import { issueResponseCode } from '../api/response-code.ts';
import { cardPressed } from '../callbacks/events.ts';
import { entryChanged } from '../chats/chat.ts';
import { type ButtonView, type MessageView, presentMessage } from '../chats/present-message.ts';
import type { SandboxCore } from '../core.ts';
import type { ChatEntry, Member } from '../state.ts';
import { ControlError, parseInput } from './control-error.ts';
import { memberOrRefuse } from './say.ts';
import { showReply } from './show-reply.ts';

export const PressRequest = z.object({
  userid: z.string().min(1),
  messageId: z.string().min(1),
  buttonKey: z.string().min(1),
  /** Chosen option ids by question key; what is left out keeps the card's default. */
  selected: z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
});

export interface PressResult {
  readonly delivered: boolean;
  readonly status: number | null;
  readonly attempts: number;
  readonly error: string | null;
  /** Set for a button that opens a page: nobody is called back. */
  readonly url: string | null;
}

/** How long the client shows a pressed button loading before it can be pressed again. */
const LOADING_MS = 5_000;

/**
 * Presses a button as its recipient would. Repeated presses are allowed until the buttons are replaced, as
 * on the platform. Refuses with 404 (no such message), 403 (somebody else's), 409 (no such button now, or the
 * member has left).
 */
export async function press(core: SandboxCore, input: unknown): Promise<PressResult> {
  const request = parseInput(PressRequest, input);
  const { member, entry } = findCopy(core, request.userid, request.messageId);
  const view = presentMessage(core.state, entry);
  const { button, menu } = findButton(view, request.buttonKey);
  if (button.url !== null)
    return { delivered: false, status: null, attempts: 0, error: null, url: button.url };
  const selected = menu ? {} : chosen(view, request.selected ?? {});
  const message = core.state.messages[entry.msgid ?? ''];
  if (message === undefined) throw gone();

  entry.pressed = { key: button.key, selected, at: core.clock.ms() };
  entry.waiting = true;
  entryChanged(core, member.userid, entry);
  const pressedAt = entry.pressed;
  const delivery = await core.sender.send(
    cardPressed(core, {
      userid: member.userid,
      entry,
      agentId: message.agentId,
      key: button.key,
      label: button.text,
      menu,
      selected,
      responseCode: issueResponseCode(core, message.agentId, message.msgid),
    }),
  );
  const settle = () => {
    // A reset may have emptied the chat meanwhile: what is gone must not be announced again.
    const isThere = core.state.chats[member.userid]?.includes(entry) ?? false;
    if (!isThere || !entry.waiting || entry.pressed !== pressedAt) return;
    entry.waiting = false;
    entryChanged(core, member.userid, entry);
  };
  if (delivery.delivered) setTimeout(settle, LOADING_MS).unref();
  else settle();
  if (menu) showReply(core, member.userid, delivery.reply);
  const { delivered, status, attempts, error } = delivery;
  return { delivered, status, attempts, error, url: null };
}

function findCopy(
  core: SandboxCore,
  userid: string,
  messageId: string,
): { member: Member; entry: ChatEntry } {
  const member = memberOrRefuse(core, userid);
  const entry = core.state.chats[member.userid]?.find((each) => each.id === messageId);
  if (entry !== undefined) return { member, entry };
  const others = Object.values(core.state.chats).some((chat) => chat.some((each) => each.id === messageId));
  if (others) {
    throw new ControlError({
      status: 403,
      code: 'NOT_THE_RECIPIENT',
      field: 'userid',
      fix: 'only the person who got this message can press it; each recipient has an own copy with an own id',
    });
  }
  throw gone();
}

function gone(): ControlError {
  return new ControlError({
    status: 404,
    code: 'NO_SUCH_MESSAGE',
    field: 'messageId',
    fix: 'take an id from GET /_sandbox/chats/:userid',
  });
}

function findButton(view: MessageView, key: string): { button: ButtonView; menu: boolean } {
  const button = view.buttons.find((each) => each.key === key);
  if (button !== undefined) return { button, menu: false };
  const item = view.menu.find((each) => each.key === key);
  if (item !== undefined) return { button: { ...item, style: 1, url: null, submit: false }, menu: true };
  const keys = [...view.buttons, ...view.menu].map((each) => each.key);
  throw new ControlError({
    status: 409,
    code: 'NO_SUCH_BUTTON',
    field: 'buttonKey',
    fix:
      keys.length > 0
        ? `this card has ${keys.join(', ')}`
        : `nothing can be pressed: the card is ${view.state}`,
  });
}

/** The card's defaults with the given choices over them; unknown questions and options are refused. */
function chosen(
  view: MessageView,
  given: Readonly<Record<string, string | string[]>>,
): Record<string, string[]> {
  for (const key of Object.keys(given)) {
    if (view.choices.some((choice) => choice.key === key)) continue;
    const known = view.choices.map((choice) => choice.key).join(', ') || 'none';
    throw new ControlError({
      code: 'NO_SUCH_QUESTION',
      field: `selected.${key}`,
      fix: `this card asks: ${known}`,
    });
  }
  const pairs = view.choices.map((choice) => {
    const answer = given[choice.key];
    const ids = answer === undefined ? [...choice.selected] : [answer].flat();
    const known = choice.options.map((option) => option.id);
    if (ids.some((id) => !known.includes(id)) || (!choice.multiple && ids.length > 1)) {
      throw new ControlError({
        code: 'NO_SUCH_OPTION',
        field: `selected.${choice.key}`,
        fix: `choose ${choice.multiple ? 'any' : 'one'} of ${known.join(', ')}`,
      });
    }
    return [choice.key, ids] as const;
  });
  return Object.fromEntries(pairs);
}
