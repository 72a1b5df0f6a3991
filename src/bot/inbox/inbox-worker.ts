import { isAppError } from '#domain/kernel/app-error';
import type { Clock } from '#domain/kernel/clock';
import { crashPoint } from '#infra/crash-point';
import { describeError } from '#infra/describe-error';
import { fieldCrypto } from '#infra/field-crypto';
import type { Logger } from '#infra/logger';
import { createWorkQueue, type WorkQueue } from '#infra/work-queue';
import type { ChatPlatform, InboundEvent, PlatformName } from '../platform.ts';
import { inboxSignals, RAW_CONTEXT } from './accept-inbound.ts';
import { InboxModel, type InboxRecord } from './inbox.model.ts';

/** One message on its way through the bot. */
export interface Inbound {
  readonly id: string;
  readonly platform: ChatPlatform;
  readonly event: InboundEvent;
}

/** Tries before a message is set aside for an operator. Counted before the work: a crash counts too. */
const MAX_ATTEMPTS = 5;

/** Works off the inbox: one person's messages in order, different people at the same time. */
export function createInboxWorker(options: {
  platforms: ReadonlyMap<PlatformName, ChatPlatform>;
  dispatch: (inbound: Inbound) => Promise<void>;
  clock: Clock;
  logger: Logger;
}): WorkQueue {
  const { logger } = options;
  /** Null when the row is through; the moment it is tried again when it failed. */
  const handle = async (row: InboxRecord): Promise<Date | null> => {
    if (row.attempts >= MAX_ATTEMPTS) {
      await settle(row, { state: 'dead' });
      return null;
    }
    await InboxModel.collection.updateOne({ _id: row._id as never }, { $inc: { attempts: 1 } });
    try {
      const platform = options.platforms.get(row.platform);
      if (platform === undefined) throw new Error(`platform ${row.platform} is not configured`);
      const event = platform.interpret(fieldCrypto().open(row.rawSealed, RAW_CONTEXT));
      await options.dispatch({ id: row._id, platform, event });
      await crashPoint('inbox.after-dispatch');
      await settle(row, { state: 'done' });
      return null;
    } catch (error) {
      const waitMs = isAppError(error) && error.kind === 'operational' ? 2_000 : 500;
      logger.error({ err: error, inboxId: row._id, attempt: row.attempts + 1 }, 'inbox message failed');
      const nextAt = new Date(options.clock.now().getTime() + waitMs * 2 ** row.attempts);
      await settle(row, { nextAt, lastError: describeError(error).message });
      return nextAt;
    }
  };
  return createWorkQueue<InboxRecord>({
    name: 'inbox',
    collection: () => InboxModel.collection as never,
    owed: { state: 'received' },
    sort: { lane: 1, nextAt: 1 },
    process: async (rows) => {
      await Promise.all(
        [...byAuthor(options.platforms, rows).values()].map(async (mine) => {
          let heldUntil: Date | null = null;
          for (const row of mine) {
            // What the person did after a message that failed waits for it: “busy” and “free” must not swap.
            if (heldUntil === null) {
              heldUntil = await handle(row);
              continue;
            }
            heldUntil = new Date(heldUntil.getTime() + 1);
            await settle(row, { nextAt: heldUntil });
          }
        }),
      );
    },
    clock: options.clock,
    logger,
    batchSize: 100,
    leaseMs: 30_000,
    pollMs: 300,
    signals: { emitter: inboxSignals, event: 'received' },
  });
}

async function settle(row: InboxRecord, set: Partial<InboxRecord>): Promise<void> {
  await InboxModel.collection.updateOne(
    { _id: row._id as never, leaseBy: row.leaseBy },
    { $set: { leaseUntil: null, leaseBy: null, ...set } },
  );
}

/** Messages of one person must not overtake each other; a message that cannot be read is its own author. */
function byAuthor(platforms: ReadonlyMap<PlatformName, ChatPlatform>, rows: readonly InboxRecord[]) {
  const groups = new Map<string, InboxRecord[]>();
  for (const row of rows) {
    const author = authorOf(platforms.get(row.platform), row) ?? row._id;
    groups.set(author, [...(groups.get(author) ?? []), row]);
  }
  return groups;
}

function authorOf(platform: ChatPlatform | undefined, row: InboxRecord): string | null {
  try {
    const event = platform?.interpret(fieldCrypto().open(row.rawSealed, RAW_CONTEXT));
    return event !== undefined && 'userId' in event ? `${row.platform}:${event.userId}` : null;
  } catch {
    return null;
  }
}
