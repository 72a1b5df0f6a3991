import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import Koa from 'koa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallbackRequest, CallbackVerdict, ChatPlatform, VerifiedMessage } from '#bot/platform';
import { receiveCallbacks } from '#http/callbacks/receive-callback';
import { createLogger } from '#infra/logger';
import { metrics } from '#infra/metrics';

const MESSAGE: VerifiedMessage = { deliveryId: 'd1', raw: '<xml/>', lane: 'normal' };
let verdict: CallbackVerdict;
let seen: CallbackRequest[];
let kept: VerifiedMessage[];
let keep: () => Promise<'accepted' | 'duplicate'>;
let server: Server;
let url: string;

const platform = {
  name: 'wecom',
  receive: (asked: CallbackRequest) => {
    seen.push(asked);
    return verdict;
  },
} as unknown as ChatPlatform;

beforeEach(async () => {
  verdict = { type: 'message', message: MESSAGE, reply: 'success' };
  seen = [];
  kept = [];
  keep = async () => 'accepted';
  const app = new Koa();
  const logger = createLogger('silent');
  const acceptInbound = async (_platform: string, message: VerifiedMessage) => {
    kept.push(message);
    return await keep();
  };
  app.use(receiveCallbacks({ platforms: [platform], acceptInbound, logger }));
  server = createServer({ connectionsCheckingInterval: 100, requestTimeout: 500 }, app.callback());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const post = (body: string, path = '/callbacks/wecom?timestamp=1') =>
  fetch(url + path, { method: 'POST', body });

async function counted(result: string): Promise<number> {
  const { values } = await metrics.callbacks.get();
  return values.find((value) => value.labels.result === result)?.value ?? 0;
}

describe('a callback', () => {
  it('is kept before it is answered, and gets the adapter’s reply', async () => {
    const order: string[] = [];
    keep = async () => {
      order.push('kept');
      return 'accepted';
    };
    const before = await counted('accepted');
    const answer = await post('<xml>hello</xml>');
    order.push('answered');
    expect(order).toEqual(['kept', 'answered']);
    expect([answer.status, await answer.text()]).toEqual([200, 'success']);
    expect(kept).toEqual([MESSAGE]);
    expect(await counted('accepted')).toBe(before + 1);
  });

  it('reaches the adapter as the bytes that were sent, whatever the content type says', async () => {
    const bytes = Buffer.from([0, 255, 254, 13, 10, 0xe6, 0x9d, 0x8e]);
    await fetch(`${url}/callbacks/wecom`, {
      method: 'POST',
      body: bytes,
      headers: { 'content-type': 'application/json' },
    });
    expect(seen[0]!.rawBody.equals(bytes)).toBe(true);
  });

  it('keeps repeated parameters visible for the adapter to refuse', async () => {
    await post('x', '/callbacks/wecom?nonce=1&nonce=2&a[b]=3');
    expect(seen[0]!.query.nonce).toEqual(['1', '2']);
    expect(seen[0]!.query['a[b]']).toBe('3');
  });

  it('answers a handshake with its text', async () => {
    verdict = { type: 'handshake', body: '7345612' };
    const answer = await fetch(`${url}/callbacks/wecom?echostr=x`);
    expect([answer.status, await answer.text()]).toEqual([200, '7345612']);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(kept).toEqual([]);
  });

  it('acknowledges a repeat', async () => {
    keep = async () => 'duplicate';
    const before = await counted('duplicate');
    expect((await post('x')).status).toBe(200);
    expect(await counted('duplicate')).toBe(before + 1);
  });

  it.each([400, 401, 403, 413] as const)(
    'refuses with %i and tells nothing but counts why',
    async (status) => {
      verdict = { type: 'rejected', status, reason: 'signature' };
      const before = await counted('rejected:signature');
      const answer = await post('x');
      expect([answer.status, await answer.text()]).toEqual([status, '']);
      expect(await counted('rejected:signature')).toBe(before + 1);
      expect(kept).toEqual([]);
    },
  );

  it('is not acknowledged when it could not be kept, so that it comes again', async () => {
    keep = async () => {
      throw new Error('no primary');
    };
    const answer = await post('x');
    expect([answer.status, await answer.text()]).toEqual([503, '']);
  });

  it('is refused over 64 KB, announced or not, before the adapter sees it', async () => {
    const announced = await post('x'.repeat(64 * 1024 + 1)).catch(() => null);
    expect(announced === null || announced.status === 413).toBe(true);
    const chunks = new ReadableStream({
      start: (stream) => {
        for (let i = 0; i < 80; i += 1) stream.enqueue(new Uint8Array(1024));
        stream.close();
      },
    });
    const streamed = await fetch(`${url}/callbacks/wecom`, {
      method: 'POST',
      body: chunks,
      duplex: 'half',
    } as RequestInit).catch(() => null);
    expect(streamed === null || streamed.status === 413).toBe(true);
    expect(seen).toEqual([]);
    expect(await counted('rejected:too_large')).toBeGreaterThanOrEqual(2);
  });

  it('takes exactly 64 KB', async () => {
    expect((await post('x'.repeat(64 * 1024))).status).toBe(200);
    expect(seen[0]!.rawBody).toHaveLength(64 * 1024);
  });

  it('is cut off when its body trickles', async () => {
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('POST /callbacks/wecom HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\nab');
    const closed = await new Promise<boolean>((resolve) => {
      socket.on('close', () => resolve(true));
      socket.resume();
    });
    expect(closed).toBe(true);
    expect(kept).toEqual([]);
  });

  it('is not taken for an unknown platform or another method', async () => {
    expect((await post('x', '/callbacks/other')).status).toBe(404);
    expect((await fetch(`${url}/callbacks/wecom`, { method: 'PUT', body: 'x' })).status).toBe(405);
    expect(seen).toEqual([]);
  });
});
