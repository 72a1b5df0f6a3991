import { load } from './connect-desk.ts';
import { control, mustArrive } from './control-client.ts';
import { applyEvent } from './desk-events.ts';
import type { DeskStore } from './desk-store.ts';
import { FAULT_PRESETS } from './fault-presets.ts';
import { readClock, readFaults, record } from './read-server.ts';

/** Everything a person can do on the page. Each rejects with a ControlError whose message can be shown. */
export interface DeskActions {
  press(
    userid: string,
    messageId: string,
    buttonKey: string,
    selected: Record<string, string[]>,
  ): Promise<void>;
  say(userid: string, text: string): Promise<void>;
  openApp(userid: string): Promise<void>;
  advance(seconds: number): Promise<void>;
  switchFault(presetId: string, on: boolean): Promise<void>;
  clearFaults(): Promise<void>;
  reset(): Promise<void>;
  addContact(contact: { userid: string; name: string; mobile: string; state: string }): Promise<void>;
  sendLead(channel: string, body: Record<string, unknown>): Promise<LeadAnswer>;
  putOnDesk(slot: number, userid: string): void;
  markRead(userid: string): void;
  /** Told before the answer, because the card may be faster; taken back when the lead was refused. */
  leadWasSent(isIn: boolean): void;
  restartGuide(): void;
}

/** What the product said to an outside channel, with its HTTP status. */
export interface LeadAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

export function createDeskActions(store: DeskStore): DeskActions {
  return { ...phoneActions(store), ...platformActions(store), ...deskOnlyActions(store) };
}

function phoneActions(store: DeskStore) {
  return {
    press: async (
      userid: string,
      messageId: string,
      buttonKey: string,
      selected: Record<string, string[]>,
    ) => {
      const body = { userid, messageId, buttonKey };
      const asked = Object.keys(selected).length > 0 ? { ...body, selected } : body;
      mustArrive(await control('press', asked));
      store.change((desk) => ({
        guide: { ...desk.guide, pressed: desk.guide.pressed || desk.guide.cardShown },
      }));
    },
    say: async (userid: string, text: string) => {
      mustArrive(await control('say', { userid, text }));
    },
    openApp: async (userid: string) => {
      await control('open', { userid });
    },
  };
}

function platformActions(store: DeskStore) {
  const readAgain = async () => {
    const state = record(await control('state'));
    store.change(() => ({ faults: readFaults(state.faults) }));
  };
  return {
    advance: async (seconds: number) => {
      const answer = record(await control('advance', { seconds }));
      const now = readClock(record(answer.clock ?? answer));
      if (now > 0) applyEvent(store, 'clock', { now });
      else store.change((desk) => ({ skewMs: desk.skewMs + seconds * 1000 }));
      store.change((desk) => ({ guide: { ...desk.guide, clockMoved: true } }));
    },
    switchFault: async (presetId: string, on: boolean) => {
      const preset = FAULT_PRESETS.find((each) => each.id === presetId);
      const active = store.read().faults.filter((fault) => fault.preset === presetId);
      if (on && preset !== undefined) await control('faults', preset.request);
      if (!on) await Promise.all(active.map((fault) => control('faults', { clear: Number(fault.id) })));
      await readAgain();
    },
    clearFaults: async () => {
      await control('faults', { clear: true });
      await readAgain();
    },
    reset: async () => {
      await control('reset', {});
      store.change(() => ({ unread: {}, freshCard: null, guide: NOTHING_DONE }));
      await load(store);
    },
    addContact: async (contact: { userid: string; name: string; mobile: string; state: string }) => {
      await control('contacts', contact);
    },
    sendLead: (channel: string, body: Record<string, unknown>) =>
      control<LeadAnswer>('leads', { channel, body }),
  };
}

const NOTHING_DONE = { leadSent: false, cardShown: false, pressed: false, clockMoved: false };

function deskOnlyActions(store: DeskStore) {
  return {
    putOnDesk: (slot: number, userid: string) => {
      store.change((desk) => ({ slots: swapped(desk.slots, slot, userid) }));
    },
    markRead: (userid: string) => {
      if ((store.read().unread[userid] ?? 0) === 0) return;
      store.change((desk) => ({ unread: { ...desk.unread, [userid]: 0 } }));
    },
    leadWasSent: (isIn: boolean) =>
      store.change((desk) => ({ guide: { ...desk.guide, leadSent: isIn || desk.guide.cardShown } })),
    restartGuide: () => store.change(() => ({ guide: NOTHING_DONE, freshCard: null })),
  };
}

/** Somebody already on the desk changes places instead of standing there twice. */
function swapped(slots: readonly string[], slot: number, userid: string): string[] {
  const other = slots.indexOf(userid);
  return slots.map((id, i) => (i === slot ? userid : i === other ? slots[slot]! : id));
}
