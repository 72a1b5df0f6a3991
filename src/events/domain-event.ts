import type { Actor } from '#domain/kernel/command-context';

/** Something that happened, in the past tense, recorded in the same transaction as the change itself. */
export interface DomainEvent<P = unknown> {
  /** ULID; the key of every side effect this event causes. */
  readonly id: string;
  /** `noun.past_participle`, e.g. `lead.assigned`. */
  readonly type: string;
  /** `noun:id`, e.g. `lead:01J…`. */
  readonly subject: string;
  readonly at: Date;
  readonly actor: Actor;
  readonly requestId: string;
  /** Ids and codes only, never personal data. */
  readonly payload: P;
}

/** The declaration of an event type; `docs/events.md` is held to all of them by a test. */
export interface EventType<P> {
  readonly type: string;
  /** One line: when it happens and who cares. */
  readonly means: string;
  /** Carries the payload's type only. */
  readonly payload?: P;
}

const declared = new Map<string, EventType<unknown>>();

/** Declares an event type once; a second declaration of the same name throws at load. */
export function defineEvent<P>(type: string, means: string): EventType<P> {
  if (!/^[a-z_]+\.[a-z_]+$/.test(type)) throw new Error(`event type ${type}: use noun.past_participle`);
  if (declared.has(type)) throw new Error(`event type ${type} is declared twice`);
  const definition: EventType<P> = { type, means };
  declared.set(type, definition);
  return definition;
}

/** Every declared event type, for documentation and checks. */
export function declaredEvents(): readonly EventType<unknown>[] {
  return [...declared.values()];
}

/** Splits `lead:01J…` into its noun and id. */
export function parseSubject(subject: string): { noun: string; id: string } {
  const at = subject.indexOf(':');
  return { noun: subject.slice(0, at), id: subject.slice(at + 1) };
}
