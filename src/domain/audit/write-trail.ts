import { declaredEvents } from '#events/domain-event';
import type { Subscriber } from '#events/subscriber';
import { duplicatesOf } from '#infra/mongo';
import { AuditEntryModel } from './audit-entry.model.ts';

/** Whose events are kept: everything about these nouns. */
const NOUNS: ReadonlySet<string> = new Set(['lead', 'staff', 'rules', 'clock']);

/**
 * Writes who did what to which, for every event of those nouns that any module declares. Asked when the relay
 * is wired, so a new event is on the trail without being listed here.
 */
export const auditSubscriber: Subscriber = {
  id: 'audit.write-trail',
  get on() {
    return declaredEvents()
      .map((event) => event.type)
      .filter((type) => NOUNS.has(type.slice(0, type.indexOf('.'))));
  },
  handle: async (events) => {
    const rows = events.map(({ id, at, actor, type, subject, requestId }) => ({
      _id: id,
      at,
      actor,
      action: type,
      subject,
      requestId,
    }));
    try {
      await AuditEntryModel.collection.insertMany(rows as never[], { ordered: false });
    } catch (error) {
      // An event that comes again is on the trail already, word for word.
      duplicatesOf(error);
    }
  },
};
