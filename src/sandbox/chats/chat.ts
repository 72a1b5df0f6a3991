import type { SandboxCore } from '../core.ts';
import type { ChatEntry } from '../state.ts';
import { presentMessage } from './present-message.ts';

const KEPT_PER_CHAT = 500;

export type NewEntry = Pick<ChatEntry, 'from' | 'kind' | 'body'> &
  Partial<Pick<ChatEntry, 'msgid' | 'translateIds'>>;

/** Puts a message into a person's chat and tells the page. */
export function addEntry(core: SandboxCore, chatId: string, entry: NewEntry): ChatEntry {
  const now = core.clock.ms();
  const added: ChatEntry = {
    id: `m${String(core.nextNumber()).padStart(8, '0')}`,
    msgid: null,
    translateIds: false,
    ...entry,
    replacedBy: null,
    pressed: null,
    waiting: false,
    recalled: false,
    at: now,
    updatedAt: now,
  };
  const chat = core.state.chats[chatId] ?? [];
  core.state.chats[chatId] = chat;
  chat.push(added);
  if (chat.length > KEPT_PER_CHAT) chat.splice(0, chat.length - KEPT_PER_CHAT);
  announce(core, chatId, added);
  return added;
}

/** To be called after changing an entry in place. */
export function entryChanged(core: SandboxCore, chatId: string, entry: ChatEntry): void {
  entry.updatedAt = core.clock.ms();
  announce(core, chatId, entry);
}

export function chatOf(core: SandboxCore, chatId: string): readonly ChatEntry[] {
  return core.state.chats[chatId] ?? [];
}

/** The copy of a sent message one recipient has; null when it was pushed out by newer ones. */
export function copyOf(core: SandboxCore, userid: string, msgid: string): ChatEntry | null {
  return core.state.chats[userid]?.findLast((entry) => entry.msgid === msgid) ?? null;
}

function announce(core: SandboxCore, chatId: string, entry: ChatEntry): void {
  core.changed();
  core.bus.emit('message', { userid: chatId, message: presentMessage(core.state, entry) });
}
