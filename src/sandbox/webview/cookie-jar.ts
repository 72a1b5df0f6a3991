import type { SandboxClock } from '../clock.ts';

/** One phone's cookies, kept here because browsers refuse cookies of framed pages. */
export interface CookieJar {
  /** Takes over `set-cookie` lines of the product. */
  store(lines: readonly string[]): void;
  /** The `cookie` header for a request, merged over what the browser itself sent. */
  header(path: string, fromBrowser: string): string;
  clear(): void;
}

interface Cookie {
  readonly value: string;
  readonly path: string;
  /** Platform time in ms; null = until the phone is emptied. */
  readonly expiresAt: number | null;
}

export function createCookieJar(clock: SandboxClock): CookieJar {
  const cookies = new Map<string, Cookie>();
  return {
    store: (lines) => {
      for (const line of lines) {
        const { name, cookie } = parse(line, clock.ms());
        if (name === '') continue;
        if (cookie.expiresAt !== null && cookie.expiresAt <= clock.ms()) cookies.delete(name);
        else cookies.set(name, cookie);
      }
    },
    header: (path, fromBrowser) => {
      const all = new Map(pairs(fromBrowser));
      for (const [name, cookie] of cookies) {
        if (cookie.expiresAt !== null && cookie.expiresAt <= clock.ms()) cookies.delete(name);
        else if (path === cookie.path || path.startsWith(withSlash(cookie.path))) all.set(name, cookie.value);
      }
      return [...all].map(([name, value]) => `${name}=${value}`).join('; ');
    },
    clear: () => cookies.clear(),
  };
}

const withSlash = (path: string) => (path.endsWith('/') ? path : `${path}/`);

function pairs(header: string): [string, string][] {
  return header
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.includes('='))
    .map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]);
}

function parse(line: string, now: number): { name: string; cookie: Cookie } {
  const [first = '', ...attributes] = line.split(';').map((part) => part.trim());
  const at = first.indexOf('=');
  const get = (name: string) =>
    attributes.find((each) => each.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1);
  const maxAge = get('max-age');
  const expires = Date.parse(get('expires') ?? '');
  const untilExpires = Number.isNaN(expires) ? null : expires;
  return {
    name: at > 0 ? first.slice(0, at) : '',
    cookie: {
      value: first.slice(at + 1),
      path: get('path') || '/',
      expiresAt: maxAge === undefined ? untilExpires : now + Number(maxAge) * 1000,
    },
  };
}
