import type { SandboxCore } from '../core.ts';
import { findMember } from '../state.ts';
import { type ApiCall, type ApiRoute, entryOf, refuse, text } from './call.ts';

/** A login code works once within 5 minutes (wecom docs 91023). */
export const LOGIN_CODE_LIFE_MS = 5 * 60_000;
/** A user_ticket works as often as wanted within half an hour (wecom docs 95833). */
export const USER_TICKET_LIFE_MS = 30 * 60_000;

export const identityRoutes: readonly ApiRoute[] = [
  { path: '/cgi-bin/auth/getuserinfo', methods: ['GET'], token: true, run: getUserInfo },
  { path: '/cgi-bin/auth/getuserdetail', methods: ['POST'], token: true, run: getUserDetail },
];

function getUserInfo({ core, query, app }: ApiCall): Record<string, unknown> {
  const code = entryOf(core.state.loginCodes, query.code);
  if (code === undefined || code.agentId !== app.agentId) refuse(40029);
  if (code.usedAt !== null) refuse(42022);
  if (code.issuedAt + LOGIN_CODE_LIFE_MS <= core.clock.ms()) refuse(42003);
  code.usedAt = core.clock.ms();
  core.changed();
  const member = findMember(core.state, code.userid) ?? refuse(40029);
  if (!code.isPrivate) return { userid: member.userid };
  const ticket = core.random(64).toString('base64url');
  core.state.userTickets[ticket] = {
    userid: member.userid,
    agentId: app.agentId,
    issuedAt: core.clock.ms(),
  };
  return { userid: member.userid, user_ticket: ticket };
}

/** Members of the sandbox have consented to nothing: every private field is there and empty. */
function getUserDetail({ core, body, app }: ApiCall): Record<string, unknown> {
  const ticket = entryOf(core.state.userTickets, text(body.user_ticket, 40063, 'user_ticket'));
  if (ticket === undefined || ticket.agentId !== app.agentId) refuse(40035, 'user_ticket');
  if (ticket.issuedAt + USER_TICKET_LIFE_MS <= core.clock.ms()) refuse(40035, 'user_ticket is too old');
  const member = findMember(core.state, ticket.userid) ?? refuse(60111);
  const withheld = { avatar: '', qr_code: '', mobile: '', email: '', biz_mail: '', address: '' };
  return { userid: member.userid, gender: '0', ...withheld };
}

/** What the client adds to the redirect once it knows who is looking. */
export function issueLoginCode(
  core: SandboxCore,
  login: { readonly userid: string; readonly agentId: number; readonly isPrivate: boolean },
): string {
  const code = core.random(32).toString('base64url');
  core.state.loginCodes[code] = { ...login, issuedAt: core.clock.ms(), usedAt: null };
  core.changed();
  return code;
}
