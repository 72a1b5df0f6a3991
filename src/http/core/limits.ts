import { createLimiter, type Limiter } from './limiter.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * What may be done how often, per person and per address. People of one store, or a whole show hall, share an
 * address: its limits stop scripts, not crowds. Nobody's limit can be used up by somebody else, but an
 * address's by those behind it.
 */
const LIMITS = {
  form_address: { points: 30, seconds: MINUTE },
  form_campaign: { points: 1_200, seconds: MINUTE },
  login_address: { points: 60, seconds: MINUTE },
  /** Counted once the platform has said who it is. */
  login_person: { points: 30, seconds: HOUR },
  /** Looks per person are counted by `revealPhone`, which chat cards use too. */
  reveal_address: { points: 1_000, seconds: DAY },
} as const;

export type LimitName = keyof typeof LIMITS;
export type Limits = Readonly<Record<LimitName, Limiter>>;

/** The service's limits, counted under keys nobody without the secret can read back. */
export function createLimits(secret: string): Limits {
  const entries = Object.entries(LIMITS).map(([name, limit]) => [
    name,
    createLimiter({ name, ...limit, secret }),
  ]);
  return Object.fromEntries(entries) as Limits;
}
