import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';
import { appError } from '#domain/kernel/errors';
import { type Route, route } from '../core/route.ts';
import { renderDocument } from '../pages/render-page.ts';
import { curlExample } from './curl-example.ts';
import { openApiDocument } from './openapi-document.ts';

/** The files of swagger-ui-dist the page needs, and nothing else of that folder. */
const FILES: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css',
  'swagger-ui-bundle.js': 'text/javascript',
};

const START = `window.addEventListener('load', () => {
  window.SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#api', deepLinking: true, validatorUrl: null });
});
`;

const GUIDE_STYLE = fileURLToPath(new URL('../../../templates/pages/api-docs.css', import.meta.url));
const WHY = 'describes interfaces, holds no data';
const FileParams = z.strictObject({ file: z.string().check(z.maxLength(60)) });

/** /api/openapi.json and the page that draws it, served from disk: nothing comes from elsewhere. */
export function docsRoutes(published: () => readonly Route[], publicUrl: string): Route[] {
  const folder = () => dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  let document: string | undefined;
  const shared = {
    method: 'GET',
    tag: 'documentation',
    access: { kind: 'public', why: WHY },
    hidden: true,
  } as const;
  return [
    route({
      ...shared,
      path: '/api/openapi.json',
      summary: 'This document',
      handle: async () => {
        document ??= JSON.stringify(openApiDocument(published(), publicUrl));
        return { type: 'application/json', body: document, headers: { 'cache-control': 'no-cache' } };
      },
    }),
    route({
      ...shared,
      path: '/api/docs',
      summary: 'This document as a page',
      handle: async () => ({
        type: 'html',
        body: renderDocument('api-docs', { title: 'CheLiao API', curl: curlExample(publicUrl) }),
      }),
    }),
    route({
      ...shared,
      path: '/api/docs/:file',
      summary: 'Files of the page',
      params: FileParams,
      handle: async ({ params }) => {
        if (params.file === 'start.js') return { type: 'text/javascript', body: START };
        if (params.file === 'guide.css') return { type: 'text/css', body: readFileSync(GUIDE_STYLE) };
        const type = FILES[params.file];
        if (type === undefined) throw appError('NOT_FOUND', { what: '该文件' });
        const body = readFileSync(join(folder(), params.file));
        return { type, body, headers: { 'cache-control': 'public, max-age=86400' } };
      },
    }),
  ];
}
