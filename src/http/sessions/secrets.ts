import { createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits as text for a cookie, a state or a token. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What the database keeps instead of a secret. */
export function fingerprint(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** Signs and checks short values under a key derived from SESSION_SECRET for one purpose. */
export interface Signer {
  /** `value.signature` */
  sign(value: string): string;
  /** The value, or null when the signature is missing or another's. */
  open(signed: string | undefined): string | null;
}

export function createSigner(sessionSecret: string, purpose: string): Signer {
  const key = Buffer.from(hkdfSync('sha256', sessionSecret, '', `cheliao ${purpose} v1`, 32));
  const mac = (value: string) => createHmac('sha256', key).update(value).digest('base64url');
  return {
    sign: (value) => `${value}.${mac(value)}`,
    open: (signed) => {
      const dot = signed?.lastIndexOf('.') ?? -1;
      if (signed === undefined || dot < 1) return null;
      const value = signed.slice(0, dot);
      return sameText(signed.slice(dot + 1), mac(value)) ? value : null;
    },
  };
}

/** Constant-time comparison; lengths may differ. */
export function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
