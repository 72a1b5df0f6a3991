import type { AnyBulkWriteOperation } from 'mongodb';
import type { Clock } from '#domain/kernel/clock';
import { systemContext } from '#domain/kernel/command-context';
import { newId } from '#domain/kernel/ids';
import { recordEvent } from '#events/record-event';
import { inTransaction } from '#infra/mongo';
import { cardParked } from './delivery.events.ts';
import { DeliveryModel, type DeliveryRecord, type UpdateCode } from './delivery.model.ts';
import { deliverySignals, unsent } from './queue-delivery.ts';

/** The fresh card first: nobody should look at an empty place. */
const RECALL_AFTER_MS = 2_000;

/** How the work on one row ended. */
export type Settle = { readonly row: DeliveryRecord } & (
  | {
      readonly type: 'sent';
      readonly messageId: string | null;
      readonly hash: string | null;
      readonly buttons: boolean;
      readonly code: UpdateCode | null;
    }
  | {
      readonly type: 'shown';
      readonly hash: string;
      readonly buttons: boolean;
      readonly spent: readonly string[];
    }
  | { readonly type: 'nothing' | 'dropped' | 'reissue' | 'recalled' }
  | { readonly type: 'unknown'; readonly retryAfterMs: number; readonly error: string }
  | {
      readonly type: 'later';
      readonly retryAfterMs: number;
      readonly counted: boolean;
      readonly error: string;
    }
  | { readonly type: 'parked'; readonly error: string }
);

/**
 * Writes the outcomes of one person's messages in one command. Every write is conditional on the lease it
 * was claimed under, and clears `owed` only when nothing newer was wished for meanwhile.
 */
export async function settleDeliveries(clock: Clock, outcomes: readonly Settle[]): Promise<void> {
  const now = clock.now();
  const operations = outcomes.flatMap((outcome) => operationsOf(outcome, now));
  if (operations.length > 0) {
    await DeliveryModel.collection.bulkWrite(operations as never[], { ordered: true });
  }
  for (const outcome of outcomes) {
    if (outcome.type === 'parked') await tellParked(clock, outcome.row, outcome.error);
    if (outcome.type === 'reissue') deliverySignals.emit('owed');
  }
}

function operationsOf(outcome: Settle, now: Date): AnyBulkWriteOperation[] {
  const { row } = outcome;
  const write = (set: Record<string, unknown>): AnyBulkWriteOperation[] => [
    {
      updateOne: {
        filter: { _id: row._id as never, leaseBy: row.leaseBy },
        // A pipeline, so that a wish that arrived while we worked keeps the row owed.
        update: [
          { $set: { leaseBy: null, leaseUntil: null, owed: { $gt: ['$wanted', row.wanted] }, ...set } },
        ],
      },
    },
  ];
  switch (outcome.type) {
    case 'sent':
      return write({
        state: 'sent',
        messageId: { $literal: outcome.messageId },
        shownHash: outcome.hash,
        shownButtons: outcome.buttons,
        sentAt: now,
        attempts: 0,
        lastError: null,
        ...(outcome.code === null ? {} : { codes: { $concatArrays: ['$codes', [outcome.code]] } }),
      });
    case 'shown':
      return write({
        shownHash: outcome.hash,
        shownButtons: outcome.buttons,
        force: { $gt: ['$wanted', row.wanted] },
        attempts: 0,
      });
    case 'nothing':
      return write({ force: false });
    case 'dropped':
      return write({ state: 'dropped', owed: false });
    case 'recalled':
      return write({ state: 'recalled', owed: false });
    case 'unknown':
      return write({
        state: 'unknown',
        owed: true,
        attempts: row.attempts + 1,
        nextAt: new Date(now.getTime() + outcome.retryAfterMs),
        lastError: { $literal: outcome.error },
      });
    case 'later':
      return write({
        owed: true,
        attempts: row.attempts + (outcome.counted ? 1 : 0),
        nextAt: new Date(now.getTime() + outcome.retryAfterMs),
        lastError: { $literal: outcome.error },
      });
    case 'parked':
      return write({ state: 'parked', owed: false, lastError: { $literal: outcome.error } });
    case 'reissue':
      // Still owed: taking the old card out of the chat, once the fresh one is on its way.
      return [
        ...reissue(row, now),
        ...write({
          state: 'superseded',
          owed: true,
          force: false,
          nextAt: new Date(now.getTime() + RECALL_AFTER_MS),
        }),
      ];
  }
}

/** A fresh row with its own id: card ids are unique for ever on the platforms. */
function reissue(row: DeliveryRecord, now: Date): AnyBulkWriteOperation[] {
  const fresh: DeliveryRecord = {
    ...row,
    _id: newId(),
    dedupeKey: `${row.dedupeKey}#${row._id}`,
    ...unsent(now),
  };
  const { _id, ...values } = fresh;
  // Keyed by the old row: a crash between the two writes makes the same fresh card, not a second one.
  return [
    {
      updateOne: {
        filter: { dedupeKey: fresh.dedupeKey },
        update: { $setOnInsert: { ...values, _id } as never },
        upsert: true,
      },
    },
  ];
}

async function tellParked(clock: Clock, row: DeliveryRecord, code: string): Promise<void> {
  const ctx = systemContext(clock, 'deliveries', row._id);
  await inTransaction((tx) =>
    recordEvent(tx, ctx, cardParked, `delivery:${row._id}`, {
      deliveryId: row._id,
      card: row.card,
      about: row.subject,
      recipientId: row.recipientId,
      code,
    }),
  );
}
