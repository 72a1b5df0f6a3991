import type { CallbackRequest } from '#bot/platform';
import { createWecomCallback } from '#bot/platforms/wecom/callback';
import { callbackXml, sealEnvelope, signEnvelope } from '#bot/platforms/wecom/wire/envelope';
import { createManualClock } from '#domain/kernel/clock';
import type { WecomConfig } from '#infra/config';

export const CONFIG: WecomConfig = {
  corpId: 'wwsandbox00000001',
  agentId: 1000002,
  secret: 'secret-of-the-test-app',
  token: 'sbToken2026',
  aesKey: 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPA',
  apiBase: 'http://127.0.0.1:9',
  authorizeBase: 'https://open.weixin.qq.com',
  loginBase: 'https://login.work.weixin.qq.com',
};

/** 1790000000 in seconds: where the published vectors stand. */
export const START = new Date(1_790_000_000_000);

export const OTHER_CORP = {
  corpId: 'wwother0000000002',
  aesKey: 'ZZZdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPA',
};

export function testClock(at: Date = START) {
  return createManualClock(at);
}

export function callbackFor(clock = testClock()) {
  const { token, aesKey, corpId } = CONFIG;
  return createWecomCallback({ token, aesKey, corpId, clock });
}

export const PRESS_XML =
  '<xml><ToUserName><![CDATA[wwsandbox00000001]]></ToUserName><FromUserName><![CDATA[zhaoliu]]></FromUserName>' +
  '<CreateTime>1790000000</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[template_card_event]]></Event>' +
  '<EventKey><![CDATA[lead.accept|01J00000000000000000000000|3]]></EventKey><TaskId><![CDATA[card-1]]></TaskId>' +
  '<CardType><![CDATA[button_interaction]]></CardType><ResponseCode><![CDATA[rc1]]></ResponseCode><AgentID>1000002</AgentID></xml>';

export interface Shape {
  message?: string;
  encrypt?: string;
  receiveId?: string;
  aesKey?: string;
  token?: string;
  timestamp?: string;
  nonce?: string;
  signature?: string;
  toUserName?: string;
  body?: string;
}

/** A POST callback as the platform makes it; every part can be replaced. */
export function postCallback(shape: Shape = {}): CallbackRequest {
  const parts = sealed(shape);
  const body =
    shape.body ?? callbackXml({ toUserName: shape.toUserName ?? CONFIG.corpId, encrypt: parts.encrypt });
  return { method: 'POST', query: parts.query, rawBody: Buffer.from(body) };
}

/** A GET verification as the admin console makes it. */
export function getCallback(shape: Shape = {}): CallbackRequest {
  const { query, encrypt } = sealed({ message: '1616140317555161061', ...shape });
  return { method: 'GET', query: { ...query, echostr: encrypt }, rawBody: Buffer.alloc(0) };
}

function sealed(shape: Shape) {
  const encrypt =
    shape.encrypt ??
    sealEnvelope({
      aesKey: shape.aesKey ?? CONFIG.aesKey,
      receiveId: shape.receiveId ?? CONFIG.corpId,
      message: shape.message ?? PRESS_XML,
    });
  const timestamp = shape.timestamp ?? '1790000000';
  const nonce = shape.nonce ?? '1234567890';
  const signature = shape.signature ?? signEnvelope(shape.token ?? CONFIG.token, timestamp, nonce, encrypt);
  return { encrypt, query: { msg_signature: signature, timestamp, nonce } };
}
