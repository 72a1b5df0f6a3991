import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach } from 'vitest';

export interface StubRequest {
  readonly path: string;
  readonly method: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: Record<string, unknown>;
}

/** An answer: JSON, or a function that does what it likes to the connection. */
export type StubAnswer = Record<string, unknown> | ((response: ServerResponse, request: StubRequest) => void);

export interface PlatformStub {
  readonly base: string;
  readonly requests: StubRequest[];
  /** Calls of `api` (`message/send`). */
  calls(api: string): StubRequest[];
  /** The next answers of an API, in order; the last one stays. */
  answer(api: string, ...answers: StubAnswer[]): void;
  /** Tokens given so far. */
  readonly tokens: string[];
}

/** A loopback server that speaks just enough HTTP to lie in every way a network can. Fresh for each test. */
export function usePlatformStub(): PlatformStub {
  const requests: StubRequest[] = [];
  const tokens: string[] = [];
  const answers = new Map<string, StubAnswer[]>();
  const server = createServer((request, response) => {
    void read(request).then((seen) => {
      requests.push(seen);
      const api = seen.path.replace('/cgi-bin/', '');
      const queue = answers.get(api) ?? [];
      const answer = (queue.length > 1 ? queue.shift() : queue[0]) ?? byDefault(api, tokens);
      if (typeof answer === 'function') answer(response, seen);
      else response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
    });
  });
  const stub = {
    base: '',
    requests,
    tokens,
    calls: (api: string) => requests.filter((request) => request.path === `/cgi-bin/${api}`),
    answer: (api: string, ...list: StubAnswer[]) => void answers.set(api, list),
  };
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    stub.base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    requests.length = 0;
    tokens.length = 0;
    answers.clear();
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return stub;
}

function byDefault(api: string, tokens: string[]): Record<string, unknown> {
  if (api !== 'gettoken') return { errcode: 0, errmsg: 'ok' };
  tokens.push(`token-${tokens.length + 1}-${Math.random()}`);
  return { errcode: 0, errmsg: 'ok', access_token: tokens.at(-1), expires_in: 7200 };
}

async function read(request: IncomingMessage): Promise<StubRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const url = new URL(request.url ?? '/', 'http://stub');
  const text = Buffer.concat(chunks).toString();
  return {
    path: url.pathname,
    method: request.method ?? '',
    query: Object.fromEntries(url.searchParams),
    body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
  };
}

/** Ways of not answering. */
export const faults = {
  html: (status: number) => (response: ServerResponse) =>
    response.writeHead(status, { 'content-type': 'text/html' }).end('<html>Bad gateway</html>'),
  halfJson: (response: ServerResponse) =>
    response.setHeader('content-type', 'application/json').end('{"errcode":0,'),
  /** Promises more bytes than it sends, then cuts. */
  cutBody: (response: ServerResponse) => {
    response.writeHead(200, { 'content-length': '500', 'content-type': 'application/json' });
    response.write('{"errcode":0');
    setImmediate(() => response.destroy());
  },
  cut: (response: ServerResponse) => void response.destroy(),
  never: () => undefined,
  nothing: (response: ServerResponse) => response.end(),
};
