import type { CommandContext } from '#domain/kernel/command-context';
import { appError } from '#domain/kernel/errors';
import { newId } from '#domain/kernel/ids';
import { localDate } from '#domain/kernel/local-time';
import { type EventDraft, recordEvents } from '#events/record-event';
import { inTransaction, type Tx } from '#infra/mongo';
import { authorizePress } from './authorize-press.ts';
import {
  FOLLOW_UP_METHODS,
  type FollowUp,
  type FollowUpMethod,
  FollowUpModel,
  type FollowUpRecord,
  toFollowUp,
} from './follow-up.model.ts';
import { leadAccepted, leadContacted, leadFollowedUp, leadSubject } from './lead.events.ts';
import { LeadModel, type LeadRecord } from './lead.model.ts';
import { loadRecord } from './load-records.ts';

export interface FollowUpInput {
  readonly leadId: string;
  /** Given by a card: the lead must not have moved since. */
  readonly expectedRev?: number | undefined;
  readonly method: FollowUpMethod;
  readonly result?: string | undefined;
  readonly summary: string;
  readonly nextAt: Date | null;
  /** One per press or form: the second call with it gives the first's record back. */
  readonly dedupeKey?: string | undefined;
}

const MAX_SUMMARY = 1_000;
/** Results that mean the customer was not reached: the first-contact clock goes on. */
const NOT_REACHED = new Set(['no_answer', 'unreachable', 'wrong_number']);

/**
 * Keeps what was done for a customer and what comes next. The first one that reached the customer also
 * moves the lead to 已联系, which implies 接单 where that was skipped. Throws INVALID_INPUT and as `authorizePress`.
 */
export async function recordFollowUp(ctx: CommandContext, input: FollowUpInput): Promise<FollowUp> {
  const summary = checkInput(ctx, input);
  return await inTransaction(async (tx) => {
    const record = await loadRecord(tx, input.leadId);
    const earlier = await findByKey(tx, input.dedupeKey);
    if (earlier !== null) return toFollowUp(earlier);
    const { expectedRev } = input;
    const staff = await authorizePress(ctx, record, {
      action: 'lead.act',
      ...(expectedRev === undefined ? {} : { expectedRev }),
    });
    const followUp: FollowUpRecord = {
      _id: newId(),
      leadId: record._id,
      byId: staff.id,
      at: ctx.clock.now(),
      method: input.method,
      result: input.result ?? null,
      summary,
      nextAt: input.nextAt,
      ...(input.dedupeKey === undefined ? {} : { dedupeKey: input.dedupeKey }),
    };
    await FollowUpModel.collection.insertOne(followUp as never, { session: tx.session });
    await recordEvents(tx, ctx, await applyToLead(tx, record, followUp));
    return toFollowUp(followUp);
  });
}

function checkInput(ctx: CommandContext, input: FollowUpInput): string {
  if (!FOLLOW_UP_METHODS.includes(input.method)) {
    throw appError('INVALID_INPUT', { field: 'method', fix: '请选择跟进方式' });
  }
  const summary = String(input.summary).trim();
  if (summary === '' || summary.length > MAX_SUMMARY) {
    throw appError('INVALID_INPUT', { field: 'summary', fix: `请写 1–${MAX_SUMMARY} 字的跟进内容` });
  }
  if (input.nextAt !== null && localDate(input.nextAt) < localDate(ctx.clock.now())) {
    throw appError('INVALID_INPUT', { field: 'nextAt', fix: '下次跟进不能早于今天' });
  }
  return summary;
}

async function findByKey(tx: Tx, key: string | undefined): Promise<FollowUpRecord | null> {
  if (key === undefined) return null;
  return await FollowUpModel.collection.findOne<FollowUpRecord>({ dedupeKey: key }, { session: tx.session });
}

async function applyToLead(tx: Tx, record: LeadRecord, followUp: FollowUpRecord): Promise<EventDraft[]> {
  const { at, nextAt } = followUp;
  const reached =
    !NOT_REACHED.has(followUp.result ?? '') && (record.status === 'assigned' || record.status === 'accepted');
  const contact = {
    status: 'contacted',
    acceptedAt: record.acceptedAt ?? at,
    firstContactAt: record.firstContactAt ?? at,
  };
  await LeadModel.collection.updateOne(
    { _id: record._id, rev: record.rev } as never,
    {
      $set: { lastFollowUpAt: at, nextFollowUpAt: nextAt, updatedAt: at, ...(reached ? contact : {}) },
      $inc: { rev: reached ? 1 : 0 },
    },
    { session: tx.session },
  );
  const told = { leadId: record._id, followUpId: followUp._id, byId: followUp.byId, nextAt };
  return [
    ...(reached ? firstContact(record) : []),
    { event: leadFollowedUp, subject: leadSubject(record._id), payload: told },
  ];
}

/** As `markContacted` tells it: who was reached by somebody was taken by its owner. */
function firstContact({ _id: leadId, ownerId, acceptedAt }: LeadRecord): EventDraft[] {
  const subject = leadSubject(leadId);
  const contacted = { event: leadContacted, subject, payload: { leadId, ownerId } };
  if (acceptedAt !== null || ownerId === null) return [contacted];
  return [{ event: leadAccepted, subject, payload: { leadId, ownerId } }, contacted];
}
