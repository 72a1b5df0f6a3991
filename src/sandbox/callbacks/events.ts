import type { SandboxCore } from '../core.ts';
import { type ChatEntry, nameOf } from '../state.ts';
import type { CallbackEvent } from './sender.ts';
import type { XmlFields } from './xml.ts';

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');

/** Element order as in real samples; `FromUserName` is the member, or `sys` for corp-wide events. */
function common(core: SandboxCore, from: string, type: string): XmlFields {
  return {
    ToUserName: core.credentials.corpId,
    FromUserName: from,
    CreateTime: core.clock.seconds(),
    MsgType: type,
  };
}

/** wecom docs 90240: template_card_event, or template_card_menu_event for an item behind the dots. */
export function cardPressed(
  core: SandboxCore,
  press: {
    userid: string;
    entry: ChatEntry;
    agentId: number;
    key: string;
    label: string;
    menu: boolean;
    selected: Readonly<Record<string, readonly string[]>>;
    responseCode: string;
  },
): CallbackEvent {
  const { userid, entry, agentId, key, label, menu, selected, responseCode } = press;
  const items = Object.entries(selected).map(([question, options]) => ({
    QuestionKey: question,
    OptionIds: { OptionId: options },
  }));
  const name = nameOf(core.state, userid);
  return {
    fields: {
      ...common(core, userid, 'event'),
      Event: menu ? 'template_card_menu_event' : 'template_card_event',
      EventKey: key,
      TaskId: textOf(entry.body.task_id),
      CardType: textOf(entry.body.card_type),
      ResponseCode: responseCode,
      AgentID: agentId,
      ...(menu || items.length === 0 ? {} : { SelectedItems: { SelectedItem: items } }),
    },
    agentId,
    zh: `${name} 按下“${label}”`,
    en: `${name} pressed “${label}”`,
    userid,
  };
}

/** wecom docs 90239. MsgId is a 64-bit number that does not fit a double. */
export function textSaid(core: SandboxCore, userid: string, content: string): CallbackEvent {
  const name = nameOf(core.state, userid);
  const msgId = (BigInt(core.clock.seconds()) << 32n) + BigInt(core.nextNumber());
  const agentId = core.credentials.agentId;
  return {
    fields: { ...common(core, userid, 'text'), Content: content, MsgId: String(msgId), AgentID: agentId },
    agentId,
    zh: `${name} 发来一句话`,
    en: `${name} sent a text`,
    userid,
  };
}

export function appOpened(core: SandboxCore, userid: string): CallbackEvent {
  const name = nameOf(core.state, userid);
  const agentId = core.credentials.agentId;
  return {
    // A real sample has AgentID before Event.
    fields: { ...common(core, userid, 'event'), AgentID: agentId, Event: 'enter_agent', EventKey: '' },
    agentId,
    zh: `${name} 打开了应用`,
    en: `${name} opened the app`,
    userid,
  };
}

/** wecom docs 90970. No AgentID: it is not an app's event. */
export function contactsChanged(
  core: SandboxCore,
  change: 'create_user' | 'update_user' | 'delete_user',
  fields: XmlFields,
  said: { zh: string; en: string },
): CallbackEvent {
  const head = { ...common(core, 'sys', 'event'), Event: 'change_contact', ChangeType: change };
  return { fields: { ...head, ...fields }, agentId: null, ...said };
}

/** wecom docs 92130. */
export function customerChanged(
  core: SandboxCore,
  change: 'add_external_contact' | 'edit_external_contact' | 'del_external_contact' | 'del_follow_user',
  fields: XmlFields,
  said: { zh: string; en: string },
): CallbackEvent {
  const head = { ...common(core, 'sys', 'event'), Event: 'change_external_contact', ChangeType: change };
  return { fields: { ...head, ...fields }, agentId: null, ...said };
}
