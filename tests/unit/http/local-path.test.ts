import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { localPath } from '#http/sessions/local-path';

/** Ways by which redirect parameters left other sites (reliability.md S10). */
const HOSTILE = [
  'https://evil.example/',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/%09/../\\evil',
  'javascript:alert(1)',
  'data:text/html,x',
  'https:evil.example',
  'https:/evil.example',
  '/app/..//evil.example',
  '/./\\evil.example',
  '/.//evil.example',
  '/..//evil.example',
  '/%2e%2e//evil.example',
  ' /app',
  'app/',
  '',
  '@evil.example',
  '/app\u0000',
  '/\u2028/evil.example',
  '／／evil.example',
  '?next=//evil',
  '#//evil',
  '/auth/wecom/start',
  '/auth/logout',
  '/x/../auth/start',
  `/${'a'.repeat(600)}`,
];

describe('localPath', () => {
  it.each(['/app/leads/01HX', '/app/?a=1', '/app/leads/1#top', '/f/show'])('keeps %s', (path) => {
    expect(localPath(path)).toBe(path);
  });

  it.each(HOSTILE)('refuses %j', (path) => {
    expect(localPath(path)).toBe('/app/');
  });

  it('goes home when nothing is asked', () => {
    expect(localPath(undefined)).toBe('/app/');
  });

  test.prop([fc.string({ unit: 'binary' })])('never leaves the site, whatever is sent', (text) => {
    for (const candidate of [text, `/${text}`, `//${text}`, `/\\${text}`, `/app/../${text}`]) {
      const result = localPath(candidate);
      const url = new URL(result, 'https://crm.example');
      expect(url.origin).toBe('https://crm.example');
      expect(url.href.startsWith('https://crm.example/')).toBe(true);
      expect(url.pathname.startsWith('/auth/')).toBe(false);
    }
  });
});
