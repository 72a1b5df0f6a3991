import { appError } from '#domain/kernel/errors';
import { localDate, secondsLeftOfDay } from '#domain/kernel/local-time';
import type { Tx } from '#infra/mongo';
import { PhoneLookModel, type PhoneLookRecord } from './phone-look.model.ts';

/** Somebody who copies the customer base looks at more numbers than anybody can call. */
const LOOKS_A_DAY = 100;
const KEPT_MS = 7 * 86_400_000;

/**
 * Counts a look at a number for its person and local date, by whatever way it was asked for. The refused
 * look's count goes with its transaction. Throws RATE_LIMITED with the seconds until the next day.
 */
export async function countPhoneLook(tx: Tx, staffId: string, now: Date): Promise<void> {
  const row = await PhoneLookModel.collection.findOneAndUpdate(
    { _id: `${staffId}:${localDate(now)}` } as never,
    { $inc: { count: 1 }, $setOnInsert: { expiresAt: new Date(now.getTime() + KEPT_MS) } },
    { upsert: true, returnDocument: 'after', session: tx.session },
  );
  const { count } = row as unknown as PhoneLookRecord;
  if (count <= LOOKS_A_DAY) return;
  throw appError('RATE_LIMITED', { seconds: secondsLeftOfDay(now), limit: 'reveal_person' });
}
