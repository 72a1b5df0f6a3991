import { randomBytes } from 'node:crypto';
import { enterAgentEvent, templateCardEvent, textMessage } from '#bot/platforms/wecom/wire/build-messages';
import { callbackXml, sealEnvelope, signEnvelope } from '#bot/platforms/wecom/wire/envelope';

/** The app both sides of the benchmark know; its keys are made for each run. */
export interface BenchCorp {
  readonly corpId: string;
  readonly agentId: number;
  readonly token: string;
  readonly aesKey: string;
}

export function newCorp(): BenchCorp {
  return { corpId: 'wwbench0000000001', agentId: 1_000_002, token: letters(24), aesKey: letters(43) };
}

function letters(length: number): string {
  return randomBytes(length).toString('hex').slice(0, length);
}

let made = 0;

/** What members do: mostly presses and texts, some openings of the chat; every one different. */
function message(corp: BenchCorp, createTime: number): string {
  const head = { corpId: corp.corpId, createTime };
  const { agentId } = corp;
  const n = ++made;
  const userId = `member${n % 500}`;
  if (n % 10 === 0) return enterAgentEvent({ ...head, userId: `${userId}x${n}`, agentId });
  if (n % 3 === 0) {
    return textMessage({ ...head, userId, content: `今天跟进 ${n}`, msgId: String(7e15 + n), agentId });
  }
  return templateCardEvent({
    ...head,
    userId,
    eventKey: `lead.accept|01JBENCH${String(n).padStart(18, '0')}|3`,
    taskId: `01JBENCHC${String(n).padStart(17, '0')}`,
    cardType: 'button_interaction',
    responseCode: randomBytes(24).toString('base64url'),
    agentId,
  });
}

/** Signed and encrypted callbacks as the platform posts them, as bytes of whole HTTP requests. */
export function callbackRequests(corp: BenchCorp, count: number, nowMs: number): Buffer[] {
  const timestamp = String(Math.floor(nowMs / 1_000));
  return Array.from({ length: count }, () => {
    const encrypt = sealEnvelope({
      aesKey: corp.aesKey,
      receiveId: corp.corpId,
      message: message(corp, Number(timestamp)),
    });
    const nonce = randomBytes(8).toString('hex');
    const signature = signEnvelope(corp.token, timestamp, nonce, encrypt);
    const query = new URLSearchParams({ msg_signature: signature, timestamp, nonce });
    const body = callbackXml({ toUserName: corp.corpId, encrypt, agentId: corp.agentId });
    return Buffer.from(
      `POST /callbacks/wecom?${query} HTTP/1.1\r\nhost: 127.0.0.1\r\nuser-agent: Mozilla/4.0\r\naccept: */*\r\n` +
        `content-type: text/xml\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  });
}

/** Plain requests with the same headers, for the server that only says hello. */
export function helloRequests(count: number): Buffer[] {
  const request = Buffer.from(
    'GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nuser-agent: Mozilla/4.0\r\naccept: */*\r\n\r\n',
  );
  return Array.from({ length: count }, () => request);
}
