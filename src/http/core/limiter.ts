import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { appError } from '#domain/kernel/errors';

/** Counts uses per key; the key itself never leaves memory. */
export interface Limiter {
  /** Throws RATE_LIMITED, with the seconds to wait, when the key has used up its share. */
  use(key: string): Promise<void>;
}

/** `points` uses per `seconds`, per process: with n web processes a caller gets at most n times as many. */
export function createLimiter(options: { points: number; seconds: number }): Limiter {
  const limiter = new RateLimiterMemory({ points: options.points, duration: options.seconds });
  return {
    use: async (key) => {
      try {
        await limiter.consume(key);
      } catch (refused) {
        if (refused instanceof Error) throw refused;
        const seconds = Math.max(1, Math.ceil((refused as RateLimiterRes).msBeforeNext / 1000));
        throw appError('RATE_LIMITED', { seconds });
      }
    },
  };
}
