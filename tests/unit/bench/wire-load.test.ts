import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { helloRequests } from '../../../bench/callback-requests.ts';
import { closedLoop, openLoop, statusOf } from '../../../bench/wire-load.ts';

const servers: { close(): void; closeAllConnections(): void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(
  answer: (n: number) => { status: number; body: string },
): Promise<{ port: number; seen: () => number }> {
  let seen = 0;
  const server = createServer((_, response) => {
    seen += 1;
    const { status, body } = answer(seen);
    response.writeHead(status, { 'content-length': Buffer.byteLength(body) }).end(body);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, seen: () => seen };
}

describe('wire load', () => {
  it('knows when an answer is complete', () => {
    const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\n';
    expect(statusOf('HTTP/1.1 200 OK\r\nContent-')).toBeNull();
    expect(statusOf(`${head}hel`)).toBeNull();
    expect(statusOf(`${head}hello`)).toBe(200);
    expect(statusOf('HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n')).toBe(503);
    expect(() => statusOf('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n')).toThrow('Content-Length');
  });

  it('sends every request once and counts what was not answered with 200', async () => {
    const server = await serve((n) => ({ status: n % 10 === 0 ? 503 : 200, body: 'x'.repeat(n) }));
    const { refused } = await closedLoop(server.port, helloRequests(100), 7);
    expect(server.seen()).toBe(100);
    expect(refused).toBe(10);
  });

  it('in open loop gives one latency per request, and none before its scheduled moment', async () => {
    const server = await serve(() => ({ status: 200, body: 'hello' }));
    const result = await openLoop(server.port, helloRequests(60), { perSecond: 600, connections: 2 });
    expect(server.seen()).toBe(60);
    expect(result.refused).toBe(0);
    expect(result.latencies).toHaveLength(60);
    expect(Math.min(...result.latencies)).toBeGreaterThan(0);
  });

  it('fails instead of waiting when the server goes away', async () => {
    const server = createServer((request) => request.socket.destroy());
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await expect(closedLoop(port, helloRequests(3), 1)).rejects.toThrow();
  });
});
