import type { DomainEvent, EventType } from './domain-event.ts';

/**
 * A reaction to events. It is called with one or more events, at least once each, in order per subject;
 * whatever it does must be keyed by `event.id`, or be a pure convergence to current state.
 */
export interface Subscriber {
  /** `module.what-it-does`, stable for ever: progress is recorded under it. */
  readonly id: string;
  readonly on: readonly string[];
  handle(events: readonly DomainEvent[]): Promise<void>;
}

/** Declares a subscriber; the handler's payload type is the union of the listed events' payloads. */
export function defineSubscriber<P>(definition: {
  id: string;
  on: readonly EventType<P>[];
  handle: (events: readonly DomainEvent<P>[]) => Promise<void>;
}): Subscriber {
  return {
    id: definition.id,
    on: definition.on.map((event) => event.type),
    handle: (events) => definition.handle(events as readonly DomainEvent<P>[]),
  };
}
