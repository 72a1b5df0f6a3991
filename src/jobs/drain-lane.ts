import type { Clock } from '#domain/kernel/clock';
import type { Logger } from '#infra/logger';
import type { DueSource } from './due-source.ts';

export interface Drainage {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Rows per claim. */
  readonly limit: number;
  /** How often the claim of a batch in hand is prolonged. */
  readonly keepMs: number;
  /** Asked before every claim. */
  readonly goOn: () => boolean;
}

/**
 * Claims and runs what is due in a lane until nothing is left; the next batch is claimed while the last one is
 * still being done, so the database's fsyncs overlap with work. Resolves with the number of rows.
 */
export async function drainLane<Lane extends string, Batch>(
  source: DueSource<Lane, Batch>,
  lane: Lane,
  options: Drainage,
): Promise<number> {
  let done = 0;
  let skip = 0;
  let inHand: Promise<void> = Promise.resolve();
  while (options.goOn()) {
    const batch = await source.claim(lane, options.clock.now(), skip).catch(async (error: unknown) => {
      await inHand;
      throw error;
    });
    await inHand;
    if (batch === null) return done;
    const size = source.size(batch);
    done += size;
    // Beaten to the first rows: look further back next time, so that workers do not chase each other.
    skip = size === 0 && skip === 0 ? options.limit : 0;
    inHand = size === 0 ? Promise.resolve() : runBatch(source, batch, options);
    // Awaited on the next turn; until then its failure must not count as unhandled.
    inHand.catch(() => undefined);
  }
  await inHand;
  return done;
}

async function runBatch<Lane extends string, Batch>(
  source: DueSource<Lane, Batch>,
  batch: Batch,
  options: Drainage,
): Promise<void> {
  const keep = () => {
    source.keep(batch).catch((error: unknown) => options.logger.warn({ err: error }, 'timer lease'));
  };
  const heartbeat = setInterval(keep, options.keepMs);
  try {
    await source.run(batch);
  } finally {
    clearInterval(heartbeat);
  }
}
