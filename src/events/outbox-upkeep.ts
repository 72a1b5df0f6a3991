import { decodeTime, encodeTime } from 'ulid';
import { metrics } from '#infra/metrics';
import { databaseNow } from '#infra/mongo';
import { OutboxModel } from './outbox.model.ts';
import { outboxSignals } from './record-event.ts';

/**
 * Sets the gauge of the oldest undelivered event, and returns that age in seconds (0 when all is delivered).
 * Reckoned from the id's own time, so an adjusted business clock does not show up as a backlog.
 */
export async function measureOutboxAge(): Promise<number> {
  const pending = OutboxModel.collection.find({ state: 'pending' }, { projection: { _id: 1 }, limit: 1 });
  const [oldest] = await pending.hint('outbox_due').sort({ _id: 1 }).toArray();
  const now = await databaseNow();
  const seconds =
    oldest === undefined ? 0 : Math.max(0, (now.getTime() - decodeTime(String(oldest._id))) / 1_000);
  metrics.outboxOldestSeconds.set(seconds);
  return seconds;
}

export interface DeadEvent {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly lastError: string | null;
}

/** Events that gave up on a subscriber, oldest first. */
export async function listDeadEvents(limit = 100): Promise<DeadEvent[]> {
  const rows = await OutboxModel.collection.find({ state: 'dead' }, { sort: { _id: 1 }, limit }).toArray();
  return rows.map((row) => ({
    id: String(row._id),
    type: row.type,
    subject: row.subject,
    lastError: row.lastError,
  }));
}

/** Sends dead events out again (all, or those named) to the subscribers that still lack them. Returns how many. */
export async function replayDeadEvents(ids?: readonly string[]): Promise<number> {
  const filter = { state: 'dead', ...(ids === undefined ? {} : { _id: { $in: ids as never[] } }) };
  const update = { $set: { state: 'pending', attempts: 0, nextAt: new Date(0) } };
  const { modifiedCount } = await OutboxModel.collection.updateMany(filter, update);
  outboxSignals.emit('recorded');
  return modifiedCount;
}

/**
 * Deletes delivered events recorded before `before`; returns how many. Their ids begin with the time of
 * recording, so the primary index finds them.
 */
export async function purgeDoneEvents(before: Date): Promise<number> {
  const limit = encodeTime(before.getTime(), 10) as never;
  const { deletedCount } = await OutboxModel.collection.deleteMany({ _id: { $lt: limit }, state: 'done' });
  return deletedCount;
}
