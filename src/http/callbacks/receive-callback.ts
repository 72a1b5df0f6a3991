import type { IncomingMessage } from 'node:http';
import { parse } from 'node:querystring';
import type { Context, Middleware } from 'koa';
import type { ChatPlatform } from '#bot/platform';
import { describeError } from '#infra/describe-error';
import type { Logger } from '#infra/logger';
import { metrics } from '#infra/metrics';
import type { AcceptInbound } from '../core/http-deps.ts';

/** Platforms send a few KB; what is larger is not from them. */
const BODY_LIMIT = 64 * 1024;
const PREFIX = '/callbacks/';

/**
 * GET and POST /callbacks/:platform. First in the chain and without the layers the other routes need: a
 * callback has 5 s and comes in bursts. Raw bytes → the adapter judges → durable → 200; work comes later.
 * A caller that is refused learns a status and nothing else; the reason is counted.
 */
export function receiveCallbacks(options: {
  platforms: readonly ChatPlatform[];
  acceptInbound: AcceptInbound;
  logger: Logger;
}): Middleware {
  const byPath = new Map(options.platforms.map((platform) => [PREFIX + platform.name, platform]));
  return (http, next) => {
    if (!http.path.startsWith(PREFIX)) return next();
    const platform = byPath.get(http.path);
    if (platform === undefined) return next();
    return serve(http as Context, platform, options);
  };
}

async function serve(
  http: Context,
  platform: ChatPlatform,
  options: { acceptInbound: AcceptInbound; logger: Logger },
): Promise<void> {
  const count = (result: string) => metrics.callbacks.inc({ platform: platform.name, result });
  const answer = (status: number, body: string) => {
    http.status = status;
    http.type = 'text/plain';
    http.set('x-content-type-options', 'nosniff');
    http.body = body;
  };
  try {
    if (http.method !== 'GET' && http.method !== 'POST') {
      http.set('allow', 'GET, POST');
      count('rejected:method');
      return answer(405, '');
    }
    const rawBody = http.method === 'POST' ? await readRaw(http.req) : EMPTY;
    if (rawBody === null) {
      http.set('connection', 'close');
      count('rejected:too_large');
      return answer(413, '');
    }
    // Not Koa's parsed query: it must stay string or string[] for the adapter to refuse repeats.
    const verdict = platform.receive({ method: http.method, query: parse(http.querystring), rawBody });
    if (verdict.type === 'handshake') count('handshake');
    if (verdict.type === 'handshake') return answer(200, verdict.body);
    if (verdict.type === 'rejected') {
      count(`rejected:${verdict.reason}`);
      options.logger.debug({ platform: platform.name, reason: verdict.reason }, 'callback refused');
      return answer(verdict.status, '');
    }
    count(await options.acceptInbound(platform.name, verdict.message));
    answer(200, verdict.reply);
  } catch (error) {
    // Not durable, so not acknowledged: the platform sends it again.
    if (!http.req.complete) return count('aborted');
    count('failed');
    options.logger.error({ platform: platform.name, err: describeError(error) }, 'callback not kept');
    http.set('retry-after', '1');
    answer(503, '');
  }
}

const EMPTY = Buffer.alloc(0);

/** The body's bytes, or null as soon as it is longer than allowed. */
function readRaw(request: IncomingMessage): Promise<Buffer | null> {
  if (Number(request.headers['content-length'] ?? 0) > BODY_LIMIT) return Promise.resolve(null);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > BODY_LIMIT) {
        request.pause();
        resolve(null);
        return;
      }
      chunks.push(chunk);
    });
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('aborted', () => reject(new Error('callback aborted by the caller')));
  });
}
