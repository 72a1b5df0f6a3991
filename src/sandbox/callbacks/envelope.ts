import { decrypt, encrypt, getSignature } from '@wecom/crypto';
import type { SandboxCore } from '../core.ts';
import type { Receiver } from '../state.ts';
import { cdata } from './xml.ts';

/** Query and body of one signed and encrypted request (wecom docs 90968). */
export interface SealedRequest {
  readonly query: string;
  readonly body: string;
}

/** Fresh random bytes, nonce and timestamp every time: a re-send never repeats the ciphertext. */
export function sealEvent(
  core: SandboxCore,
  receiver: Receiver,
  message: string,
  agentId: number | null,
): SealedRequest {
  const corpId = core.credentials.corpId;
  const sealed = encrypt(receiver.aesKey, message, corpId, randomBlock(core));
  const agent = agentId === null ? '' : `<AgentID>${cdata(String(agentId))}</AgentID>`;
  return {
    query: signedQuery(core, receiver, sealed).toString(),
    body: `<xml><ToUserName>${cdata(corpId)}</ToUserName><Encrypt>${cdata(sealed)}</Encrypt>${agent}</xml>`,
  };
}

/** The query of the GET that proves a receiver knows the key; `plain` is what it must answer. */
export function sealEcho(
  core: SandboxCore,
  receiver: Receiver,
  plain: string,
  receiveId: string = core.credentials.corpId,
): URLSearchParams {
  const sealed = encrypt(receiver.aesKey, plain, receiveId, randomBlock(core));
  const query = signedQuery(core, receiver, sealed);
  query.set('echostr', sealed);
  return query;
}

/** The plain text of an encrypted reply; null when there is none or it is not for this corp. */
export function openReply(core: SandboxCore, receiver: Receiver, body: string): string | null {
  const sealed = /<Encrypt>\s*(?:<!\[CDATA\[)?([A-Za-z0-9+/=\s]+?)(?:\]\]>)?\s*<\/Encrypt>/.exec(body)?.[1];
  if (sealed === undefined) return null;
  try {
    const opened = decrypt(receiver.aesKey, sealed.trim());
    return opened.id === core.credentials.corpId ? opened.message : null;
  } catch {
    return null;
  }
}

function signedQuery(core: SandboxCore, receiver: Receiver, sealed: string): URLSearchParams {
  const timestamp = String(core.clock.seconds());
  const nonce = String(core.random(4).readUInt32BE(0));
  const signature = getSignature(receiver.token, timestamp, nonce, sealed);
  return new URLSearchParams({ msg_signature: signature, timestamp, nonce });
}

/** 16 lower-case hexadecimal characters, as in every real sample. */
function randomBlock(core: SandboxCore): Buffer {
  return Buffer.from(core.random(8).toString('hex'), 'latin1');
}
