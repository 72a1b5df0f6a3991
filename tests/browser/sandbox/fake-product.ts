import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decrypt, getSignature } from '@wecom/crypto';
import type { SandboxCredentials } from '#sandbox/credentials';
import { type CardBody, leadCard } from './cards.ts';

/** One decrypted callback. */
export interface Heard {
  readonly event: string;
  readonly from: string;
  readonly key: string;
  readonly content: string;
  readonly xml: string;
}

export interface FakeProduct {
  readonly url: string;
  /** Callbacks with a valid signature, oldest first. */
  readonly heard: readonly Heard[];
  /** Bodies posted to `/api/v1/leads`, oldest first. */
  readonly leads: readonly Record<string, unknown>[];
  /** Sends any message body to one member through the platform's own API; returns the answer. */
  send(userid: string, msgtype: string, body: unknown): Promise<Record<string, unknown>>;
  recall(msgid: string): Promise<void>;
  /** While false, presses are acknowledged and nothing is updated. */
  answerPresses(on: boolean): void;
  /** Called with the sandbox's address once it listens. */
  connect(sandboxUrl: string): void;
  close(): Promise<void>;
}

/** As little of a product as the page needs: takes leads, sends a card, updates it when pressed. */
export async function startFakeProduct(credentials: SandboxCredentials): Promise<FakeProduct> {
  const heard: Heard[] = [];
  const leads: Record<string, unknown>[] = [];
  let sandbox = '';
  let answers = true;
  let count = 0;

  const api = async (path: string, body: unknown) => {
    const { corpId, secret } = credentials;
    const token = await getJson(`${sandbox}/cgi-bin/gettoken?corpid=${corpId}&corpsecret=${secret}`);
    return postJson(`${sandbox}/cgi-bin/${path}?access_token=${String(token.access_token)}`, body);
  };
  const send = (userid: string, msgtype: string, body: unknown) =>
    api('message/send', { touser: userid, msgtype, agentid: credentials.agentId, [msgtype]: body });
  const onPress = async (xml: string) => {
    await api('message/update_template_card', {
      userids: [tag(xml, 'FromUserName')],
      agentid: credentials.agentId,
      response_code: tag(xml, 'ResponseCode'),
      button: { replace_name: '张伟 已接单' },
    });
  };
  const onCallback = async (request: IncomingMessage, response: ServerResponse) => {
    const xml = open(credentials, request.url ?? '', await read(request));
    heard.push(hear(xml));
    response.end();
    if (answers && tag(xml, 'Event') === 'template_card_event') await onPress(xml);
  };
  const onLead = async (request: IncomingMessage, response: ServerResponse) => {
    const lead = JSON.parse(await read(request)) as Record<string, unknown>;
    const phone = String(lead.phone ?? lead.mobile ?? lead.customer_tel ?? lead.caller);
    if (!/^1\d{10}$/.test(phone)) return reply(response, 422, rejection());
    const isKnown = leads.some((each) => each.phone === phone);
    leads.push({ ...lead, phone });
    reply(response, isKnown ? 200 : 201, {
      payloadId: 'p1',
      leadId: 'l1',
      outcome: isKnown ? 'merged' : 'accepted',
    });
    if (isKnown) return;
    count += 1;
    const card: CardBody = leadCard(
      `lead-${count}`,
      String(lead.name ?? '客户'),
      String(lead.model ?? 'SUV'),
    );
    await send('zhangwei', 'template_card', card);
  };
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    if (path.startsWith('/callbacks/wecom')) return void onCallback(request, response);
    if (path === '/api/v1/leads') return void onLead(request, response);
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end('<!doctype html><meta name="viewport" content="width=device-width"><h1>线索详情</h1>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    leads,
    send,
    recall: async (msgid) => {
      await api('message/recall', { msgid });
    },
    answerPresses: (on) => {
      answers = on;
    },
    connect: (url) => {
      sandbox = url;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function rejection() {
  return {
    error: {
      code: 'LEAD_REJECTED',
      message: '手机号应为 11 位',
      field: 'phone',
      reason: 'phone',
      requestId: 'r1',
    },
  };
}

/** Checks signature and corp id as a receiver must, then returns the inner XML. */
function open(credentials: SandboxCredentials, url: string, body: string): string {
  const query = new URL(url, 'http://product').searchParams;
  const sealed = tag(body, 'Encrypt');
  const expected = getSignature(credentials.token, query.get('timestamp')!, query.get('nonce')!, sealed);
  if (query.get('msg_signature') !== expected) throw new Error('callback with a wrong signature');
  const { message, id } = decrypt(credentials.aesKey, sealed);
  if (id !== credentials.corpId) throw new Error('callback for another corp');
  return message;
}

function hear(xml: string): Heard {
  return {
    event: tag(xml, 'Event') || tag(xml, 'MsgType'),
    from: tag(xml, 'FromUserName'),
    key: tag(xml, 'EventKey'),
    content: tag(xml, 'Content'),
    xml,
  };
}

function tag(xml: string, name: string): string {
  const found = new RegExp(`<${name}>(?:<!\\[CDATA\\[([\\s\\S]*?)\\]\\]>|([^<]*))</${name}>`).exec(xml);
  return found?.[1] ?? found?.[2] ?? '';
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

async function getJson(url: string): Promise<Record<string, unknown>> {
  return (await (await fetch(url)).json()) as Record<string, unknown>;
}

async function postJson(url: string, body: unknown): Promise<Record<string, unknown>> {
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  return (await answer.json()) as Record<string, unknown>;
}
