import type { Context, Middleware } from 'koa';
import { monotonicMs } from '#infra/clock';
import type { Logger } from '#infra/logger';
import { metrics } from '#infra/metrics';
import { type RequestScope, requestIdFrom, withRequestScope } from './request-scope.ts';
import { presentError, toAppError } from './translate-error.ts';

/** Renders a refusal for people; pages get a page, API clients get JSON. */
export type ErrorPage = (http: Context, message: string, requestId: string) => string;

const QUIET = new Set(['/healthz', '/readyz', '/metrics']);

/**
 * The outermost layer: request id, the one error translator, one metric and one log line per request. The
 * line names the route pattern, never the path or query: those may hold what a person typed.
 */
export function observeRequests(logger: Logger, errorPage: ErrorPage): Middleware {
  return (http, next) => {
    const scope: RequestScope = { requestId: requestIdFrom(http.get('x-request-id')), actor: null };
    return withRequestScope(scope, async () => {
      const startedAt = monotonicMs();
      http.set('x-request-id', scope.requestId);
      try {
        await next();
      } catch (error) {
        answerError(http as Context, error, scope, logger, errorPage);
      }
      const ms = monotonicMs() - startedAt;
      const pattern = (http as { _matchedRoute?: unknown })._matchedRoute;
      const route = typeof pattern === 'string' ? pattern : (http.state.pattern ?? 'unmatched');
      const method = http.method.length <= 7 ? http.method : 'OTHER';
      metrics.httpSeconds.observe({ method, route, status: http.status }, ms / 1000);
      const line = { requestId: scope.requestId, method, route, status: http.status, ms: Math.round(ms) };
      logger[QUIET.has(route) ? 'debug' : 'info']({ ...line, actor: scope.actor }, 'request');
    });
  };
}

function answerError(
  http: Context,
  thrown: unknown,
  scope: RequestScope,
  logger: Logger,
  errorPage: ErrorPage,
): void {
  const error = toAppError(thrown, scope.requestId);
  const line = { requestId: scope.requestId, code: error.code, err: error.cause ?? error };
  if (error.kind === 'unexpected') logger.error(line, 'request failed');
  else if (error.kind === 'operational') logger.warn(line, 'request could not be served');
  if (error.code === 'RATE_LIMITED') {
    const { limit, seconds } = error.details;
    http.set('retry-after', typeof seconds === 'number' ? String(seconds) : '60');
    logger.warn({ requestId: scope.requestId, actor: scope.actor, limit }, 'limit reached');
  }
  http.status = error.status;
  if (error.status === 503) http.set('retry-after', '5');
  // The rest of a refused body is not worth reading: the connection goes with the answer.
  if (error.status === 413) http.set('connection', 'close');
  if (wantsPage(http)) {
    http.type = 'html';
    http.body = errorPage(http, error.message, scope.requestId);
    return;
  }
  http.body = presentError(error, scope.requestId);
}

function wantsPage(http: Context): boolean {
  return !http.path.startsWith('/api/') && http.accepts('json', 'html') === 'html';
}
