import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSandbox } from './open-sandbox.ts';

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Asks a phone's host as a browser would, which knows that `*.localhost` is this machine. */
function browse(url: string, host: string, path: string, options: { headers?: object; body?: string } = {}) {
  const port = new URL(url).port;
  return new Promise<Answer>((resolve, reject) => {
    const headers = { host: `${host}:${port}`, ...options.headers };
    const method = options.body === undefined ? 'GET' : 'POST';
    const asked = request(`${url}${path}`, { method, headers }, (answer) => {
      let body = '';
      answer.on('data', (chunk: Buffer) => (body += chunk.toString()));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }));
    });
    asked.on('error', reject);
    asked.end(options.body);
  });
}

/** A product that logs in by redirect and remembers people by cookie. */
async function openProduct() {
  const product = { url: '', loginBase: '', seen: [] as IncomingMessage['headers'][] };
  const handle = (asked: IncomingMessage, response: ServerResponse) => {
    product.seen.push(asked.headers);
    const url = new URL(asked.url ?? '/', product.url);
    if (url.pathname === '/login/done') {
      const cookies = [
        'session=abc; HttpOnly; Secure; SameSite=Lax',
        'csrf=xyz; Domain=localhost; SameSite=Lax',
      ];
      return response.writeHead(302, { location: `${product.url}/app`, 'set-cookie': cookies }).end();
    }
    if (url.pathname === '/app' && !asked.headers.cookie?.includes('session=abc')) {
      const query = new URLSearchParams({
        appid: 'wwsandbox00000001',
        redirect_uri: `${product.url}/login/done`,
        response_type: 'code',
        scope: 'snsapi_base',
        state: 's1',
      });
      return response
        .writeHead(302, { location: `${product.loginBase}/connect/oauth2/authorize?${query.toString()}` })
        .end();
    }
    response.writeHead(200, {
      'content-type': 'text/html',
      'x-frame-options': 'DENY',
      'content-security-policy': "default-src 'self'; frame-ancestors 'none'; upgrade-insecure-requests",
    });
    response.end(`${asked.method} ${url.pathname}`);
  };
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  product.url = `http://localhost:${(server.address() as AddressInfo).port}`;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return product;
}

async function openPhones() {
  const product = await openProduct();
  const opened = await openSandbox({ productUrl: product.url });
  product.loginBase = opened.url;
  return { ...opened, product, port: new URL(opened.url).port };
}

describe('pages inside a phone', () => {
  it('log the person in without a question and stay on the phone', async () => {
    const { url, product, port, wecom } = await openPhones();
    const origin = `http://zhangwei.localhost:${port}`;
    const first = await browse(url, 'zhangwei.localhost', '/app');
    expect(first.headers.location).toMatch(new RegExp(`^${origin}/connect/oauth2/authorize\\?`));
    const login = await browse(
      url,
      'zhangwei.localhost',
      new URL(first.headers.location!).pathname + new URL(first.headers.location!).search,
    );
    const back = new URL(login.headers.location!);
    expect([back.origin, back.pathname, back.searchParams.get('state')]).toEqual([
      origin,
      '/login/done',
      's1',
    ]);
    const who = await wecom.get('auth/getuserinfo', { code: back.searchParams.get('code')! });
    expect(who.userid).toBe('zhangwei');
    const done = await browse(url, 'zhangwei.localhost', back.pathname + back.search);
    expect(done.headers.location).toBe(`${origin}/app`);
    const page = await browse(url, 'zhangwei.localhost', '/app');
    expect([page.status, page.body]).toEqual([200, 'GET /app']);
    expect(product.seen.at(-1)?.['user-agent']).toContain('wxwork/4.1.0');
    expect(product.seen.at(-1)?.host).toBe(new URL(product.url).host);
  });

  it('keep a session per phone, and only cookies a script may read reach the browser', async () => {
    const { url } = await openPhones();
    const done = await browse(url, 'lina.localhost', '/login/done');
    expect(done.headers['set-cookie']).toEqual(['csrf=xyz']);
    expect((await browse(url, 'lina.localhost', '/app')).status).toBe(200);
    expect((await browse(url, 'wuhao.localhost', '/app')).status).toBe(302);
  });

  it('may be framed, but keep the rest of their policy', async () => {
    const { url } = await openPhones();
    const page = await browse(url, 'lina.localhost', '/page');
    expect(page.headers).not.toHaveProperty('x-frame-options');
    expect(page.headers['content-security-policy']).toBe("default-src 'self'");
  });

  it('post to the product under its own origin', async () => {
    const { url, product, port } = await openPhones();
    const origin = `http://lina.localhost:${port}`;
    const headers = { origin, referer: `${origin}/app/leads` };
    const answer = await browse(url, 'lina.localhost', '/api/x', { headers, body: '{}' });
    expect(answer.body).toBe('POST /api/x');
    expect(product.seen.at(-1)).toMatchObject({ origin: product.url, referer: `${product.url}/app/leads` });
  });

  it('know the person also when a script sends the page to the login address itself', async () => {
    const { url, product, port } = await openPhones();
    const query = new URLSearchParams({
      appid: 'wwsandbox00000001',
      redirect_uri: `${product.url}/login/done`,
      response_type: 'code',
      scope: 'snsapi_base',
      state: 's2',
    });
    const headers = { referer: `http://lina.localhost:${port}/app` };
    const login = await browse(url, '127.0.0.1', `/connect/oauth2/authorize?${query.toString()}`, {
      headers,
    });
    expect(login.headers.location).toMatch(new RegExp(`^http://lina.localhost:${port}/login/done\\?code=`));
  });

  it('open from a link in a card, of the product only', async () => {
    const { url, product, port, tryControl } = await openPhones();
    const at = (link: string) =>
      `/_sandbox/webview?${new URLSearchParams({ userid: 'lina', url: link }).toString()}`;
    const there = await browse(url, 'localhost', at(`${product.url}/app/leads/L1?x=1#top`));
    expect(there.headers.location).toBe(`http://lina.localhost:${port}/app/leads/L1?x=1#top`);
    const sameByNumber = product.url.replace('localhost', '127.0.0.1');
    expect((await browse(url, 'localhost', at(`${sameByNumber}/app`))).status).toBe(302);
    expect((await browse(url, 'localhost', at('https://evil.example.com/'))).status).toBe(400);
    expect((await tryControl('GET webview?userid=nobody&url=/app')).status).toBe(404);
  });

  it('belong to members only, never reach the controls, and say when the product is down', async () => {
    const { url, tryControl } = await openPhones();
    expect((await browse(url, 'stranger.localhost', '/app')).status).toBe(404);
    expect((await browse(url, 'lina.localhost', '/_sandbox/credentials')).body).toBe(
      'GET /_sandbox/credentials',
    );
    await tryControl('POST members', { action: 'resign', userid: 'lina' });
    expect((await browse(url, 'lina.localhost', '/app')).status).toBe(404);
    const alone = await openSandbox({ productUrl: 'http://127.0.0.1:9' });
    const down = await browse(alone.url, 'wuhao.localhost', '/app');
    expect([down.status, down.body.includes('产品没有应答')]).toEqual([502, true]);
  });

  it('leave `/` to the built page, or say how to build it', async () => {
    const { url } = await openSandbox();
    const page = await browse(url, 'localhost', '/');
    expect([page.status, page.body.includes('npm start')]).toEqual([200, true]);
  });
});
