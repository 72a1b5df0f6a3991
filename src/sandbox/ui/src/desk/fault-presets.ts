import type { WordKey } from '../words/zh.ts';

/** One switch: what it asks of `POST /_sandbox/faults`. */
export interface FaultPreset {
  readonly id: string;
  readonly label: WordKey;
  readonly about: WordKey;
  readonly request: Readonly<Record<string, unknown>>;
}

const SEND = 'message/send';

export const FAULT_PRESETS: readonly FaultPreset[] = [
  {
    id: 'outage',
    label: 'fault.outage',
    about: 'fault.outage.about',
    request: { api: '*', outage: true },
  },
  {
    id: 'timeout',
    label: 'fault.timeout',
    about: 'fault.timeout.about',
    request: { api: SEND, delayMs: 8_000, count: null },
  },
  {
    id: 'limit',
    label: 'fault.limit',
    about: 'fault.limit.about',
    request: { api: SEND, errcode: 45_009, count: null },
  },
  {
    id: 'busy',
    label: 'fault.busy',
    about: 'fault.busy.about',
    request: { api: SEND, errcode: -1, count: 3 },
  },
  {
    id: 'token',
    label: 'fault.token',
    about: 'fault.token.about',
    request: { api: SEND, errcode: 42_001, count: 1 },
  },
  {
    id: 'duplicate',
    label: 'fault.duplicate',
    about: 'fault.duplicate.about',
    request: { api: 'callback', duplicate: true, count: null },
  },
  {
    id: 'drop',
    label: 'fault.drop',
    about: 'fault.drop.about',
    request: { api: 'callback', drop: true, count: 1 },
  },
];

/** Which switch made a fault the server lists; null for one set by a script. */
export function presetOf(fault: Readonly<Record<string, unknown>>): string | null {
  const same = FAULT_PRESETS.find((preset) =>
    Object.entries(preset.request).every(([name, value]) => name === 'count' || fault[name] === value),
  );
  return same?.id ?? null;
}
