import { buildXml, type XmlFields } from './xml.ts';

/** Who the message is for and when it was made, in seconds since 1970. */
export interface MessageHead {
  readonly corpId: string;
  readonly createTime: number;
}

/** `sys` is the sender of everything that is not one member's doing. */
export const SYSTEM_SENDER = 'sys';

function event(head: MessageHead, from: string, name: string, rest: XmlFields): string {
  return buildXml({
    ToUserName: head.corpId,
    FromUserName: from,
    CreateTime: head.createTime,
    MsgType: 'event',
    Event: name,
    ...rest,
  });
}

/** A member wrote to the app. `msgId` is a 64-bit number as text. */
export function textMessage(
  of: MessageHead & { userId: string; content: string; msgId: string; agentId: number },
): string {
  return buildXml({
    ToUserName: of.corpId,
    FromUserName: of.userId,
    CreateTime: of.createTime,
    MsgType: 'text',
    Content: of.content,
    MsgId: of.msgId,
    AgentID: of.agentId,
  });
}

export interface CardPress extends MessageHead {
  readonly userId: string;
  readonly eventKey: string;
  readonly taskId: string;
  readonly cardType: string;
  readonly responseCode: string;
  readonly agentId: number;
}

/** A button or submit was pressed. `selected`: option ids by question key. */
export function templateCardEvent(
  of: CardPress & { readonly selected?: Readonly<Record<string, readonly string[]>> },
): string {
  const items = Object.entries(of.selected ?? {}).map(([question, ids]) => ({
    QuestionKey: question,
    OptionIds: { OptionId: ids },
  }));
  return event(of, of.userId, 'template_card_event', {
    ...press(of),
    SelectedItems: items.length === 0 ? undefined : { SelectedItem: items },
  });
}

/** An entry of the card's “…” menu was pressed. */
export function templateCardMenuEvent(of: CardPress): string {
  return event(of, of.userId, 'template_card_menu_event', press(of));
}

function press(of: CardPress): XmlFields {
  return {
    EventKey: of.eventKey,
    TaskId: of.taskId,
    CardType: of.cardType,
    ResponseCode: of.responseCode,
    AgentID: of.agentId,
  };
}

/** A member opened the app's chat. AgentID comes before Event in real traffic; order must not matter. */
export function enterAgentEvent(of: MessageHead & { userId: string; agentId: number }): string {
  return buildXml({
    ToUserName: of.corpId,
    FromUserName: of.userId,
    CreateTime: of.createTime,
    MsgType: 'event',
    AgentID: of.agentId,
    Event: 'enter_agent',
    EventKey: '',
  });
}

/** A member came into (`subscribe`) or left (`unsubscribe`) the app's visible range. */
export function visibilityEvent(
  of: MessageHead & { userId: string; agentId: number; name: 'subscribe' | 'unsubscribe' },
): string {
  return event(of, of.userId, of.name, { AgentID: of.agentId });
}

/** The corp's contacts changed (wecom docs 90970). */
export function changeContactEvent(
  of: MessageHead & {
    changeType:
      | 'create_user'
      | 'update_user'
      | 'delete_user'
      | 'create_party'
      | 'update_party'
      | 'delete_party';
    userId?: string;
    newUserId?: string;
    partyId?: number;
  },
): string {
  return event(of, SYSTEM_SENDER, 'change_contact', {
    ChangeType: of.changeType,
    UserID: of.userId,
    NewUserID: of.newUserId,
    Id: of.partyId,
  });
}

/** A customer was added, edited or removed (wecom docs 92130). */
export function changeExternalContactEvent(
  of: MessageHead & {
    changeType:
      | 'add_external_contact'
      | 'add_half_external_contact'
      | 'edit_external_contact'
      | 'del_external_contact'
      | 'del_follow_user';
    userId: string;
    externalUserId: string;
    state?: string;
    welcomeCode?: string;
    source?: string;
  },
): string {
  return event(of, SYSTEM_SENDER, 'change_external_contact', {
    ChangeType: of.changeType,
    UserID: of.userId,
    ExternalUserID: of.externalUserId,
    State: of.state,
    WelcomeCode: of.welcomeCode,
    Source: of.source,
  });
}
