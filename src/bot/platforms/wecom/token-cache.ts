import type { Clock } from '#domain/kernel/clock';
import { fieldCrypto } from '#infra/field-crypto';
import { type PlatformTokenRecord, readToken, storeToken } from './token.model.ts';

const SEAL_CONTEXT = 'platform_tokens:token';
const REFRESH_AT_LIFE = 0.8;

export interface HeldToken {
  readonly token: string;
  /** As stored: names this very token without revealing it. */
  readonly sealed: string;
}

export interface TokenCache {
  /** Below 80 % of its life: nothing to do. */
  fresh(): string | null;
  /** Not expired: good while somebody refreshes, or while refreshing fails. */
  usable(): string | null;
  held(): HeldToken | null;
  forget(): void;
  /** Reads the shared row into this process. */
  load(): Promise<PlatformTokenRecord | null>;
  store(token: string, lifeMs: number, fence: number): Promise<void>;
}

/** This process's copy of the token row `id()`. */
export function createTokenCache(id: () => string, clock: Clock): TokenCache {
  let cached: (HeldToken & { readonly refreshAt: number; readonly expiresAt: number }) | null = null;
  const now = () => clock.now().getTime();

  async function load(): Promise<PlatformTokenRecord | null> {
    const row = await readToken(id());
    if (!row?.sealed) cached = null;
    else if (row.sealed !== cached?.sealed) {
      cached = {
        token: fieldCrypto().open(row.sealed, SEAL_CONTEXT),
        sealed: row.sealed,
        refreshAt: row.refreshAt.getTime(),
        expiresAt: row.expiresAt.getTime(),
      };
    }
    return row;
  }

  return {
    fresh: () => (cached !== null && now() < cached.refreshAt ? cached.token : null),
    usable: () => (cached !== null && now() < cached.expiresAt ? cached.token : null),
    held: () => cached,
    forget: () => {
      cached = null;
    },
    load,
    async store(token, lifeMs, fence) {
      const sealed = fieldCrypto().seal(token, SEAL_CONTEXT);
      const refreshAt = new Date(now() + lifeMs * REFRESH_AT_LIFE);
      await storeToken(id(), { sealed, fence, refreshAt, expiresAt: new Date(now() + lifeMs) });
      await load();
    },
  };
}
