import type { Context } from 'koa';
import { appError } from '#domain/kernel/errors';

/**
 * Refuses a changing request on a cookie route unless the browser says it comes from our own page:
 * `Sec-Fetch-Site: same-origin`, or where that is not sent (older web views, plain http) our own `Origin`.
 * With SameSite=Lax this is the second lock; a request that says nothing is refused.
 */
export function requireSameOrigin(http: Context, publicUrl: string): void {
  if (http.method === 'GET' || http.method === 'HEAD') return;
  const site = http.get('sec-fetch-site');
  if (site === 'same-origin') return;
  if (site === '' && http.get('origin') === new URL(publicUrl).origin) return;
  throw appError('FORBIDDEN', { reason: 'cross_origin' });
}
