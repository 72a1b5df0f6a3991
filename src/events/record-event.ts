import { EventEmitter } from 'node:events';
import type { CommandContext } from '#domain/kernel/command-context';
import { newId } from '#domain/kernel/ids';
import type { Tx } from '#infra/mongo';
import type { EventType } from './domain-event.ts';
import { OutboxModel } from './outbox.model.ts';

/** Emits `recorded` in this process after a commit; the relay's poll is the net beneath it. */
export const outboxSignals = new EventEmitter();

export interface EventDraft<P = unknown> {
  readonly event: EventType<P>;
  readonly subject: string;
  readonly payload: P;
  /** Whose act it is, when one batch serves several callers; else the batch's. */
  readonly ctx?: CommandContext;
}

/** Records one event in the caller's transaction. Returns its id. */
export async function recordEvent<P>(
  tx: Tx,
  ctx: CommandContext,
  event: EventType<P>,
  subject: string,
  payload: P,
): Promise<string> {
  const [id] = await recordEvents(tx, ctx, [{ event, subject, payload }]);
  return id!;
}

/** Records many events with one command; all share the transaction and the context. */
export async function recordEvents(
  tx: Tx,
  ctx: CommandContext,
  drafts: readonly EventDraft[],
): Promise<string[]> {
  if (drafts.length === 0) return [];
  const at = ctx.clock.now();
  const rows = drafts.map((draft) => ({
    _id: newId(),
    type: draft.event.type,
    subject: draft.subject,
    at,
    actor: (draft.ctx ?? ctx).actor,
    requestId: (draft.ctx ?? ctx).requestId,
    payload: draft.payload,
    state: 'pending' as const,
    handled: [],
    attempts: 0,
    nextAt: new Date(0),
    leaseUntil: null,
    leaseBy: null,
    lastError: null,
  }));
  await OutboxModel.collection.insertMany(rows as never[], { session: tx.session });
  tx.afterCommit(() => outboxSignals.emit('recorded'));
  return rows.map((row) => row._id);
}
