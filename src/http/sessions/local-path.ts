/** Longer paths are not ours. */
const MAX_LENGTH = 512;

/**
 * The path to go to after login when it is certainly local, else `/app/`. Judged by what a browser makes of
 * it: `//host`, `/\host`, control characters and schemes all leave the site.
 */
export function localPath(next: string | undefined): string {
  if (next === undefined || next.length > MAX_LENGTH || !/^\/[\x21-\x7e]*$/.test(next)) return '/app/';
  if (next.includes('\\') || next.startsWith('//')) return '/app/';
  const base = 'https://here.invalid';
  const url = URL.canParse(next, base) ? new URL(next, base) : null;
  if (url === null || url.origin !== base || url.pathname.startsWith('//')) return '/app/';
  // Never back into the login itself: that would be a loop, and logging out by link.
  if (url.pathname.startsWith('/auth/')) return '/app/';
  return url.pathname + url.search + url.hash;
}
