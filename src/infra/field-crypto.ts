import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** Encrypts personal fields at rest and makes blind indexes for equality look-ups. */
export interface FieldCrypto {
  /** `v1.<base64url(iv ‖ tag ‖ ciphertext)>`; `context` (e.g. `leads:phone`) is authenticated with it. */
  seal(plain: string, context: string): string;
  /** Throws when the key, the context or the bytes do not fit. */
  open(sealed: string, context: string): string;
  /** Keyed hash for unique indexes and look-ups; equal input gives equal output, nothing else leaks. */
  blindIndex(value: string, context: string): string;
}

/** AES-256-GCM and HMAC-SHA-256 under keys derived from the 32-byte FIELD_KEY (hex). */
export function createFieldCrypto(fieldKey: string): FieldCrypto {
  const root = Buffer.from(fieldKey, 'hex');
  if (root.length !== 32) throw new Error('FIELD_KEY must be 32 bytes in hexadecimal');
  const derive = (label: string) => Buffer.from(hkdfSync('sha256', root, '', label, 32));
  const sealKey = derive('cheliao field v1');
  const indexKey = derive('cheliao index v1');
  return {
    seal: (plain, context) => {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', sealKey, iv).setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return `v1.${Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')}`;
    },
    open: (sealed, context) => {
      if (!sealed.startsWith('v1.')) throw new Error('sealed field: unknown version');
      const bytes = Buffer.from(sealed.slice(3), 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', sealKey, bytes.subarray(0, 12));
      decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
    },
    blindIndex: (value, context) =>
      createHmac('sha256', indexKey).update(`${context}\0${value}`).digest('base64url'),
  };
}

let current: FieldCrypto | null = null;

/** Sets the process's key once at start (the composition root and test set-up call it). */
export function useFieldKey(fieldKey: string): void {
  current = createFieldCrypto(fieldKey);
}

/** The process's field crypto. Throws before `useFieldKey`: fail closed rather than store plain text. */
export function fieldCrypto(): FieldCrypto {
  if (current === null) throw new Error('field key not set: call useFieldKey first');
  return current;
}
