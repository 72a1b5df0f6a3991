import { browserNowMs } from './browser-time.ts';
import { control } from './control-client.ts';
import type { Member, Message } from './desk.types.ts';
import { applyEvent, callbackUrlIn } from './desk-events.ts';
import type { DeskStore } from './desk-store.ts';
import { list, readClock, readFaults, readLogLine, readMembers, readMessage, record } from './read-server.ts';

const EVENTS = ['message', 'log', 'clock', 'faults', 'members', 'callback'] as const;
const RETRY_MS = 1_500;

/** Loads everything, then follows the stream; starts over whenever the sandbox was away. Returns the way to stop. */
export function connectDesk(store: DeskStore): () => void {
  let source: EventSource | null = null;
  let timer: number | undefined;
  let stopped = false;

  const again = () => {
    source?.close();
    source = null;
    if (stopped) return;
    store.change((desk) => ({ connection: desk.members.length === 0 && !retried ? 'loading' : 'lost' }));
    retried = true;
    timer = window.setTimeout(start, RETRY_MS);
  };
  let retried = false;
  const start = () => {
    source = new EventSource('/_sandbox/stream');
    source.onerror = again;
    source.onopen = () => void load(store).catch(again);
    source.addEventListener('reset', () => void load(store).catch(again));
    for (const name of EVENTS) {
      source.addEventListener(name, (event) => applyEvent(store, name, parse((event as MessageEvent).data)));
    }
  };
  start();
  return () => {
    stopped = true;
    window.clearTimeout(timer);
    source?.close();
  };
}

/** The whole state once. Messages that arrive meanwhile win, since both are keyed by id. */
export async function load(store: DeskStore): Promise<void> {
  const state = record(await control('state'));
  const members = readMembers(state.members);
  const [log, ...chats] = await Promise.all([
    control('log'),
    ...members.map((member) => control(`chats/${encodeURIComponent(member.userid)}`)),
  ]);
  store.change((desk) => ({
    connection: 'live',
    members,
    skewMs: readClock(state.clock) - browserNowMs(),
    faults: readFaults(state.faults),
    callbackUrl: callbackUrlIn(state.callback),
    chats: Object.fromEntries(members.map((member, i) => [member.userid, messagesIn(chats[i])])),
    log: list(record(log).lines ?? record(log).log ?? log).map(readLogLine),
    slots: desk.slots.length > 0 ? desk.slots : firstSlots(members, chats),
  }));
}

function messagesIn(chat: unknown): Message[] {
  return list(record(chat).messages ?? chat).map(readMessage);
}

/** Two salespeople and a manager, those first who already have something on the screen. */
function firstSlots(members: readonly Member[], chats: readonly unknown[]): string[] {
  const isEmpty = (member: Member) => messagesIn(chats[members.indexOf(member)]).length === 0;
  const of = (role: string) =>
    members
      .filter((member) => member.role === role && member.active)
      .toSorted((a, b) => Number(isEmpty(a)) - Number(isEmpty(b)))
      .map((member) => member.userid);
  const [first, second] = of('sales');
  const wanted = [first, second, of('manager')[0]].filter((id) => id !== undefined);
  return wanted.length === 3 ? wanted : members.slice(0, 3).map((member) => member.userid);
}

function parse(data: unknown): unknown {
  try {
    return JSON.parse(String(data));
  } catch {
    return null;
  }
}
