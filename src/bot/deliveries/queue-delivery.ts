import { EventEmitter } from 'node:events';
import type { Clock } from '#domain/kernel/clock';
import { newId } from '#domain/kernel/ids';
import { fieldCrypto } from '#infra/field-crypto';
import { duplicatesOf } from '#infra/mongo';
import type { PlatformName, TextLook } from '../platform.ts';
import { DeliveryModel, type DeliveryRecord } from './delivery.model.ts';

/** Emits `owed` in this process when something was queued or touched. */
export const deliverySignals = new EventEmitter();

export const TEXT_CONTEXT = 'deliveries:text';
export const LOOK_CONTEXT = 'deliveries:look';

/** Lower goes first: answers to a press, then lead cards, then reminders. */
export const LANE = { reply: 0, card: 1, notice: 2 } as const;

export interface DeliveryDraft {
  readonly card: string;
  readonly subject: string;
  readonly recipientId: string;
  readonly platform: PlatformName;
  readonly dedupeKey: string;
  readonly about?: Record<string, string>;
  /** Given for texts; cards are built from the record when they are sent. */
  readonly text?: string;
  readonly look?: TextLook | undefined;
  readonly lane: number;
}

/** Queues cards and texts; a dedupe key that exists already is left as it is. One command for all. */
export async function queueDeliveries(clock: Clock, drafts: readonly DeliveryDraft[]): Promise<void> {
  if (drafts.length === 0) return;
  const at = clock.now();
  try {
    await DeliveryModel.collection.insertMany(drafts.map((draft) => recordOf(draft, at)) as never[], {
      ordered: false,
    });
  } catch (error) {
    // An event that comes twice asks for the same messages again: those that exist stay as they are.
    duplicatesOf(error);
  }
  deliverySignals.emit('owed');
}

function recordOf(draft: DeliveryDraft, at: Date): DeliveryRecord {
  return {
    _id: newId(),
    kind: draft.text === undefined ? 'card' : 'text',
    card: draft.card,
    subject: draft.subject,
    recipientId: draft.recipientId,
    platform: draft.platform,
    dedupeKey: draft.dedupeKey,
    about: draft.about ?? {},
    textSealed: draft.text === undefined ? null : fieldCrypto().seal(draft.text, TEXT_CONTEXT),
    lookSealed:
      draft.look === undefined ? null : fieldCrypto().seal(JSON.stringify(draft.look), LOOK_CONTEXT),
    lane: draft.lane,
    ...unsent(at),
  };
}

/** The part of a row that says: nothing shown yet, to be sent now. New and re-issued rows start alike. */
export function unsent(at: Date) {
  return {
    state: 'queued' as const,
    owed: true,
    wanted: 1,
    force: false,
    shownHash: null,
    shownButtons: false,
    messageId: null,
    codes: [],
    attempts: 0,
    createdAt: at,
    sentAt: null,
    nextAt: at,
    leaseUntil: null,
    leaseBy: null,
    lastError: null,
  };
}

/** Wishes that every card of these subjects shows the current state. Idempotent; one command for all. */
export async function touchCards(clock: Clock, subjects: readonly string[]): Promise<void> {
  if (subjects.length === 0) return;
  const result = await DeliveryModel.collection.updateMany(
    { subject: { $in: [...new Set(subjects)] }, kind: 'card', state: { $in: ['queued', 'sent', 'unknown'] } },
    { $set: { owed: true, nextAt: clock.now() }, $inc: { wanted: 1 } },
  );
  if (result.modifiedCount > 0) deliverySignals.emit('owed');
}

/** Keeps the update right a press brought and wishes a forced refresh of that person's copy. */
export async function keepPressCode(
  clock: Clock,
  press: { cardId: string; code: string | null; lifeMs: number | null },
): Promise<DeliveryRecord | null> {
  const at = clock.now();
  const row = (await DeliveryModel.collection.findOneAndUpdate(
    { _id: press.cardId as never },
    {
      $set: { owed: true, force: true, nextAt: at },
      $inc: { wanted: 1 },
      ...(press.code === null
        ? {}
        : {
            $push: {
              codes: {
                sealed: fieldCrypto().seal(press.code, 'deliveries:code'),
                expiresAt: new Date(at.getTime() + (press.lifeMs ?? 0)),
              },
            } as never,
          }),
    },
    { returnDocument: 'after' },
  )) as DeliveryRecord | null;
  return row;
}
