import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { AxiosInstance } from 'axios';
import type { PlatformOutcome } from '#bot/platform';
import type { Clock } from '#domain/kernel/clock';
import { monotonicMs } from '#infra/clock';
import type { WecomConfig } from '#infra/config';
import { fieldCrypto } from '#infra/field-crypto';
import { acquireLease } from '#infra/lease';
import { askForToken } from './ask-for-token.ts';
import { outcomeOfErrcode } from './classify.ts';
import { countTokenFailure, dropToken, type PlatformTokenRecord, pauseToken } from './token.model.ts';
import { createTokenCache } from './token-cache.ts';
import { errcodeRule } from './wire/errcodes.ts';

const FAILURES_BEFORE_PAUSE = 5;
const PAUSE_MS = 60_000;
const LEASE_MS = 15_000;
const WAIT_FOR_OTHER_MS = 8_000;
const POLL_MS = 50;

export interface TokenSource {
  /** A token good for a call now. `refused` and `retry` carry what the platform said last. */
  get(): Promise<PlatformOutcome<string>>;
  /** Says that the platform rejected this token. Others' newer tokens stay. */
  invalidate(token: string): Promise<void>;
}

/**
 * The one access token of (corp, app), for all processes (wecom docs 91039): refreshed at 80 % of its life by
 * whoever holds the lease, the old one served until then. Five failures in a row, or a wrong secret at once,
 * pause asking for a minute: 2,000 failed asks within an hour ban the address.
 */
export function createTokenSource(options: {
  readonly config: WecomConfig;
  readonly clock: Clock;
  readonly http: AxiosInstance;
}): TokenSource {
  const { config, clock, http } = options;
  const holder = randomUUID();
  const id = () => rowId(config);
  const cache = createTokenCache(id, clock);
  const now = () => clock.now().getTime();
  let inFlight: Promise<PlatformOutcome<string>> | null = null;

  async function obtain(): Promise<PlatformOutcome<string>> {
    const deadline = monotonicMs() + WAIT_FOR_OTHER_MS;
    for (;;) {
      const row = await cache.load();
      const paused = pauseOf(row, now());
      const settled = ok(cache.fresh()) ?? (paused === null ? null : (ok(cache.usable()) ?? paused));
      if (settled !== null) return settled;
      const lease = await acquireLease(`wecom-token:${id()}`, holder, LEASE_MS);
      if (lease !== null) {
        return await refresh(lease.fence).finally(() => lease.release());
      }
      const old = ok(cache.usable());
      if (old !== null) return old;
      if (monotonicMs() > deadline) return { type: 'retry', retryAfterMs: 1_000, code: 'token_wait' };
      await delay(POLL_MS);
    }
  }

  /** Under the lease: looks again (the last holder may just have been done), then asks the platform. */
  async function refresh(fence: number): Promise<PlatformOutcome<string>> {
    await cache.load();
    const meanwhile = ok(cache.fresh());
    if (meanwhile !== null) return meanwhile;
    const answer = await askForToken(http, config);
    if (answer.token !== null) {
      await cache.store(answer.token, answer.lifeMs, fence);
      return { type: 'ok', value: answer.token };
    }
    const failures = await countTokenFailure(id(), answer.code);
    if (answer.outcome.type === 'refused' || failures >= FAILURES_BEFORE_PAUSE) {
      await pauseToken(id(), new Date(now() + PAUSE_MS));
    }
    // A refresh that failed costs nothing while the old token lives.
    return ok(cache.usable()) ?? answer.outcome;
  }

  return {
    async get() {
      const ready = ok(cache.fresh());
      if (ready !== null) return ready;
      inFlight ??= obtain().finally(() => {
        inFlight = null;
      });
      return await inFlight;
    },
    async invalidate(token) {
      const held = cache.held();
      if (held?.token !== token) return;
      cache.forget();
      await dropToken(id(), held.sealed);
    },
  };
}

/** A new secret starts a new row: neither the old token nor an old pause may outlive it. */
function rowId(config: WecomConfig): string {
  const secret = fieldCrypto().blindIndex(config.secret, 'wecom:secret').slice(0, 16);
  return `wecom:${config.corpId}:${config.agentId}:${secret}`;
}

function ok(token: string | null): PlatformOutcome<string> | null {
  return token === null ? null : { type: 'ok', value: token };
}

/** What to answer while asking is paused; null when it is not. */
function pauseOf(row: PlatformTokenRecord | null, now: number): PlatformOutcome<never> | null {
  const remainingMs = (row?.pausedUntil?.getTime() ?? 0) - now;
  // More than a pause can last: the adjustable clock was set back.
  if (remainingMs <= 0 || remainingMs > PAUSE_MS) return null;
  const errcode = Number(row?.lastCode ?? Number.NaN);
  if (Number.isInteger(errcode)) {
    const outcome = outcomeOfErrcode(errcode, errcodeRule(errcode));
    if (outcome.type === 'refused') return outcome;
  }
  return { type: 'retry', retryAfterMs: remainingMs, code: 'token_paused' };
}
