import type { ActiveFault, Choice, LogLine, Member, Message } from './desk.types.ts';
import { presetOf } from './fault-presets.ts';

/** JSON of `/_sandbox/*` → what the page works with. Tolerant: an odd field never blanks the page. */
type Json = Record<string, unknown>;

export function readMembers(value: unknown): Member[] {
  return list(value).map((each) => ({
    userid: text(each.userid),
    name: text(each.name),
    role: text(each.role),
    title: text(each.title),
    store: text(each.store),
    storeId: text(each.storeId),
    active: each.active !== false,
  }));
}

export function readMessage(value: unknown): Message {
  const message = record(value);
  const kind = text(message.kind);
  return {
    id: text(message.id),
    from: message.from === 'member' || message.from === 'note' ? message.from : 'app',
    kind,
    title: text(message.title),
    subtitle: text(message.subtitle),
    text: text(message.text),
    source: orNull(message.source),
    emphasis: orNull(message.emphasis),
    quote: orNull(message.quote),
    image: filled(message.image),
    lines: list(message.lines).map((line) => ({
      label: text(line.label),
      value: text(line.value),
      url: filled(line.url),
    })),
    links: list(message.links).map((link) => ({ text: text(link.text), url: text(link.url) })),
    choices: list(message.choices).map((choice) => readChoice(choice, kind)),
    buttons: list(message.buttons).map((button) => ({
      key: text(button.key),
      text: text(button.text),
      style: Number(button.style ?? 1),
      url: filled(button.url),
    })),
    menu: list(message.menu).map((item) => ({ key: text(item.key), text: text(item.text) })),
    url: filled(message.url),
    state: (text(message.state) || 'plain') as Message['state'],
    outcome: filled(message.outcome),
    pressed: orNull(message.pressed),
    at: moment(message.time),
  };
}

/** A vote shows its options one below the other, every other card as a drop-down. */
function readChoice(choice: Json, kind: string): Choice {
  const isList = kind === 'vote_interaction' || choice.multiple === true;
  return { ...(choice as unknown as Choice), style: isList ? 'list' : 'drop-down' };
}

function orNull<T>(value: unknown): T | null {
  return typeof value === 'object' && value !== null ? (value as T) : null;
}

function filled(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

export function readLogLine(value: unknown): LogLine {
  const line = record(value);
  const isBad = isFailure(line.errcode, 1) || line.status === null || isFailure(line.status, 400);
  return {
    id: Number(line.id ?? 0),
    time: text(line.time),
    kind: text(line.kind),
    text: text(line.text),
    textEn: text(line.textEn) || text(line.text),
    userid: typeof line.userid === 'string' ? line.userid : undefined,
    isBad,
    isTechnical: line.kind === 'api' && !isBad,
  };
}

function isFailure(code: unknown, from: number): boolean {
  return typeof code === 'number' && (code >= from || code < 0);
}

export function readFaults(value: unknown): ActiveFault[] {
  const faults = list(Array.isArray(value) ? value : record(value).faults);
  return faults.map((fault) => ({
    id: String(fault.id),
    preset: presetOf(fault),
    remaining: typeof fault.left === 'number' ? fault.left : null,
  }));
}

/** Milliseconds of the product's clock in `{now: ISO | ms}`. */
export function readClock(value: unknown): number {
  const clock = record(value);
  return moment(clock.now ?? clock.time ?? clock.ms);
}

export function list(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(record) : [];
}

export function record(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

function moment(value: unknown): number {
  if (typeof value === 'number') return value < 1e11 ? value * 1000 : value;
  const parsed = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(parsed) ? 0 : parsed;
}
