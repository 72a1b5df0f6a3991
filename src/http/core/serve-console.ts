import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Context, Middleware } from 'koa';
import serveStatic from 'koa-static';
import { messagePage } from '../pages/render-page.ts';

const DEFAULT_ROOT = fileURLToPath(new URL('../../../dist/web/', import.meta.url));
const ASSETS = '/app/assets/';

/**
 * The staff pages under /app/: hashed assets for ever, `index.html` always asked for again, and every other
 * path is the page's own to route. The page holds no data; what it shows comes from the staff API.
 */
export function serveConsole(webRoot: string = DEFAULT_ROOT): Middleware {
  const assets = serveStatic(webRoot, { index: false, maxage: 365 * 86_400_000, immutable: true });
  return async (http, next) => {
    if (http.path !== '/app' && !http.path.startsWith('/app/')) return next();
    if (http.method !== 'GET' && http.method !== 'HEAD') return next();
    http.state.pattern = http.path.startsWith(ASSETS) ? '/app/assets/*' : '/app/*';
    // A missing asset is a 404, not the page: an old tab must notice that its files are gone.
    if (http.path.startsWith(ASSETS)) return assets(http as never, next);
    return sendIndex(http as Context, webRoot);
  };
}

async function sendIndex(http: Context, webRoot: string): Promise<void> {
  http.type = 'html';
  http.set('cache-control', 'no-cache');
  try {
    http.body = await readFile(join(webRoot, 'app', 'index.html'));
  } catch {
    http.status = 503;
    http.body = messagePage({
      title: '页面还没有构建',
      message: '手机页面的文件不存在。',
      hint: '请用 npm start 启动：它会先构建页面。',
    });
  }
}
