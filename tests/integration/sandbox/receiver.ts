import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decrypt, getSignature } from '@wecom/crypto';
import { waitFor } from '../../support/wait-for.ts';

/** One callback as an independent receiver sees it: opened with the vendor's library alone. */
export interface ReceivedCallback {
  readonly query: Record<string, string>;
  readonly body: string;
  readonly signatureOk: boolean;
  readonly receiveId: string;
  readonly random: string;
  readonly xml: string;
  /** Text of the first element of that name inside the event. */
  tag(name: string): string;
}

export interface TestReceiver {
  readonly url: string;
  readonly received: ReceivedCallback[];
  /** How to answer the next POSTs; stays until changed. */
  answer: (response: ServerResponse, attempt: number) => void;
  /** How to answer a verification; the default is right. */
  echo: (plain: string, response: ServerResponse) => void;
  next(count?: number): Promise<ReceivedCallback[]>;
  close(): Promise<void>;
}

/** A callback receiver written from the platform's documents, sharing no code with the product. */
export async function openReceiver(keys: { token: string; aesKey: string }): Promise<TestReceiver> {
  const received: ReceivedCallback[] = [];
  const receiver = {
    url: '',
    received,
    answer: (response: ServerResponse) => void response.end(''),
    echo: (plain: string, response: ServerResponse) => void response.end(plain),
  } as unknown as TestReceiver;
  const server = createServer((request, response) => void handle(request, response));

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://receiver');
    const query = Object.fromEntries(url.searchParams);
    if (url.searchParams.has('echostr')) {
      const { msg_signature, timestamp = '', nonce = '', echostr = '' } = query;
      const genuine = getSignature(keys.token, timestamp, nonce, echostr) === msg_signature;
      if (!genuine) return void response.writeHead(401).end();
      return receiver.echo(decrypt(keys.aesKey, echostr).message, response);
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    received.push(openCallback(keys, query, Buffer.concat(chunks).toString('utf8')));
    receiver.answer(response, received.length);
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  Object.assign(receiver, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    next: (count = 1) => waitFor(() => received.length >= count && received, { what: `${count} callbacks` }),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
  return receiver;
}

function openCallback(
  keys: { token: string; aesKey: string },
  query: Record<string, string>,
  body: string,
): ReceivedCallback {
  const encrypted = /<Encrypt><!\[CDATA\[(.*?)\]\]><\/Encrypt>/.exec(body)?.[1] ?? '';
  const signature = getSignature(keys.token, query.timestamp ?? '', query.nonce ?? '', encrypted);
  const { message, id, random } = decrypt(keys.aesKey, encrypted);
  return {
    query,
    body,
    signatureOk: signature === query.msg_signature,
    receiveId: id,
    random: random.toString('latin1'),
    xml: message,
    tag: (name) => {
      const found = new RegExp(`<${name}>(?:<!\\[CDATA\\[)?([\\s\\S]*?)(?:\\]\\]>)?</${name}>`).exec(message);
      return found?.[1] ?? '';
    },
  };
}
