import type { Clock } from '#domain/kernel/clock';
import { createSigner, newSecret } from '../sessions/secrets.ts';

/** People need longer to type a phone number; scripts do not. */
const MIN_FILL_MS = 2_000;
const MAX_AGE_MS = 24 * 3_600_000;

export type FormTokenVerdict =
  | { readonly type: 'ok'; readonly nonce: string }
  /** Sent faster than a person can: ask again with the same token. */
  | { readonly type: 'too_fast' }
  | { readonly type: 'expired' }
  | { readonly type: 'forged' };

export interface FormTokens {
  issue(slug: string): string;
  judge(slug: string, token: string): FormTokenVerdict;
}

/**
 * A token in each rendered form: it proves we rendered it, when, and for which campaign. Its nonce is the
 * idempotency key of the submission, so the second click on a weak network changes nothing.
 */
export function createFormTokens(clock: Clock, sessionSecret: string): FormTokens {
  const signer = createSigner(sessionSecret, 'form token');
  return {
    issue: (slug) => signer.sign(`${slug}~${clock.now().getTime()}~${newSecret().slice(0, 22)}`),
    judge: (slug, token) => {
      const [forSlug, issuedAt, nonce] = signer.open(token)?.split('~') ?? [];
      if (forSlug !== slug || nonce === undefined) return { type: 'forged' };
      const age = clock.now().getTime() - Number(issuedAt);
      if (age > MAX_AGE_MS) return { type: 'expired' };
      return age < MIN_FILL_MS ? { type: 'too_fast' } : { type: 'ok', nonce };
    },
  };
}
