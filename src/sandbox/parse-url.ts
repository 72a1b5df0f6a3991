/** A URL, or null for what is none. `URL.parse` of newer Node versions; this runs on 20.19 too. */
export function parseUrl(text: string, base?: string): URL | null {
  return URL.canParse(text, base) ? new URL(text, base) : null;
}
