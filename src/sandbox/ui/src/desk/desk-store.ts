import type { Desk, LogLine, Message } from './desk.types.ts';

export type Change = (desk: Desk) => Partial<Desk>;

/** The one piece of state of the page; components read it through `useDesk`. */
export interface DeskStore {
  read(): Desk;
  change(change: Change): void;
  subscribe(listener: () => void): () => void;
}

const LOG_KEPT = 400;

export const EMPTY_DESK: Desk = {
  connection: 'loading',
  members: [],
  skewMs: 0,
  faults: [],
  callbackUrl: null,
  chats: {},
  unread: {},
  slots: [],
  log: [],
  guide: { leadSent: false, cardShown: false, pressed: false, clockMoved: false },
  freshCard: null,
};

export function createDeskStore(): DeskStore {
  let desk = EMPTY_DESK;
  const listeners = new Set<() => void>();
  return {
    read: () => desk,
    change: (change) => {
      desk = { ...desk, ...change(desk) };
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Adds a message or puts its new version in its place. */
export function withMessage(messages: readonly Message[], message: Message): Message[] {
  const index = messages.findIndex((each) => each.id === message.id);
  return index === -1 ? [...messages, message] : messages.with(index, message);
}

/** Adds a line, or puts its new version (more calls alike folded into it) in its place. */
export function withLogLine(log: readonly LogLine[], line: LogLine): readonly LogLine[] {
  const index = log.findIndex((each) => each.id === line.id);
  if (index !== -1) return log.with(index, line);
  return [...log, line].slice(-LOG_KEPT);
}

/** True for a card with something to press that nobody has pressed. */
export function waitsForPress(message: Message): boolean {
  return message.state === 'active' && message.buttons.some((button) => button.url === null);
}
