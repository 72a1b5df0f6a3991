import { describe, expect, it } from 'vitest';
import { createCookieJar } from '#sandbox/webview/cookie-jar';
import {
  isOwnUrl,
  isPhoneHost,
  isProductUrl,
  memberOfHost,
  onPhone,
  phoneLabel,
} from '#sandbox/webview/phone-host';
import { openCore } from './open-core.ts';

describe('a phone’s cookies at the edges', () => {
  const openJar = () => {
    const opened = openCore();
    return { jar: createCookieJar(opened.core.clock), pass: opened.pass, clock: opened.core.clock };
  };

  it.each<[string, string[], string]>([
    ['a name may hold a dot or a dash', ['__Host-sid.v2=1'], '__Host-sid.v2=1'],
    ['quotes are part of the value', ['a="b c"'], 'a="b c"'],
    ['a signature is kept to the letter', ['sid=s%3Aabc.def/+ghi='], 'sid=s%3Aabc.def/+ghi='],
    ['blanks around the parts do not count', ['  a=1 ;  Path=/ ; HttpOnly '], 'a=1'],
    ['names are told apart by case', ['sid=1', 'SID=2'], 'sid=1; SID=2'],
    ['the last of the same name wins', ['a=1', 'a=2', 'a=3'], 'a=3'],
    ['one taken back in the same answer is gone', ['a=1', 'b=2', 'a=; Max-Age=0'], 'b=2'],
    ['one set again after that is there', ['a=1', 'a=; Max-Age=0', 'a=2'], 'a=2'],
    ['an attribute nobody knows is passed over', ['a=1; Priority=High; Partitioned'], 'a=1'],
    ['a value that looks like an attribute is a value', ['path=/x'], 'path=/x'],
    ['nothing', [''], ''],
    ['only blanks and signs', [' ; ', '=', ' =x'], ''],
  ])('%s', (_what, lines, header) => {
    const { jar } = openJar();
    jar.store(lines);
    expect(jar.header('/', '')).toBe(header);
  });

  it.each<[string, string, string[], string[]]>([
    ['the root', '/', ['/', '/app', '/app/leads/1'], []],
    ['one folder', '/app', ['/app', '/app/', '/app/leads'], ['/', '/apps', '/api', '/APP']],
    ['one folder with a slash', '/app/', ['/app/', '/app/leads'], ['/', '/apps', '/application/x']],
    [
      'a deep one',
      '/app/leads',
      ['/app/leads', '/app/leads/1'],
      ['/app', '/app/', '/app/lead', '/x/app/leads'],
    ],
  ])('a cookie for %s', (_what, path, there, notThere) => {
    const { jar } = openJar();
    jar.store([`a=1; Path=${path}`]);
    expect(there.map((each) => jar.header(each, ''))).toEqual(there.map(() => 'a=1'));
    expect(notThere.map((each) => jar.header(each, ''))).toEqual(notThere.map(() => ''));
  });

  it.each<[string, string, string]>([
    ['nothing from the browser', '', 'sid=jar'],
    ['one of its own', 'theme=dark', 'theme=dark; sid=jar'],
    ['a stale one of ours', 'sid=old', 'sid=jar'],
    ['both, in its order', 'sid=old; theme=dark', 'sid=jar; theme=dark'],
    ['one without a value', 'empty=', 'empty=; sid=jar'],
    ['an equals sign in the value', 'a=b=c', 'a=b=c; sid=jar'],
    ['parts that are none', ';;  ; broken ;', 'sid=jar'],
    ['one twice: the last', 'x=1; x=2', 'x=2; sid=jar'],
  ])('merged with %s', (_what, fromBrowser, header) => {
    const { jar } = openJar();
    jar.store(['sid=jar']);
    expect(jar.header('/', fromBrowser)).toBe(header);
  });

  it('one for another path leaves the browser’s own alone', () => {
    const { jar } = openJar();
    jar.store(['sid=jar; Path=/app']);
    expect(jar.header('/api', 'sid=browser')).toBe('sid=browser');
    expect(jar.header('/app', 'sid=browser')).toBe('sid=jar');
  });

  it.each<[string, string, number]>([
    ['an hour by age', 'Max-Age=3600', 3_600],
    ['an hour by date', 'Expires=Wed, 06 May 2026 03:00:00 GMT', 3_600],
    ['an age wins over a date, in either order', 'Expires=Wed, 06 May 2026 05:00:00 GMT; Max-Age=10', 10],
    ['an attribute in capitals', 'MAX-AGE=5', 5],
  ])('%s: there until the last second, whoever moves the clock', (_what, attribute, seconds) => {
    const { jar, pass, clock } = openJar();
    jar.store([`a=1; ${attribute}`]);
    pass(seconds - 1);
    expect(jar.header('/', '')).toBe('a=1');
    clock.advance(1);
    expect(jar.header('/', '')).toBe('');
    // Once dead it stays dead, also for a reader before its end.
    clock.advance(-seconds);
    expect(jar.header('/', '')).toBe('');
  });

  it.each(['Max-Age=-1', 'Max-Age=0', 'Expires=Thu, 01 Jan 1970 00:00:00 GMT'])(
    '%s takes one back',
    (attribute) => {
      const { jar } = openJar();
      jar.store(['a=1; Path=/', 'b=2']);
      jar.store([`a=; Path=/; ${attribute}`]);
      expect(jar.header('/', '')).toBe('b=2');
    },
  );

  it('a renewed one lives from its renewal', () => {
    const { jar, pass } = openJar();
    jar.store(['a=1; Max-Age=60']);
    pass(50);
    jar.store(['a=2; Max-Age=60']);
    pass(59);
    expect(jar.header('/', '')).toBe('a=2');
    pass(1);
    expect(jar.header('/', '')).toBe('');
  });
});

describe('[OP1] whose phone a host is', () => {
  const { core } = openCore();

  it.each<[string, string | null]>([
    ['lina.localhost', 'lina'],
    ['lina.localhost:3900', 'lina'],
    ['LINA.LocalHost:3900', 'lina'],
    ['zhangwei.localhost', 'zhangwei'],
    ['localhost', null],
    ['localhost:3900', null],
    ['127.0.0.1:3900', null],
    ['nobody.localhost', null],
    ['x.lina.localhost', null],
    ['lina.localhost.example.com', null],
    ['lina.example.com', null],
    ['.localhost', null],
    ['lina.localhost:', null],
    ['lina.localhost:80x', null],
    ['', null],
  ])('%j: %s', (host, userid) => {
    expect(memberOfHost(core, host)?.userid ?? null).toBe(userid);
  });

  it('nobody’s once the person is gone', () => {
    const opened = openCore();
    opened.core.state.members.find((member) => member.userid === 'lina')!.active = false;
    expect(memberOfHost(opened.core, 'lina.localhost')).toBeNull();
    expect(memberOfHost(opened.core, 'wuhao.localhost')?.userid).toBe('wuhao');
  });

  it.each<[string, boolean]>([
    ['lina.localhost', true],
    ['stranger.localhost:1', true],
    ['A.LOCALHOST', true],
    ['localhost', false],
    ['localhost:3900', false],
    ['lina.localhost.example.com', false],
    ['lina-localhost', false],
    ['127.0.0.1', false],
  ])('%j is kept apart from the controls: %s', (host, isPhone) => {
    expect(isPhoneHost(host)).toBe(isPhone);
  });

  it.each([
    ['ZhangWei', 'zhangwei'],
    ['zhang.wei_2', 'zhang-wei-2'],
    ['li@shop', 'li-shop'],
    ['a-b', 'a-b'],
  ])('the userid %s makes the name %s', (userid, label) => {
    expect(phoneLabel(userid)).toBe(label);
  });

  it.each<[string, boolean, boolean]>([
    ['http://localhost:3000/app', true, false],
    ['http://127.0.0.1:3000/', true, false],
    ['http://[::1]:3000/', true, false],
    ['https://localhost:3000/', false, false],
    ['http://localhost:3001/', false, false],
    ['http://localhost/', false, false],
    ['http://localhost.example.com:3000/', false, false],
    ['http://lina.localhost:3000/', false, false],
    ['http://127.0.0.1:3900/x', false, true],
    ['http://localhost:3900/x', false, true],
    ['http://example.com:3900/', false, false],
  ])('%s is the product: %s, is the sandbox: %s', (url, product, own) => {
    expect(isProductUrl(core, new URL(url))).toBe(product);
    expect(isOwnUrl(core, new URL(url))).toBe(own);
  });

  it('keeps path, query and place of a page it opens on a phone', () => {
    const page = new URL('http://localhost:3000/app/leads/1?from=%E5%8D%A1%E7%89%87&x=1#trail');
    expect(onPhone(core, 'lina', page)).toBe(
      'http://lina.localhost:3900/app/leads/1?from=%E5%8D%A1%E7%89%87&x=1#trail',
    );
  });
});
