import { connect, type Socket } from 'node:net';
import { monotonicMs } from '#infra/clock';

/**
 * One kept-alive connection that carries whole requests as bytes, one at a time. It reads no more of an answer
 * than its status and length, so that the load costs far less than what it loads.
 */
interface Line {
  /** Resolves with the status when the whole answer is there. */
  send(request: Buffer): Promise<number>;
  close(): void;
}

function openLine(port: number): Promise<Line> {
  return new Promise((ready, failed) => {
    const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let received = '';
    let waiting: { resolve: (status: number) => void; reject: (error: Error) => void } | null = null;
    const fail = (error: Error) => {
      failed(error);
      waiting?.reject(error);
      waiting = null;
    };
    socket.setEncoding('latin1');
    socket.on('error', fail);
    socket.on('close', () => fail(new Error('the server closed the connection')));
    socket.on('data', (chunk: string) => {
      received += chunk;
      const status = statusOf(received);
      if (status === null || waiting === null) return;
      received = '';
      const { resolve } = waiting;
      waiting = null;
      resolve(status);
    });
    socket.once('connect', () =>
      ready({
        send: (request) =>
          new Promise((resolve, reject) => {
            waiting = { resolve, reject };
            socket.write(request);
          }),
        close: () => {
          socket.removeAllListeners('close');
          socket.destroy();
        },
      }),
    );
  });
}

/** The status of a complete answer, or null while some of it is missing. */
export function statusOf(answer: string): number | null {
  const head = answer.indexOf('\r\n\r\n');
  if (head < 0) return null;
  const length = /\r\ncontent-length: *(\d+)/i.exec(answer.slice(0, head + 2))?.[1];
  if (length === undefined) throw new Error('an answer without Content-Length');
  return answer.length < head + 4 + Number(length) ? null : Number(answer.slice(9, 12));
}

export interface LoadResult {
  readonly seconds: number;
  /** Answers that were not 200. */
  readonly refused: number;
}

/** Sends every request once over so many connections, each sending its next when the last is answered. */
export async function closedLoop(
  port: number,
  requests: readonly Buffer[],
  connections: number,
): Promise<LoadResult> {
  const lines = await Promise.all(Array.from({ length: connections }, () => openLine(port)));
  let next = 0;
  let refused = 0;
  const startedAt = monotonicMs();
  await Promise.all(
    lines.map(async (line) => {
      while (next < requests.length) {
        const status = await line.send(requests[next++]!);
        if (status !== 200) refused += 1;
      }
    }),
  );
  const seconds = (monotonicMs() - startedAt) / 1_000;
  for (const line of lines) line.close();
  return { seconds, refused };
}

/**
 * Sends request i at i/rate seconds whatever has been answered by then; the latency of each, in ms, counts
 * from that moment, so a server that stalls cannot slow down its own examination.
 */
export async function openLoop(
  port: number,
  requests: readonly Buffer[],
  options: { perSecond: number; connections: number },
): Promise<{ latencies: number[]; refused: number }> {
  const lines = await Promise.all(Array.from({ length: options.connections }, () => openLine(port)));
  const idle = [...lines];
  const owed: number[] = [];
  const latencies: number[] = [];
  let refused = 0;
  let scheduled = 0;
  const interval = 1_000 / options.perSecond;
  const startedAt = monotonicMs();
  await new Promise<void>((resolve, reject) => {
    const pump = () => {
      while (owed.length > 0 && idle.length > 0) {
        const line = idle.pop()!;
        const i = owed.shift()!;
        line.send(requests[i]!).then((status) => {
          latencies.push(monotonicMs() - startedAt - i * interval);
          if (status !== 200) refused += 1;
          idle.push(line);
          if (latencies.length === requests.length) resolve();
          else pump();
        }, reject);
      }
    };
    const tick = () => {
      const now = monotonicMs() - startedAt;
      while (scheduled < requests.length && scheduled * interval <= now) owed.push(scheduled++);
      pump();
      if (scheduled < requests.length) setTimeout(tick, Math.min(1, scheduled * interval - now));
    };
    tick();
  });
  for (const line of lines) line.close();
  return { latencies, refused };
}
