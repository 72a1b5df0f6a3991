import type { SandboxCore } from '../core.ts';
import type { RegisteredApp } from '../credentials.ts';
import { type ApiRoute, entryOf, refuse } from './call.ts';

/** Seconds an access token lives (wecom docs 91039). */
export const TOKEN_LIFE_S = 7_200;

/** `gettoken`: one token per secret, the same one until it expires or is revoked. */
export const tokenRoutes: readonly ApiRoute[] = [
  {
    path: '/cgi-bin/gettoken',
    methods: ['GET', 'POST'],
    token: false,
    run: ({ core, query, body, ip }) => {
      const corpid = query.corpid ?? body.corpid;
      const secret = query.corpsecret ?? body.corpsecret;
      if (typeof corpid !== 'string' || corpid === '') refuse(41002);
      if (typeof secret !== 'string' || secret === '') refuse(41004);
      if (core.limits.banned(ip)) refuse(45009, 'too many wrong secrets, this address is banned for an hour');
      if (corpid !== core.credentials.corpId) refuse(40013);
      const app = core.apps.find((each) => each.secret === secret);
      if (app === undefined) {
        core.limits.wrongSecret(ip);
        refuse(40001);
      }
      const token = currentToken(core, app) ?? issueToken(core, app);
      const left = Math.round((core.state.tokens[token]!.expiresAt - core.clock.ms()) / 1000);
      return { access_token: token, expires_in: left };
    },
  },
];

/** The app a token belongs to; 41001 without one, 40014 when unknown or revoked, 42001 when expired. */
export function appOfToken(core: SandboxCore, token: string | undefined): RegisteredApp {
  if (token === undefined || token === '') refuse(41001);
  const known = entryOf(core.state.tokens, token);
  if (known === undefined || known.revoked) refuse(40014);
  if (core.clock.ms() >= known.expiresAt) refuse(42001);
  return core.apps.find((app) => app.secret === known.secret) ?? refuse(40014);
}

/** Ends every living token before its time, as the platform sometimes does. */
export function revokeTokens(core: SandboxCore): number {
  const living = Object.values(core.state.tokens).filter((token) => !token.revoked);
  for (const token of living) token.revoked = true;
  core.changed();
  return living.length;
}

function currentToken(core: SandboxCore, app: RegisteredApp): string | null {
  const found = Object.entries(core.state.tokens).find(
    ([, token]) => token.secret === app.secret && !token.revoked && token.expiresAt > core.clock.ms(),
  );
  return found?.[0] ?? null;
}

function issueToken(core: SandboxCore, app: RegisteredApp): string {
  const now = core.clock.ms();
  for (const [old, token] of Object.entries(core.state.tokens)) {
    // An expired token is remembered for a day, so that it answers 42001 and not 40014.
    if (token.expiresAt < now - 86_400_000) delete core.state.tokens[old];
  }
  const token = core.random(96).toString('base64url');
  core.state.tokens[token] = {
    secret: app.secret,
    issuedAt: now,
    expiresAt: now + TOKEN_LIFE_S * 1000,
    revoked: false,
  };
  core.changed();
  return token;
}
