import { randomBytes } from 'node:crypto';
import { decrypt, encrypt as encryptEnvelope, getSignature } from '@wecom/crypto';
import { z } from 'zod';
import { buildXml, parseXml, type XmlRefusal } from './xml.ts';

export type EnvelopeRefusal = 'bad_base64' | 'bad_length' | 'bad_padding';
export type OpenedEnvelope =
  | { readonly ok: true; readonly message: string; readonly receiveId: string }
  | { readonly ok: false; readonly reason: EnvelopeRefusal };

const BLOCK = 32;
const HEAD = 20;
/** Standard alphabet, padded, nothing else: one cipher text has one spelling only. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** `msg_signature` in lower-case hex (wecom docs 90968 §3.1). */
export function signEnvelope(token: string, timestamp: string, nonce: string, encrypt: string): string {
  return getSignature(token, timestamp, nonce, encrypt);
}

/**
 * Encrypts a message for `receiveId` and returns base64. `random` is 16 bytes; left out, it is 16 lower-case
 * hex characters as the platform itself sends.
 */
export function sealEnvelope(options: {
  readonly aesKey: string;
  readonly receiveId: string;
  readonly message: string;
  readonly random?: Buffer;
}): string {
  const random = options.random ?? Buffer.from(randomBytes(8).toString('hex'));
  if (random.length !== 16) throw new RangeError('random must be 16 bytes');
  return encryptEnvelope(options.aesKey, options.message, options.receiveId, random);
}

/**
 * Decrypts an envelope whose signature was verified already. The library checks neither padding nor the
 * length field nor the spelling of the base64; instead of repeating its decoding, what came out is sealed
 * again and has to give the very same bytes (CBC with a fixed IV is deterministic), which leaves one valid
 * form per message. Throws only for an unusable `aesKey`.
 */
export function openEnvelope(options: { readonly aesKey: string; readonly encrypt: string }): OpenedEnvelope {
  const { aesKey, encrypt } = options;
  assertAesKey(aesKey);
  if (!BASE64.test(encrypt)) return { ok: false, reason: 'bad_base64' };
  const size = Buffer.byteLength(encrypt, 'base64');
  if (size === 0 || size % BLOCK !== 0) return { ok: false, reason: 'bad_length' };
  let opened: ReturnType<typeof decrypt>;
  try {
    opened = decrypt(aesKey, encrypt);
  } catch {
    return { ok: false, reason: 'bad_length' };
  }
  if (opened.random.length !== 16) return { ok: false, reason: 'bad_length' };
  const again = encryptEnvelope(aesKey, opened.message, opened.id, opened.random);
  if (again === encrypt) return { ok: true, message: opened.message, receiveId: opened.id };
  return { ok: false, reason: whyDifferent(opened, size, encrypt, again) };
}

/** Throws when the key is not the 43 characters of the admin console. Both surplus-bit spellings are good. */
export function assertAesKey(aesKey: string): void {
  if (!/^[A-Za-z0-9]{43}$/.test(aesKey)) {
    throw new RangeError('EncodingAESKey must be 43 letters and digits');
  }
}

function whyDifferent(
  opened: { readonly message: string; readonly id: string },
  size: number,
  encrypt: string,
  again: string,
): EnvelopeRefusal {
  const pad = size - HEAD - Buffer.byteLength(opened.message) - Buffer.byteLength(opened.id);
  if (pad < 1 || pad > BLOCK) return 'bad_padding';
  // The length field lies in the second cipher block: 42 base64 characters cover the first 31 bytes.
  if (encrypt.slice(0, 42) !== again.slice(0, 42)) return 'bad_length';
  return sameBytes(encrypt, again) ? 'bad_base64' : 'bad_padding';
}

function sameBytes(left: string, right: string): boolean {
  return Buffer.from(left, 'base64').equals(Buffer.from(right, 'base64'));
}

/** The body WeCom posts to a callback URL (wecom docs 90930). */
export function callbackXml(fields: {
  readonly toUserName: string;
  readonly encrypt: string;
  readonly agentId?: string | number;
}): string {
  return buildXml({
    ToUserName: fields.toUserName,
    Encrypt: fields.encrypt,
    AgentID: fields.agentId === undefined ? undefined : String(fields.agentId),
  });
}

/** The body of an encrypted passive reply. */
export function replyXml(fields: {
  readonly encrypt: string;
  readonly signature: string;
  readonly timestamp: string;
  readonly nonce: string;
}): string {
  return buildXml({
    Encrypt: fields.encrypt,
    MsgSignature: fields.signature,
    TimeStamp: Number(fields.timestamp),
    Nonce: fields.nonce,
  });
}

const CallbackBody = z.object({
  ToUserName: z.string().max(128),
  Encrypt: z.string().min(1),
  AgentID: z.string().max(32).optional(),
});
const ReplyBody = z.object({
  Encrypt: z.string().min(1),
  MsgSignature: z.string(),
  TimeStamp: z.string(),
  Nonce: z.string(),
});

type Body<S extends z.ZodType> =
  | { readonly ok: true; readonly body: z.output<S> }
  | { readonly ok: false; readonly reason: XmlRefusal | 'bad_shape' };

/** Reads what `callbackXml` writes; elements in any order, blanks around the cipher text dropped. */
export function readCallbackXml(text: string): Body<typeof CallbackBody> {
  return read(text, CallbackBody);
}

/** Reads a passive reply as any SDK writes it, with or without CDATA. */
export function readReplyXml(text: string): Body<typeof ReplyBody> {
  return read(text, ReplyBody);
}

function read<S extends typeof CallbackBody | typeof ReplyBody>(text: string, schema: S): Body<S> {
  const parsed = parseXml(text);
  if (!parsed.ok) return parsed;
  const shaped = schema.safeParse(parsed.root);
  if (!shaped.success) return { ok: false, reason: 'bad_shape' };
  const body = { ...shaped.data, Encrypt: shaped.data.Encrypt.trim() } as z.output<S>;
  return { ok: true, body };
}
