import { browserNowMs } from './browser-time.ts';
import type { Message } from './desk.types.ts';
import { type DeskStore, waitsForPress, withLogLine, withMessage } from './desk-store.ts';
import { readClock, readFaults, readLogLine, readMembers, readMessage, record } from './read-server.ts';

/** Applies one event of `/_sandbox/stream` to the page. */
export function applyEvent(store: DeskStore, name: string, data: unknown): void {
  APPLY[name]?.(store, data);
}

const APPLY: Readonly<Record<string, (store: DeskStore, data: unknown) => void>> = {
  message: (store, data) => {
    const { userid, message } = record(data);
    applyMessage(store, typeof userid === 'string' ? userid : '', readMessage(message));
  },
  log: (store, data) => store.change((desk) => ({ log: withLogLine(desk.log, readLogLine(data)) })),
  clock: (store, data) => {
    const now = readClock(data);
    if (now !== 0) store.change(() => ({ skewMs: now - browserNowMs() }));
  },
  faults: (store, data) => store.change(() => ({ faults: readFaults(data) })),
  members: (store, data) => {
    const members = readMembers(record(data).members);
    if (members.length > 0) store.change(() => ({ members }));
  },
  callback: (store, data) => store.change(() => ({ callbackUrl: callbackUrlIn(data) })),
};

export function callbackUrlIn(data: unknown): string | null {
  const url = record(data).url ?? data;
  return typeof url === 'string' ? url : null;
}

function applyMessage(store: DeskStore, userid: string, message: Message): void {
  store.change((desk) => {
    const before = desk.chats[userid] ?? [];
    const isNew = !before.some((each) => each.id === message.id);
    const rings = isNew && message.from === 'app';
    const isFresh = rings && waitsForPress(message);
    // Once the newcomer knows how it works, phones stay where they were put; badges tell the rest.
    const isGuided = isFresh && desk.guide.leadSent && !desk.guide.pressed;
    const settled = desk.freshCard?.messageId === message.id && !waitsForPress(message);
    return {
      chats: { ...desk.chats, [userid]: withMessage(before, message) },
      unread: rings ? { ...desk.unread, [userid]: (desk.unread[userid] ?? 0) + 1 } : desk.unread,
      slots: isGuided ? bringToDesk(desk.slots, userid, store) : desk.slots,
      guide: { ...desk.guide, cardShown: desk.guide.cardShown || (isFresh && desk.guide.leadSent) },
      freshCard: isFresh ? { userid, messageId: message.id } : settled ? null : desk.freshCard,
    };
  });
}

/** A card for somebody whose phone is not on the desk takes the place of an idle colleague of the same role. */
function bringToDesk(slots: readonly string[], userid: string, store: DeskStore): readonly string[] {
  if (slots.includes(userid)) return slots;
  const { members, chats } = store.read();
  const roleOf = (id: string) => members.find((member) => member.userid === id)?.role;
  const lastAt = (id: string) => (chats[id] ?? []).at(-1)?.at ?? 0;
  const isBusy = (id: string) => (chats[id] ?? []).some(waitsForPress);
  const sameRole = slots.filter((id) => roleOf(id) === roleOf(userid));
  const idlest = sameRole.toSorted(
    (a, b) => Number(isBusy(a)) - Number(isBusy(b)) || lastAt(a) - lastAt(b),
  )[0];
  return idlest === undefined ? slots : slots.map((id) => (id === idlest ? userid : id));
}
