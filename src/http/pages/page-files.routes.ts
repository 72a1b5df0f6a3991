import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Route, route } from '../core/route.ts';

const STYLE = fileURLToPath(new URL('../../../templates/pages/page.css', import.meta.url));

/** What server-rendered pages load: one style sheet. A file, because the CSP allows no inline style. */
export function pageFileRoutes(): Route[] {
  const css = readFileSync(STYLE);
  return [
    route({
      method: 'GET',
      path: '/pages/page.css',
      tag: 'pages',
      summary: 'Style of public pages',
      hidden: true,
      access: { kind: 'public', why: 'public pages load it' },
      handle: async () => ({ type: 'css', body: css, headers: { 'cache-control': 'public, max-age=300' } }),
    }),
    route({
      method: 'GET',
      path: '/',
      tag: 'pages',
      summary: 'To the staff pages',
      hidden: true,
      access: { kind: 'public', why: 'a redirect' },
      handle: async () => ({ status: 302, headers: { location: '/app/' } }),
    }),
  ];
}
