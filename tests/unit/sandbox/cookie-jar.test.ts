import { describe, expect, it } from 'vitest';
import { createCookieJar } from '#sandbox/webview/cookie-jar';
import { START } from './open-core.ts';

/** A jar on a clock the test moves. */
function openJar() {
  let now = START;
  const clock = {
    now: () => new Date(now),
    ms: () => now,
    seconds: () => Math.floor(now / 1000),
    offsetMs: 0,
    advance: (seconds: number) => {
      now += seconds * 1000;
    },
  };
  return { jar: createCookieJar(clock), clock };
}

describe('a phone’s cookies', () => {
  it.each<[string, string, string, string]>([
    ['a plain cookie goes everywhere', 'a=1', '/', 'a=1'],
    ['deep pages too', 'a=1', '/app/leads/1', 'a=1'],
    ['a path limits it', 'a=1; Path=/app', '/app', 'a=1'],
    ['what lies below the path', 'a=1; Path=/app', '/app/leads', 'a=1'],
    ['not a path that only begins alike', 'a=1; Path=/app', '/apple', ''],
    ['not the parent', 'a=1; Path=/app', '/', ''],
    ['a slash at the end is the same path', 'a=1; Path=/app/', '/app/x', 'a=1'],
    ['attributes are not values', 'a=1; HttpOnly; Secure; SameSite=Lax', '/', 'a=1'],
    ['an equals sign inside a value stays', 'a=b=c==; Path=/', '/', 'a=b=c=='],
    ['an empty value is a value', 'a=; Path=/', '/', 'a='],
    ['attributes in any case', 'a=1; PATH=/app', '/x', ''],
    ['a line without a name is no cookie', '=1; Path=/', '/', ''],
    ['a line without an equals sign neither', 'nonsense', '/', ''],
    ['an empty path means the root', 'a=1; Path=', '/x', 'a=1'],
  ])('%s', (_what, line, path, header) => {
    const { jar } = openJar();
    jar.store([line]);
    expect(jar.header(path, '')).toBe(header);
  });

  it('a later value replaces an earlier one, and several go out together', () => {
    const { jar } = openJar();
    jar.store(['a=1', 'b=2']);
    jar.store(['a=3']);
    expect(jar.header('/', '')).toBe('a=3; b=2');
  });

  it('what the product set wins over what the browser sends', () => {
    const { jar } = openJar();
    jar.store(['session=true']);
    expect(jar.header('/', 'session=stale; csrf=xyz; broken')).toBe('session=true; csrf=xyz');
  });

  it.each<[string, string, number, boolean]>([
    ['Max-Age counts from now', 'a=1; Max-Age=60', 59, true],
    ['Max-Age ends', 'a=1; Max-Age=60', 60, false],
    ['Max-Age=0 deletes at once', 'a=1; Max-Age=0', 0, false],
    ['Expires in the past', 'a=1; Expires=Wed, 06 May 2026 01:59:59 GMT', 0, false],
    ['Expires to come', 'a=1; Expires=Wed, 06 May 2026 03:00:00 GMT', 3_599, true],
    ['Expires reached', 'a=1; Expires=Wed, 06 May 2026 03:00:00 GMT', 3_600, false],
    ['Max-Age before Expires', 'a=1; Expires=Wed, 06 May 2026 01:00:00 GMT; Max-Age=60', 10, true],
    ['an unreadable date means until emptied', 'a=1; Expires=soon', 86_400 * 365, true],
  ])('%s', (_what, line, seconds, isThere) => {
    const { jar, clock } = openJar();
    jar.store([line]);
    clock.advance(seconds);
    expect(jar.header('/', '')).toBe(isThere ? 'a=1' : '');
  });

  it('a product can take its cookie back', () => {
    const { jar } = openJar();
    jar.store(['session=abc']);
    jar.store(['session=; Max-Age=0']);
    expect(jar.header('/', '')).toBe('');
  });

  it('is empty after a reset', () => {
    const { jar } = openJar();
    jar.store(['a=1', 'b=2; Max-Age=900']);
    jar.clear();
    expect(jar.header('/', 'c=3')).toBe('c=3');
  });
});
