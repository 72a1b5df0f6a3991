import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSandbox } from './open-sandbox.ts';

interface Page {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}
type Asking = { method?: string; headers?: Record<string, string>; body?: string | Buffer };
type Reply = (asked: IncomingMessage, response: ServerResponse) => void;

/** A product whose answers the test writes, and what it was asked. */
async function openPhones() {
  const seen: { method: string; path: string; headers: IncomingHttpHeaders; body: string }[] = [];
  const product = { url: '', reply: ((_asked, response) => void response.end('ok')) as Reply };
  const server = createServer(async (asked, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of asked) chunks.push(chunk as Buffer);
    const { method = '', url: path = '', headers } = asked;
    seen.push({ method, path, headers, body: Buffer.concat(chunks).toString('utf8') });
    product.reply(asked, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  product.url = `http://localhost:${(server.address() as AddressInfo).port}`;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const opened = await openSandbox({ productUrl: product.url });
  const port = new URL(opened.url).port;
  const browse = (path: string, { method = 'GET', headers = {}, body }: Asking = {}, phone = 'lina') =>
    new Promise<Page>((resolve, reject) => {
      const host = `${phone}.localhost:${port}`;
      // Node leaves it out for DELETE, browsers do not.
      const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
      const asking = request(
        `${opened.url}${path}`,
        { method, headers: { host, ...length, ...headers } },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          const status = answer.statusCode ?? 0;
          answer.on('end', () => resolve({ status, headers: answer.headers, body: Buffer.concat(chunks) }));
        },
      );
      asking.on('error', reject);
      asking.end(body);
    });
  return { ...opened, product, seen, browse, phone: `http://lina.localhost:${port}` };
}

describe('[OP1] a product’s page through a phone', () => {
  it('redirects to the product and to the login stay on the phone, others go where they say', async () => {
    const { browse, product, phone, url } = await openPhones();
    const byNumber = product.url.replace('localhost', '127.0.0.1');
    const other = 'https://example.com/page?x=1';
    const cases: [string, string][] = [
      [`${product.url}/app/leads/1?a=b#c`, `${phone}/app/leads/1?a=b#c`],
      [`${byNumber}/app`, `${phone}/app`],
      [`${url}/connect/oauth2/authorize?appid=x`, `${phone}/connect/oauth2/authorize?appid=x`],
      ['/app', `${phone}/app`],
      ['leads?page=2', `${phone}/leads?page=2`],
      ['?tab=2', `${phone}/?tab=2`],
      [product.url.replace('http:', ''), `${phone}/`],
      [other, other],
      ['//example.com/x', '//example.com/x'],
      ['http://localhost:1/x', 'http://localhost:1/x'],
      [`${product.url.replace('http', 'https')}/x`, `${product.url.replace('http', 'https')}/x`],
      ['http://[broken', 'http://[broken'],
      ['weixin://dl/chat', 'weixin://dl/chat'],
    ];
    for (const [location, shown] of cases) {
      product.reply = (_asked, response) => void response.writeHead(302, { location }).end();
      const page = await browse('/');
      expect([page.status, page.headers.location]).toEqual([302, shown]);
    }
  });

  it.each<[string, string | undefined]>([
    ["frame-ancestors 'none'", ''],
    ["default-src 'self'; frame-ancestors 'none'", "default-src 'self'"],
    ["frame-ancestors 'none';script-src 'self'", "script-src 'self'"],
    ["default-src 'self'; FRAME-ANCESTORS 'none'; img-src *", "default-src 'self'; img-src *"],
    ['upgrade-insecure-requests', ''],
    ["default-src 'self'; upgrade-insecure-requests;", "default-src 'self';"],
    ["frame-src 'self'; child-src x", "frame-src 'self'; child-src x"],
  ])('the policy %j becomes %j', async (policy, kept) => {
    const { browse, product } = await openPhones();
    product.reply = (_asked, response) =>
      void response.writeHead(200, { 'content-security-policy': policy }).end();
    expect((await browse('/')).headers['content-security-policy']).toBe(kept);
  });

  it('headers about framing and transport stay behind, all others come along', async () => {
    const { browse, product } = await openPhones();
    product.reply = (_asked, response) => {
      response.writeHead(203, {
        'x-frame-options': 'SAMEORIGIN',
        'strict-transport-security': 'max-age=1',
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'x-request-id': 'r1',
        etag: '"e1"',
        vary: 'cookie',
      });
      response.end('<p>页面</p>');
    };
    const { status, headers, body } = await browse('/');
    expect(headers).not.toHaveProperty('x-frame-options');
    expect(headers).not.toHaveProperty('strict-transport-security');
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-request-id': 'r1',
      etag: '"e1"',
      vary: 'cookie',
    });
    expect([status, body.toString('utf8')]).toEqual([203, '<p>页面</p>']);
  });

  it('bytes pass as they are: compressed, empty, not modified, large', async () => {
    const { browse, product } = await openPhones();
    const packed = gzipSync('线索'.repeat(1000));
    product.reply = (_asked, response) =>
      void response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'text/plain' }).end(packed);
    const page = await browse('/', { headers: { 'accept-encoding': 'gzip' } });
    expect(page.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(page.body).toString('utf8')).toBe('线索'.repeat(1000));
    for (const status of [204, 304]) {
      product.reply = (_asked, response) => void response.writeHead(status, { etag: '"e"' }).end();
      const empty = await browse('/');
      expect([empty.status, empty.body.length, empty.headers.etag]).toEqual([status, 0, '"e"']);
    }
    const large = Buffer.alloc(3 * 1024 * 1024, 7);
    product.reply = (_asked, response) => void response.end(large);
    expect((await browse('/')).body.equals(large)).toBe(true);
  });

  it.each([400, 401, 404, 409, 429, 500, 503])(
    'a %i of the product reaches the phone with its body',
    async (status) => {
      const { browse, product } = await openPhones();
      product.reply = (_asked, response) =>
        void response.writeHead(status, { 'content-type': 'application/json' }).end('{"error":{}}');
      const page = await browse('/api/x');
      expect([page.status, page.body.toString('utf8')]).toEqual([status, '{"error":{}}']);
    },
  );

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
    'a %s arrives with its path, query, body and type',
    async (method) => {
      const { browse, seen } = await openPhones();
      const headers = { 'content-type': 'application/json', 'x-csrf-token': 'c1', 'if-match': '"3"' };
      await browse('/api/v1/leads/%E7%BA%BF?x=1&x=2&y=%2F', { method, headers, body: '{"备注":"好"}' });
      expect(seen).toHaveLength(1);
      expect(seen[0]).toMatchObject({
        method,
        path: '/api/v1/leads/%E7%BA%BF?x=1&x=2&y=%2F',
        body: '{"备注":"好"}',
        headers,
      });
    },
  );

  it('the product sees its own host, the client’s name and its own origin', async () => {
    const { browse, seen, product, phone } = await openPhones();
    const own = new URL(product.url);
    const cases: [Record<string, string>, Record<string, string | undefined>][] = [
      [{}, { host: own.host, origin: undefined, referer: undefined, cookie: undefined }],
      [{ origin: phone }, { origin: product.url }],
      [{ referer: `${phone}/app?x=1` }, { referer: `${product.url}/app?x=1` }],
      [{ origin: 'null' }, { origin: 'null' }],
      [{ origin: 'https://evil.example.com' }, { origin: 'https://evil.example.com' }],
      [{ referer: 'https://example.com/a' }, { referer: 'https://example.com/a' }],
      [{ referer: 'http://localhost:3900/' }, { referer: 'http://localhost:3900/' }],
      [
        { 'user-agent': 'Chrome/1' },
        { 'user-agent': 'Chrome/1 wxwork/4.1.0 MicroMessenger/7.0.1 Language/zh' },
      ],
    ];
    for (const [headers, expected] of cases) {
      await browse('/', { headers });
      const got = seen.at(-1)!.headers;
      for (const [name, value] of Object.entries(expected)) expect([name, got[name]]).toEqual([name, value]);
    }
    expect(seen[0]!.headers['user-agent']).toBe('wxwork/4.1.0 MicroMessenger/7.0.1 Language/zh');
  });

  it('HttpOnly cookies never reach the browser, and the others without what it would refuse', async () => {
    const { browse, seen, product } = await openPhones();
    product.reply = (_asked, response) => {
      response.setHeader('set-cookie', [
        'sid=secret; Path=/; HttpOnly; Secure; SameSite=None',
        'old=secret; httponly',
        'csrf=open; Path=/; Secure; SameSite=Strict; Max-Age=60',
        'theme=dark; Domain=localhost; Path=/app',
      ]);
      response.end();
    };
    const page = await browse('/');
    expect(page.headers['set-cookie']).toEqual(['csrf=open; Path=/; Max-Age=60', 'theme=dark; Path=/app']);
    product.reply = (_asked, response) => void response.end();
    await browse('/app/leads', { headers: { cookie: 'mine=1; csrf=forged' } });
    expect(seen.at(-1)!.headers.cookie).toBe('mine=1; csrf=open; sid=secret; old=secret; theme=dark');
    await browse('/other');
    expect(seen.at(-1)!.headers.cookie).toBe('sid=secret; old=secret; csrf=open');
  });

  it('each phone has its own cookies, they age with the platform’s clock and go with a reset', async () => {
    const { browse, seen, product, advance, control } = await openPhones();
    const cookieOf = async (phone: string) => {
      await browse('/', {}, phone);
      return seen.at(-1)!.headers.cookie;
    };
    product.reply = (asked, response) => {
      const who = asked.url === '/login' ? ['sid=1; HttpOnly', 'short=1; HttpOnly; Max-Age=60'] : [];
      response.setHeader('set-cookie', who);
      response.end();
    };
    await browse('/login', {}, 'lina');
    expect(await cookieOf('lina')).toBe('sid=1; short=1');
    expect(await cookieOf('wuhao')).toBeUndefined();
    await advance(60);
    expect(await cookieOf('lina')).toBe('sid=1');
    await control('POST reset');
    expect(await cookieOf('lina')).toBeUndefined();
  });

  it('a product that hangs up before it answers is a page in words', async () => {
    const { browse, product } = await openPhones();
    product.reply = (asked) => void asked.socket.destroy();
    const page = await browse('/app');
    expect([page.status, page.headers['content-type']]).toEqual([502, 'text/html; charset=utf-8']);
    expect(page.body.toString('utf8')).toContain('产品没有应答');
    product.reply = (_asked, response) => void response.end('again');
    expect((await browse('/app')).body.toString('utf8')).toBe('again');
  });
});
