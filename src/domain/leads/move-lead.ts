import type { CommandContext } from '#domain/kernel/command-context';
import { appError } from '#domain/kernel/errors';
import type { Staff } from '#domain/staff/index';
import { type EventDraft, recordEvents } from '#events/record-event';
import { inTransaction, type Tx } from '#infra/mongo';
import { authorizePress, type PressRules } from './authorize-press.ts';
import { LeadModel, type LeadRecord, toLead } from './lead.model.ts';
import type { Lead, LeadStatus } from './lead.ts';
import { leadLifecycle } from './lead-lifecycle.ts';
import { loadRecord } from './load-records.ts';

export interface Move extends PressRules {
  readonly leadId: string;
  readonly to: LeadStatus;
  /** Fields that change with the move, and the events that tell of it. */
  readonly effects: (
    record: LeadRecord,
    now: Date,
    staff: Staff,
  ) => { set: Partial<LeadRecord>; events: readonly Omit<EventDraft, 'subject'>[] };
}

/**
 * One move of one lead by one person: authorise, check the life cycle, change under the revision that was
 * read, record the events; all or nothing. Throws as `authorizePress`, and ILLEGAL_TRANSITION.
 */
export function moveLead(ctx: CommandContext, move: Move): Promise<Lead> {
  return inTransaction((tx) => moveInside(tx, ctx, move));
}

async function moveInside(tx: Tx, ctx: CommandContext, move: Move): Promise<Lead> {
  const record = await loadRecord(tx, move.leadId);
  const staff = await authorizePress(ctx, record, move);
  leadLifecycle.assertMove(record.status, move.to);
  const now = ctx.clock.now();
  const { set, events } = move.effects(record, now, staff);
  const open = !leadLifecycle.isFinal(move.to);
  const change = { ...set, status: move.to, open, updatedAt: now };
  const written = await LeadModel.collection.updateOne(
    { _id: record._id, rev: record.rev } as never,
    { $set: change, $inc: { rev: 1 } },
    { session: tx.session },
  );
  if (written.matchedCount !== 1) throw appError('STALE_REVISION');
  await recordEvents(
    tx,
    ctx,
    events.map((event) => ({ ...event, subject: `lead:${record._id}` })),
  );
  return toLead({ ...record, ...change, rev: record.rev + 1 });
}
