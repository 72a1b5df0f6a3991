import { createHash, timingSafeEqual } from 'node:crypto';
import type { CallbackRequest, CallbackVerdict } from '#bot/platform';
import type { Clock } from '#domain/kernel/clock';
import { assertAesKey, openEnvelope, readCallbackXml, signEnvelope } from './wire/envelope.ts';
import { readMessage, type WecomMessage } from './wire/messages.ts';
import { MAX_XML_BYTES } from './wire/xml.ts';

/** Why a callback was refused: the label of the metric, never told to the caller in more detail. */
export const CALLBACK_REASONS = [
  'bad_params',
  'stale_timestamp',
  'bad_signature',
  'bad_base64',
  'bad_length',
  'bad_padding',
  'wrong_receiver',
  'bad_xml',
  'doctype',
  'too_large',
  'bad_shape',
] as const;
export type CallbackReason = (typeof CALLBACK_REASONS)[number];

const STATUS: Partial<Record<CallbackReason, 401 | 403 | 413>> = {
  stale_timestamp: 401,
  bad_signature: 401,
  wrong_receiver: 403,
  too_large: 413,
};

const NAMES = ['msg_signature', 'timestamp', 'nonce'] as const;

interface SignedQuery {
  readonly signature: string;
  readonly timestamp: string;
  readonly nonce: string;
}

/**
 * The verifier of one callback URL (wecom docs 90930, 90968). Its order is the point: strings only, fresh
 * time, signature in constant time, only then decryption, then every check the decryption lacks, then the
 * receiver, then XML. The signature alone proves little: it covers a sorted, separator-less concatenation,
 * so the same digest fits other (timestamp, nonce) pairs; freshness and the hash of the message close that.
 * Throws at creation for an unusable key, never for a request.
 */
export function createWecomCallback(options: {
  readonly token: string;
  readonly aesKey: string;
  readonly corpId: string;
  readonly clock: Clock;
  /** How far the platform's clock may be from ours, either way, in milliseconds. */
  readonly windowMs?: number;
}): { receive(request: CallbackRequest): CallbackVerdict } {
  const { token, aesKey, corpId, clock } = options;
  const windowMs = options.windowMs ?? 300_000;
  assertAesKey(aesKey);

  function open(query: SignedQuery, encrypt: string): { message: string } | { reason: CallbackReason } {
    if (!isFresh(query.timestamp, clock.now().getTime(), windowMs)) return { reason: 'stale_timestamp' };
    if (!sameText(signEnvelope(token, query.timestamp, query.nonce, encrypt), query.signature)) {
      return { reason: 'bad_signature' };
    }
    const opened = openEnvelope({ aesKey, encrypt });
    if (!opened.ok) return { reason: opened.reason };
    if (opened.receiveId !== corpId) return { reason: 'wrong_receiver' };
    return { message: opened.message };
  }

  function handshake(request: CallbackRequest, query: SignedQuery): CallbackVerdict {
    const echo = request.query.echostr;
    if (typeof echo !== 'string' || echo.length > 4096) return rejected('bad_params');
    const opened = open(query, echo);
    if ('reason' in opened) return rejected(opened.reason);
    // Only an echo is ever given back: a captured message presented as an echo would be decrypted for its thief.
    if (!/^[\w.:-]{1,64}$/.test(opened.message)) return rejected('bad_shape');
    return { type: 'handshake', body: opened.message };
  }

  function message(request: CallbackRequest, query: SignedQuery): CallbackVerdict {
    if (request.rawBody.length > MAX_XML_BYTES) return rejected('too_large');
    const envelope = readCallbackXml(request.rawBody.toString('utf8'));
    if (!envelope.ok) return rejected(envelope.reason);
    const opened = open(query, envelope.body.Encrypt);
    if ('reason' in opened) return rejected(opened.reason);
    if (envelope.body.ToUserName !== corpId) return rejected('wrong_receiver');
    const read = readMessage(opened.message);
    if (!read.ok) return rejected(read.reason);
    if (read.message.base.ToUserName !== corpId) return rejected('wrong_receiver');
    const deliveryId = createHash('sha256').update(opened.message).digest('hex');
    const lane = laneOf(read.message);
    return { type: 'message', message: { deliveryId, raw: opened.message, lane }, reply: '' };
  }

  return {
    receive(request) {
      const query = signedQuery(request.query);
      if (query === null) return rejected('bad_params');
      return request.method === 'GET' ? handshake(request, query) : message(request, query);
    },
  };
}

/** The three parameters as single strings of the right form; an array or anything odd gives null. */
function signedQuery(query: CallbackRequest['query']): SignedQuery | null {
  for (const name of NAMES) if (!Object.hasOwn(query, name)) return null;
  const { msg_signature: signature, timestamp, nonce } = query;
  if (typeof signature !== 'string' || typeof timestamp !== 'string' || typeof nonce !== 'string')
    return null;
  if (!/^[0-9a-f]{40}$/.test(signature) || !/^\d{10}$/.test(timestamp)) return null;
  if (!/^[\x21-\x7e]{1,128}$/.test(nonce)) return null;
  return { signature, timestamp, nonce };
}

function isFresh(timestamp: string, now: number, windowMs: number): boolean {
  return Math.abs(now - Number(timestamp) * 1000) <= windowMs;
}

/** Both are 40 hexadecimal characters by now; the time taken tells nothing about where they differ. */
function sameText(left: string, right: string): boolean {
  return timingSafeEqual(Buffer.from(left, 'latin1'), Buffer.from(right, 'latin1'));
}

/** A welcome code is good for 20 s: such messages overtake all others. */
function laneOf(message: WecomMessage): 'fast' | 'normal' {
  if (message.kind !== 'change_external_contact') return 'normal';
  const { ChangeType, WelcomeCode } = message.body;
  const added = ChangeType === 'add_external_contact' || ChangeType === 'add_half_external_contact';
  return added && WelcomeCode ? 'fast' : 'normal';
}

function rejected(reason: CallbackReason): CallbackVerdict {
  return { type: 'rejected', status: STATUS[reason] ?? 400, reason };
}
