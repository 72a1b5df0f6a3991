import type { ContactsChange, InboundEvent } from '#bot/platform';
import { type CardEventMessage, readMessage, type WecomMessage } from './wire/messages.ts';

type Body<K extends WecomMessage['kind']> = Extract<WecomMessage, { kind: K; body: unknown }>['body'];

/** Turns a decrypted message into what it means. Never throws: what is not understood is `other`. */
export function interpretMessage(raw: string): InboundEvent {
  const read = readMessage(raw);
  if (!read.ok) return { kind: 'other', name: read.reason, at: new Date(0) };
  const { message } = read;
  const at = new Date(Number(message.base.CreateTime) * 1000);
  const userId = message.base.FromUserName;
  switch (message.kind) {
    case 'template_card_event':
    case 'template_card_menu_event':
      return pressOf(message.body, at);
    case 'text':
      return { kind: 'text', userId, text: message.body.Content, at };
    case 'enter_agent':
      return { kind: 'chat_opened', userId, at };
    // An ordinary app never sees change_contact: gaining or losing visibility is its only news of members.
    case 'subscribe':
      return { kind: 'contacts_changed', change: { type: 'member_upserted', userId, newUserId: null }, at };
    case 'unsubscribe':
      return { kind: 'contacts_changed', change: { type: 'member_removed', userId }, at };
    case 'change_contact': {
      const change = contactsChange(message.body);
      return change === null ? other(message, at) : { kind: 'contacts_changed', change, at };
    }
    case 'change_external_contact':
      return customerChange(message.body, at) ?? other(message, at);
    case 'unknown':
      return other(message, at);
  }
}

function pressOf(body: CardEventMessage, at: Date): InboundEvent {
  const selected = Object.fromEntries(body.SelectedItems.map((item) => [item.QuestionKey, item.OptionIds]));
  return {
    kind: 'press',
    userId: body.FromUserName,
    key: body.EventKey,
    cardId: body.TaskId,
    selected,
    updateCode: body.ResponseCode || null,
    at,
  };
}

function contactsChange(body: Body<'change_contact'>): ContactsChange | null {
  const type = body.ChangeType;
  if (
    type === 'create_party' ||
    type === 'update_party' ||
    type === 'delete_party' ||
    type === 'update_tag'
  ) {
    return { type: 'structure' };
  }
  if (body.UserID === undefined) return null;
  if (type === 'delete_user') return { type: 'member_removed', userId: body.UserID };
  if (type !== 'create_user' && type !== 'update_user') return null;
  return { type: 'member_upserted', userId: body.UserID, newUserId: body.NewUserID || null };
}

function customerChange(body: Body<'change_external_contact'>, at: Date): InboundEvent | null {
  const who = { userId: body.UserID, externalUserId: body.ExternalUserID, at };
  switch (body.ChangeType) {
    case 'add_external_contact':
    case 'add_half_external_contact':
      return {
        kind: 'customer_added',
        ...who,
        state: body.State || null,
        welcomeCode: body.WelcomeCode || null,
      };
    case 'edit_external_contact':
      return { kind: 'customer_edited', ...who };
    case 'del_external_contact':
    case 'del_follow_user':
      return { kind: 'customer_removed', ...who };
    default:
      return null;
  }
}

/** The platform's own name of it, for the log: `change_external_contact.transfer_fail`, `image`. */
function other(message: WecomMessage, at: Date): InboundEvent {
  const { MsgType, Event, ChangeType } = message.base;
  const name = [MsgType === 'event' ? (Event ?? 'event') : MsgType, ChangeType].filter(Boolean).join('.');
  return { kind: 'other', name, at };
}
