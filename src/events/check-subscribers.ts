import { declaredEvents } from './domain-event.ts';
import type { Subscriber } from './subscriber.ts';

/**
 * Refuses a wiring that would lose events quietly: two subscribers under one id share their progress, and a
 * subscription to an event nobody declares never fires. Throws at start, naming the culprit.
 */
export function checkSubscribers(subscribers: readonly Subscriber[]): void {
  const known = new Set(declaredEvents().map((event) => event.type));
  const seen = new Set<string>();
  for (const { id, on } of subscribers) {
    if (seen.has(id)) throw new Error(`subscriber ${id} is registered twice`);
    seen.add(id);
    if (on.length === 0) throw new Error(`subscriber ${id} listens to nothing`);
    for (const type of on) {
      if (!known.has(type)) throw new Error(`subscriber ${id} listens to ${type}, which nobody declares`);
    }
  }
}
