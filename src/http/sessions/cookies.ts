import type { Context } from 'koa';
import { createSigner, type Signer } from './secrets.ts';

/** The service's two cookies. On https the `__Host-` prefix pins them to this host, path / and Secure. */
export interface CookieJar {
  readSession(http: Context): string | null;
  writeSession(http: Context, id: string | null): void;
  readLogin(http: Context): string | null;
  writeLogin(http: Context, secret: string | null): void;
}

export function createCookieJar(config: { publicUrl: string; sessionSecret: string }): CookieJar {
  const https = config.publicUrl.startsWith('https:');
  const named = (name: string) => (https ? `__Host-${name}` : name);
  const jar = (name: string, signer: Signer) => ({
    read: (http: Context) => signer.open(cookieOf(http, named(name))),
    write: (http: Context, value: string | null) => {
      const life = value === null ? '; Max-Age=0' : '';
      const text = `${named(name)}=${value === null ? '' : signer.sign(value)}; Path=/; HttpOnly; SameSite=Lax`;
      http.append('set-cookie', `${text}${https ? '; Secure' : ''}${life}`);
    },
  });
  const session = jar('cl_session', createSigner(config.sessionSecret, 'session cookie'));
  const login = jar('cl_login', createSigner(config.sessionSecret, 'login cookie'));
  return {
    readSession: session.read,
    writeSession: session.write,
    readLogin: login.read,
    writeLogin: login.write,
  };
}

/** The first cookie of that name; a second one of the same name cannot override it. */
function cookieOf(http: Context, name: string): string | undefined {
  for (const part of http.get('cookie').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return undefined;
}
