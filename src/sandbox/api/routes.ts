import type { ApiRoute } from './call.ts';
import { contactWayRoutes } from './contact-ways.ts';
import { corpTagRoutes } from './corp-tags.ts';
import { customerRoutes } from './customers.ts';
import { directoryRoutes } from './directory.ts';
import { extraRoutes } from './extras.ts';
import { identityRoutes } from './identity.ts';
import { recallRoutes } from './recall-message.ts';
import { sendMessageRoutes } from './send-message.ts';
import { tokenRoutes } from './token.ts';
import { updateCardRoutes } from './update-card.ts';

/** Every simulated API; the coverage table is held to this list by a test. */
export const API_ROUTES: readonly ApiRoute[] = [
  ...tokenRoutes,
  ...sendMessageRoutes,
  ...updateCardRoutes,
  ...recallRoutes,
  ...directoryRoutes,
  ...identityRoutes,
  ...customerRoutes,
  ...contactWayRoutes,
  ...corpTagRoutes,
  ...extraRoutes,
];

const byPath = new Map<string, ApiRoute>();
for (const route of API_ROUTES) {
  if (byPath.has(route.path)) throw new Error(`two handlers for ${route.path}`);
  byPath.set(route.path, route);
}

export function findRoute(path: string): ApiRoute | null {
  return byPath.get(path) ?? null;
}
