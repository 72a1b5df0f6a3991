import type { SandboxCore } from '../core.ts';
import type { Member } from '../state.ts';

/**
 * Each phone is an own origin, `<userid>.localhost`: browsers send every such name to this machine, and
 * three phones side by side hold three separate sessions.
 */
export function phoneLabel(userid: string): string {
  return userid.toLowerCase().replace(/[^a-z0-9-]/g, '-');
}

/** The member whose phone this Host header (or authority of a URL) names; null for any other host. */
export function memberOfHost(core: SandboxCore, host: string): Member | null {
  const label = /^([a-z0-9-]+)\.localhost(?::\d+)?$/i.exec(host)?.[1]?.toLowerCase();
  if (label === undefined) return null;
  return core.state.members.find((member) => member.active && phoneLabel(member.userid) === label) ?? null;
}

export function isPhoneHost(host: string): boolean {
  return /\.localhost(?::\d+)?$/i.test(host);
}

export function phoneOrigin(core: SandboxCore, userid: string): string {
  return `http://${phoneLabel(userid)}.localhost:${new URL(core.baseUrl()).port}`;
}

/** True when a URL leads to the product, under any name of this machine. */
export function isProductUrl(core: SandboxCore, url: URL): boolean {
  return sameOrigin(url, new URL(core.productUrl));
}

export function isOwnUrl(core: SandboxCore, url: URL): boolean {
  return sameOrigin(url, new URL(core.baseUrl()));
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

function sameOrigin(a: URL, b: URL): boolean {
  if (a.origin === b.origin) return true;
  const bothHere = LOOPBACK.includes(a.hostname) && LOOPBACK.includes(b.hostname);
  return bothHere && a.port === b.port && a.protocol === b.protocol;
}

/** The same page as seen from a member's phone. */
export function onPhone(core: SandboxCore, userid: string, url: URL): string {
  return `${phoneOrigin(core, userid)}${url.pathname}${url.search}${url.hash}`;
}
