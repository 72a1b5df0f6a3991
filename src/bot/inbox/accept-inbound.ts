import { EventEmitter } from 'node:events';
import type { Clock } from '#domain/kernel/clock';
import { appError } from '#domain/kernel/errors';
import { createBatcher } from '#infra/batcher';
import { crashPoint } from '#infra/crash-point';
import { fieldCrypto } from '#infra/field-crypto';
import { duplicatesOf } from '#infra/mongo';
import type { PlatformName, VerifiedMessage } from '../platform.ts';
import { InboxModel, type InboxRecord } from './inbox.model.ts';

/** Emits `received` in this process after a durable insert. */
export const inboxSignals = new EventEmitter();

export type AcceptInbound = (
  platform: PlatformName,
  message: VerifiedMessage,
) => Promise<'accepted' | 'duplicate'>;

export const RAW_CONTEXT = 'inbox:raw';

/** WeCom hangs up after 5 s: an answer must come well before, even when the database stalls. */
const PATIENCE_MS = 1_500;

/**
 * Keeps a verified message durably (majority, journalled) before it may be acknowledged. Messages that
 * arrive together share one write. Rejects with OVERLOADED when the database does not answer in time: the
 * platform then sends again, and the hash key makes the second delivery a duplicate of a late first one.
 */
export function createAcceptInbound(clock: Clock): AcceptInbound {
  const batcher = createBatcher<InboxRecord, 'accepted' | 'duplicate'>({
    run: insertBatch,
    maxBatch: 500,
    concurrency: 2,
    // A command costs as much CPU as three callbacks; three milliseconds are nothing to a platform's five seconds.
    lingerMs: 3,
    maxWaiting: 10_000,
    full: () => appError('OVERLOADED'),
  });
  return (platform, message) => {
    const at = clock.now();
    return withPatience(
      batcher.add({
        _id: `${platform}:${message.deliveryId}`,
        platform,
        rawSealed: fieldCrypto().seal(message.raw, RAW_CONTEXT),
        lane: message.lane,
        state: 'received',
        receivedAt: at,
        attempts: 0,
        nextAt: at,
        leaseUntil: null,
        leaseBy: null,
        lastError: null,
      }),
    );
  };
}

async function insertBatch(rows: readonly InboxRecord[]): Promise<('accepted' | 'duplicate')[]> {
  const results = rows.map((): 'accepted' | 'duplicate' => 'accepted');
  try {
    await InboxModel.collection.insertMany(rows as never[], { ordered: false });
  } catch (error) {
    for (const i of duplicatesOf(error)) results[i] = 'duplicate';
  }
  await crashPoint('inbox.after-insert');
  inboxSignals.emit('received');
  return results;
}

function withPatience<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(appError('OVERLOADED')), PATIENCE_MS);
  });
  // The write goes on after the limit; its later failure has no listener of its own.
  work.catch(() => undefined);
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
}
