import type { SandboxCore } from '../core.ts';
import { findMember } from '../state.ts';
import { type ApiRoute, refuse } from './call.ts';

/** A login code works once within 5 minutes (wecom docs 91023). */
export const LOGIN_CODE_LIFE_MS = 5 * 60_000;

export const identityRoutes: readonly ApiRoute[] = [
  {
    path: '/cgi-bin/auth/getuserinfo',
    methods: ['GET'],
    token: true,
    run: ({ core, query, app }) => {
      const code = query.code === undefined ? undefined : core.state.loginCodes[query.code];
      if (code === undefined || code.agentId !== app.agentId) refuse(40029);
      if (code.usedAt !== null) refuse(42022);
      if (code.issuedAt + LOGIN_CODE_LIFE_MS <= core.clock.ms()) refuse(42003);
      code.usedAt = core.clock.ms();
      core.changed();
      const member = findMember(core.state, code.userid) ?? refuse(40029);
      return { userid: member.userid };
    },
  },
];

/** What the client adds to the redirect once it knows who is looking. */
export function issueLoginCode(core: SandboxCore, userid: string, agentId: number): string {
  const code = core.random(32).toString('base64url');
  core.state.loginCodes[code] = { userid, issuedAt: core.clock.ms(), usedAt: null, agentId };
  core.changed();
  return code;
}
