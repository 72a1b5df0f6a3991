import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Middleware } from 'koa';
import serve from 'koa-static';
import { page } from './page.ts';

/** The built page at `/`, every unknown path falling back to it; without a build, how to make one. */
export function serveUi(folder: string | null): Middleware {
  const files = folder === null ? null : serve(folder, { index: 'index.html', maxage: 0 });
  return async (ctx, next) => {
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') return next();
    if (folder === null || files === null || !existsSync(join(folder, 'index.html'))) {
      ctx.type = 'html';
      ctx.body = page('车聊沙盒', NOT_BUILT);
      return;
    }
    await files(ctx, async () => {
      if (ctx.path.includes('.')) return next();
      ctx.path = '/index.html';
      return files(ctx, next);
    });
  };
}

const NOT_BUILT =
  '<p>沙盒正在运行，但页面还没有构建。</p><p>用 <code>npm start</code> 启动会自动构建；接口已经可用，例如 <a href="/_sandbox/state">/_sandbox/state</a>。</p>' +
  '<p><small>The sandbox is running, its page is not built yet: <code>npm start</code> builds it.</small></p>';
