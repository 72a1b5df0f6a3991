import * as z from 'zod/mini';
import { describeError } from '#infra/describe-error';
import type { Logger } from '#infra/logger';
import { registry } from '#infra/metrics';
import type { ReadinessCheck } from '../core/http-deps.ts';
import { type Route, route } from '../core/route.ts';

const Alive = z.object({ status: z.literal('ok') });
const Ready = z.object({ ready: z.boolean(), failing: z.array(z.string()) });

/** A check that hangs is a check that failed. */
const CHECK_TIMEOUT_MS = 3_000;

/** Liveness, readiness and metrics. None of them tells an outsider anything but up or not. */
export function healthRoutes(options: { readiness: readonly ReadinessCheck[]; logger: Logger }): Route[] {
  return [
    route({
      method: 'GET',
      path: '/healthz',
      tag: 'operations',
      summary: 'The process answers',
      access: { kind: 'public', why: 'a load balancer asks without credentials' },
      responses: { 200: Alive },
      handle: async () => ({ body: { status: 'ok' }, headers: NO_STORE }),
    }),
    route({
      method: 'GET',
      path: '/readyz',
      tag: 'operations',
      summary: 'The process can serve: database, indexes, migrations, platform; names what fails',
      access: { kind: 'public', why: 'a load balancer asks without credentials' },
      responses: { 200: Ready, 503: Ready },
      handle: async () => {
        const failing = await failingChecks(options.readiness, options.logger);
        const ready = failing.length === 0;
        return { status: ready ? 200 : 503, body: { ready, failing }, headers: NO_STORE };
      },
    }),
    route({
      method: 'GET',
      path: '/metrics',
      tag: 'operations',
      summary: 'Prometheus metrics, for scrapers on this machine or its private network',
      access: { kind: 'private_network' },
      handle: async () => ({ type: registry.contentType, body: await registry.metrics(), headers: NO_STORE }),
    }),
  ];
}

const NO_STORE = { 'cache-control': 'no-store' } as const;

/** Names of the checks that do not hold; the sentence of each goes to the log. */
async function failingChecks(checks: readonly ReadinessCheck[], logger: Logger): Promise<string[]> {
  const problems = await Promise.all(checks.map((check) => problemOf(check)));
  const failing: string[] = [];
  for (const [i, problem] of problems.entries()) {
    if (problem === null) continue;
    failing.push(checks[i]!.name);
    logger.warn({ check: checks[i]!.name, problem }, 'not ready');
  }
  return failing;
}

async function problemOf(check: ReadinessCheck): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer in ${CHECK_TIMEOUT_MS / 1000} s`), CHECK_TIMEOUT_MS);
  });
  try {
    return await Promise.race([check.check(), late]);
  } catch (error) {
    return describeError(error).message;
  } finally {
    clearTimeout(timer);
  }
}
