import { declaredEvents } from '#events/domain-event';
import type { Subscriber } from '#events/subscriber';
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
    const operations = events.map(({ id, at, actor, type, subject, requestId }) => ({
      updateOne: {
        filter: { _id: id },
        update: { $setOnInsert: { at, actor, action: type, subject, requestId } },
        upsert: true,
      },
    }));
    await AuditEntryModel.collection.bulkWrite(operations as never[], { ordered: false });
  },
};
