import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { useDatabase } from '../../support/mongo.ts';
import { useServer } from './http-fixture.ts';

useDatabase();
const server = useServer();
const secure = useServer({ publicUrl: 'https://crm.example' });
const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(server.url + path, { redirect: 'manual', headers });

describe('health', () => {
  it('is alive while it answers', async () => {
    const answer = await get('/healthz');
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok' }]);
  });

  it('is ready when every check holds, else names the failing ones and nothing more', async () => {
    expect(await (await get('/readyz')).json()).toEqual({ ready: true, failing: [] });
    server.readiness.push(
      { name: 'indexes', check: async () => 'lead_open differs on 10.0.0.7' },
      { name: 'platform', check: async () => Promise.reject(new Error('mongodb://user:pw@host refused')) },
      { name: 'database', check: async () => null },
    );
    const answer = await get('/readyz');
    expect([answer.status, await answer.json()]).toEqual([
      503,
      { ready: false, failing: ['indexes', 'platform'] },
    ]);
    expect(server.logs.join('')).not.toContain('user:pw');
    server.readiness.length = 0;
  });

  it('shows metrics to the own network only', async () => {
    const near = await get('/metrics');
    expect(near.status).toBe(200);
    expect(await near.text()).toMatch(/cheliao_http_seconds_bucket\{.*route="\/healthz"/);
    for (const name of ['x-forwarded-for', 'forwarded']) {
      expect((await get('/metrics', { [name]: '203.0.113.9' })).status).toBe(404);
    }
  });
});

describe('headers', () => {
  const PAGES = [
    '/healthz',
    '/app/',
    '/api/docs',
    '/nowhere',
    '/f/unknown',
    '/api/app/v1/me',
    '/auth/wecom/callback',
  ];
  it.each(PAGES)('of %s forbid frames, sniffing, foreign scripts and styles', async (path) => {
    const { headers } = await get(path);
    const policy = headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('server')).toBeNull();
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(headers.get('strict-transport-security')).toBeNull();
  });

  it('on https ask for https for ever, and pin the cookie to the host', async () => {
    const answer = await fetch(`${secure.url}/auth/start`, { redirect: 'manual' });
    expect(answer.headers.get('strict-transport-security')).toMatch(/max-age=31536000/);
    expect(answer.headers.getSetCookie()[0]).toMatch(
      /^__Host-cl_login=.*; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
    );
  });

  it('links are built from the configured address, never from the Host header', async () => {
    const answer = await get('/auth/start', { host: 'evil.example' });
    expect(answer.headers.get('location')).not.toContain('evil');
  });
});

describe('the API document', () => {
  it('lists every published route once, with its access, and nothing of pages or login', async () => {
    const doc = (await (await get('/api/openapi.json')).json()) as {
      openapi: string;
      paths: Record<string, Record<string, { security?: object[]; operationId: string }>>;
    };
    expect(doc.openapi).toBe('3.1.0');
    const operations = Object.values(doc.paths).flatMap((path) => Object.values(path));
    expect(doc.paths['/api/v1/leads']?.post?.security).toEqual([
      { apiKey: [], timestamp: [], signature: [] },
    ]);
    expect(doc.paths['/api/app/v1/leads/{id}/accept']?.post?.security).toEqual([{ session: [] }]);
    expect(new Set(operations.map((one) => one.operationId)).size).toBe(operations.length);
    expect(Object.keys(doc.paths).filter((path) => /^\/(f|auth|app|pages)\b/.test(path))).toEqual([]);
  });

  it('is drawn by files of our own, and only by those', async () => {
    expect((await get('/api/docs/swagger-ui.css')).status).toBe(200);
    for (const file of ['package.json', '..%2fpackage.json', 'swagger-ui.js', 'index.html']) {
      expect([file, (await get(`/api/docs/${file}`)).status]).toEqual([file, 404]);
    }
  });
});

describe('hostile paths and requests', () => {
  it.each([
    '/app/assets/../../package.json',
    '/app/assets/..%2f..%2f..%2fpackage.json',
    '/app/assets/%2e%2e/%2e%2e/%2e%2e/package.json',
    '/app/assets/%00',
    '/pages/..%2f..%2fpackage.json',
    '/%',
    '/api/app/v1/leads/%E0%A4%A',
  ])('%s gives nothing away', async (path) => {
    const answer = await raw(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 (400|401|403|404|503|200) /);
    expect(answer).not.toMatch(/"dependencies"|\/work|node_modules|at .*\.ts/);
  });

  it('headers beyond 16 KB are refused', async () => {
    const answer = await raw(`GET /healthz HTTP/1.1\r\nhost: x\r\nx-a: ${'a'.repeat(20_000)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 431 /);
  });

  it('a parameter repeated ten thousand times is only refused', async () => {
    const query = Array.from({ length: 2_000 }, (_, i) => `a${i}=1`).join('&');
    expect((await get(`/healthz?${query.slice(0, 12_000)}`)).status).toBe(200);
  });

  it('a request that says two lengths is refused', async () => {
    const text =
      'POST /api/v1/leads HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n{}';
    expect(await raw(text)).toMatch(/^HTTP\/1.1 400 /);
  });
});

function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => socket.write(text));
    let seen = '';
    socket.on('data', (chunk) => {
      seen += String(chunk);
      if (seen.includes('\r\n\r\n')) socket.end();
    });
    socket.on('close', () => resolve(seen));
    socket.on('error', reject);
  });
}
