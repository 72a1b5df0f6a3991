import type { Clock } from '#domain/kernel/clock';
import { closeBudget, type Rate, takeFromBudget } from './budget.model.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/**
 * The platform drops messages beyond 30 a minute or 1,000 an hour to one member without an error (wecom docs
 * 90312). Any minute holds at most 10 + 20 = 30, any hour at most 100 + 800.
 */
const MEMBER: readonly Rate[] = [
  { perMs: MINUTE, count: 20, burst: 10 },
  { perMs: HOUR, count: 800, burst: 100 },
];

/** Below 10,000 a minute and 150,000 an hour for one API; the platform's own allowance for one corp. */
const API: readonly Rate[] = [
  { perMs: MINUTE, count: 6_000, burst: 2_000 },
  { perMs: HOUR, count: 100_000, burst: 20_000 },
];

/** Calls taken from the shared allowance at once, so that not every call costs a write. */
const BLOCK = 50;
const BLOCK_LIFE_MS = 5_000;

export interface Budget {
  /** 0 when a message to this member may go now, else milliseconds to wait; nothing is taken then. */
  takeForMember(userId: string): Promise<number>;
  /** The same for a call of an API. */
  takeForApi(api: string): Promise<number>;
  /** The platform answered “too often”: nobody calls this API until it is worth it. Gives milliseconds. */
  close(api: string): Promise<number>;
}

/** The allowances of one app, shared by all processes through the database. */
export function createBudget(options: {
  readonly corpId: string;
  readonly agentId: number;
  readonly clock: Clock;
}): Budget {
  const scope = `wecom:${options.corpId}:${options.agentId}`;
  const blocks = new Map<string, { left: number; until: number }>();
  const closed = new Map<string, number>();
  const now = () => options.clock.now().getTime();

  return {
    // Member ids are case-insensitive on the platform.
    takeForMember: (userId) => takeFromBudget(`${scope}:to:${userId.toLowerCase()}`, MEMBER, 1, now()),
    async takeForApi(api) {
      const shut = (closed.get(api) ?? 0) - now();
      if (shut > 0 && shut <= HOUR) return shut;
      const block = blocks.get(api);
      if (block !== undefined && block.left > 0 && now() < block.until) {
        block.left -= 1;
        return 0;
      }
      const wait = await takeFromBudget(`${scope}:api:${api}`, API, BLOCK, now());
      if (wait === 0) blocks.set(api, { left: BLOCK - 1, until: now() + BLOCK_LIFE_MS });
      return wait;
    },
    async close(api) {
      const ms = await closeBudget(`${scope}:api:${api}`, now());
      blocks.delete(api);
      closed.set(api, now() + ms);
      return ms;
    },
  };
}
