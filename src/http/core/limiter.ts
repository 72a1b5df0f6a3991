import { createHmac } from 'node:crypto';
import { RateLimiterMemory, RateLimiterMongo, type RateLimiterRes } from 'rate-limiter-flexible';
import { appError } from '#domain/kernel/errors';
import { connectedDatabase } from '#infra/mongo';
import { RateLimitModel } from './rate-limit.model.ts';

/** Counts uses per key. */
export interface Limiter {
  /** Throws RATE_LIMITED, with the seconds to wait, when the key has used up its share. */
  use(key: string): Promise<void>;
}

export interface LimiterOptions {
  /** Short and stable: it is logged when the limit is reached. */
  readonly name: string;
  readonly points: number;
  readonly seconds: number;
  /** Keys are kept as a hash under this secret: no address or person stands in the database. */
  readonly secret: string;
}

/**
 * `points` uses per `seconds` for all web processes together, counted in the database. While it cannot be
 * reached each process counts for itself: a lost database neither opens the gate nor shuts it.
 */
export function createLimiter(options: LimiterOptions): Limiter {
  const { name, points, seconds, secret } = options;
  let limiter: { db: ReturnType<typeof connectedDatabase>; counts: RateLimiterMongo } | null = null;
  const memory = new RateLimiterMemory({ keyPrefix: name, points, duration: seconds });
  const current = () => {
    const db = connectedDatabase();
    // Made at the first use: the server is built before the database is connected.
    if (limiter?.db !== db) limiter = { db, counts: overDatabase(db, options, memory) };
    return limiter.counts;
  };
  return {
    use: async (key) => {
      const hashed = createHmac('sha256', secret).update(`${name}:${key}`).digest('base64url');
      try {
        await current().consume(hashed);
      } catch (refused) {
        if (refused instanceof Error) throw refused;
        const wait = Math.max(1, Math.ceil((refused as RateLimiterRes).msBeforeNext / 1000));
        throw appError('RATE_LIMITED', { seconds: wait, limit: name });
      }
    },
  };
}

function overDatabase(
  db: ReturnType<typeof connectedDatabase>,
  { name, points, seconds }: LimiterOptions,
  memory: RateLimiterMemory,
): RateLimiterMongo {
  return new RateLimiterMongo({
    storeClient: db,
    tableName: RateLimitModel.collection.name,
    // Declared with the model, created and checked with all others.
    disableIndexesCreation: true,
    keyPrefix: name,
    points,
    duration: seconds,
    // Who is over the limit is refused from memory: a flood does not reach the database.
    inMemoryBlockOnConsumed: points + 1,
    insuranceLimiter: memory,
  });
}
