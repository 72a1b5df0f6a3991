import { mappingRoutes } from './admin-api/mapping.routes.ts';
import { rulesRoutes } from './admin-api/rules.routes.ts';
import type { HttpDeps } from './core/http-deps.ts';
import { createLimits } from './core/limits.ts';
import type { Route } from './core/route.ts';
import { docsRoutes } from './docs/docs.routes.ts';
import { formRoutes } from './forms/form.routes.ts';
import { healthRoutes } from './health/health.routes.ts';
import { leadIntakeRoutes } from './leads-api/lead-intake.routes.ts';
import { payloadRoutes } from './leads-api/payload.routes.ts';
import { pageFileRoutes } from './pages/page-files.routes.ts';
import { createCookieJar } from './sessions/cookies.ts';
import { loginRoutes } from './sessions/login.routes.ts';
import { leadRoutes } from './staff-api/lead.routes.ts';
import { leadActionRoutes } from './staff-api/lead-action.routes.ts';
import { meRoutes } from './staff-api/me.routes.ts';

/** The whole route table. What is not in it is not served, but for callbacks and the built staff pages. */
export function allRoutes(deps: HttpDeps): Route[] {
  const { config, clock, platforms, readiness, logger } = deps;
  const jar = createCookieJar(config);
  const limits = createLimits(config.sessionSecret);
  const routes: Route[] = [
    ...healthRoutes({ readiness, logger }),
    ...leadIntakeRoutes(),
    ...payloadRoutes(),
    ...rulesRoutes(),
    ...mappingRoutes(),
    ...formRoutes({ clock, publicUrl: config.publicUrl, sessionSecret: config.sessionSecret, limits }),
    ...loginRoutes({ platforms, clock, publicUrl: config.publicUrl, jar, limits }),
    ...meRoutes(),
    ...leadRoutes(),
    ...leadActionRoutes(limits),
    ...pageFileRoutes(),
    ...docsRoutes(() => routes, config.publicUrl),
  ];
  return routes;
}
