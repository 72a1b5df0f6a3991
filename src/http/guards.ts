import { appError } from '#domain/kernel/errors';
import type { HttpDeps } from './core/http-deps.ts';
import type { Caller, Guard } from './core/mount-routes.ts';
import { isFromPrivateNetwork } from './core/private-network.ts';
import type { Route } from './core/route.ts';
import { authenticateChannel } from './leads-api/authenticate-channel.ts';
import { createCookieJar } from './sessions/cookies.ts';
import { requireSameOrigin } from './sessions/same-origin.ts';
import { findSessionStaff } from './sessions/sessions.ts';

const NOBODY: Caller = { actor: { type: 'system', job: 'http.public' }, staff: null, caller: null };

/** One guard per kind of access; the route table says which applies. */
export function createGuards(deps: HttpDeps): Readonly<Record<Route['access']['kind'], Guard>> {
  const jar = createCookieJar(deps.config);
  return {
    public: async () => NOBODY,
    // To an outsider these routes do not exist.
    private_network: async (http) => {
      if (!isFromPrivateNetwork(http)) throw appError('NOT_FOUND', { what: '该地址' });
      return NOBODY;
    },
    channel: async (http) => {
      const caller = await authenticateChannel(http, deps.clock);
      return { actor: { type: 'channel', channel: caller.channel }, staff: null, caller };
    },
    staff: async (http, entry) => {
      http.set('cache-control', 'no-store');
      const id = jar.readSession(http);
      const staff = id === null ? null : await findSessionStaff(deps.clock, id);
      if (staff === null) throw appError('UNAUTHENTICATED', { fix: '登录已过期，请重新打开' });
      requireSameOrigin(http, deps.config.publicUrl);
      const roles = entry.access.kind === 'staff' ? entry.access.roles : undefined;
      if (roles !== undefined && !roles.includes(staff.role)) throw appError('FORBIDDEN');
      return { actor: { type: 'staff', staffId: staff.id }, staff, caller: null };
    },
  };
}
