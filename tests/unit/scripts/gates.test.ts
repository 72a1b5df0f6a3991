import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Capability, renderFeatures, type TestReport } from '../../../scripts/features-page.ts';
import { lockProblems } from '../../../scripts/lock-problems.ts';
import { sizeReport } from '../../../scripts/size-report.ts';

const SHA = 'sha512-AAAA';

describe('check:lock', () => {
  const lockOf = (packages: Record<string, object>) => ({ lockfileVersion: 3, packages });

  it('is content with registry packages, workspaces and their links', () => {
    const lock = lockOf({
      '': { version: '0.1.0' },
      'src/console': { version: '0.1.0' },
      'node_modules/console': { link: true, resolved: 'src/console' },
      'node_modules/koa': { version: '3.0.0', integrity: SHA },
    });
    expect(lockProblems(lock)).toEqual([]);
  });

  it.each<[string, object, RegExp]>([
    ['a host', { version: '1.0.0', integrity: SHA, resolved: 'https://example.com/x.tgz' }, /names where/],
    ['no hash', { version: '1.0.0' }, /has no sha512/],
    ['an old hash', { version: '1.0.0', integrity: 'sha1-AAAA' }, /has no sha512/],
    [
      'a git repository',
      { version: 'git+ssh://git@example.com/x.git', integrity: SHA },
      /not from a registry/,
    ],
    ['a script', { version: '1.0.0', integrity: SHA, hasInstallScript: true }, /runs an install script/],
  ])('refuses %s', (_what, entry, problem) => {
    expect(lockProblems(lockOf({ 'node_modules/@a/x': entry }))).toEqual([expect.stringMatching(problem)]);
  });

  it('knows that the hash of a binary for another system may be unknown, and only that', () => {
    const entry = (more: object) =>
      lockProblems(lockOf({ 'node_modules/@a/bin': { version: '1.0.0', optional: true, ...more } }));
    expect(entry({ os: ['darwin'], cpu: ['arm64'] })).toEqual([]);
    expect(entry({ os: ['linux'], cpu: ['x64'], libc: ['musl'] })).toEqual([]);
    expect(entry({ os: ['linux'], cpu: ['x64'] })).toHaveLength(1);
    expect(entry({})).toHaveLength(1);
  });

  it('refuses a lock file of another kind', () => {
    expect(lockProblems({ lockfileVersion: 1, packages: {} })).toHaveLength(1);
  });
});

describe('check:size', () => {
  const files = (...lines: number[]) => lines.map((count, i) => ({ path: `src/f${i}.ts`, lines: count }));

  it('is content with short files and enough tests', () => {
    expect(sizeReport(files(10, 50, 75, 200), files(400)).problems).toEqual([]);
  });

  it('names a long median, a long tail, a long file, and missing tests', () => {
    expect(sizeReport(files(76, 76, 76), files(500)).problems).toEqual([
      expect.stringContaining('median of 76'),
    ]);
    expect(sizeReport(files(10, 10, 10, 10, 251), files(500)).problems).toEqual([
      expect.stringContaining('within 251'),
    ]);
    expect(sizeReport(files(...Array.from({ length: 20 }, () => 10), 401), files(900)).problems).toEqual([
      'src/f20.ts: 401 lines, at most 400',
    ]);
    expect(sizeReport(files(50, 50), files(99)).problems).toEqual([expect.stringContaining('0.99 : 1')]);
  });
});

describe('the features page', () => {
  const rows: Capability[] = [
    { id: 'CH1', area: 'Chat', name: '卡片', goal: 'Cards' },
    { id: 'CH2', area: 'Chat', name: '事实', goal: 'One | truth' },
    { id: 'L1', area: 'Leaps', name: '沙盒', goal: 'Sandbox' },
  ];
  const reportOf = (...tests: [string, string][]): TestReport => ({
    testResults: [
      {
        name: '/root/tests/a.test.ts',
        assertionResults: tests.map(([title, status]) => ({ title, fullName: `suite ${title}`, status })),
      },
    ],
  });

  it('proves a row by passed tests that carry its id, and says “not yet” otherwise', () => {
    const { page, problems, proven } = renderFeatures(
      rows,
      reportOf(['[CH1] shows the phone masked', 'passed'], ['[CH1][L1] works offline', 'passed']),
      '/root',
    );
    expect(problems).toEqual([]);
    expect(proven).toBe(2);
    expect(page).toContain(
      '| CH1 | 卡片 | Cards | shows the phone masked (`tests/a.test.ts`)<br>works offline',
    );
    expect(page).toContain('| CH2 | 事实 | One \\| truth | not yet |');
    expect(page).toContain('2 of 3.');
  });

  it('does not count a row with a failing test, nor a skipped test', () => {
    const tests = reportOf(['[CH1] a', 'passed'], ['[CH1] b', 'failed'], ['[CH2] c', 'skipped']);
    const { page, proven } = renderFeatures(rows, tests, '/root');
    expect(proven).toBe(0);
    expect(page).toContain('**failing** b');
    expect(page).toMatch(/CH2 .*not yet/);
  });

  it('refuses an id that no row has', () => {
    const { problems } = renderFeatures(rows, reportOf(['[ZZ9] what', 'passed']), '/root');
    expect(problems).toEqual([expect.stringContaining('[ZZ9]')]);
  });

  it('has all rows, each id once', () => {
    const { capabilities } = JSON.parse(readFileSync('docs/capabilities.json', 'utf8')) as {
      capabilities: Capability[];
    };
    expect(capabilities).toHaveLength(99 + 24);
    expect(new Set(capabilities.map((row) => row.id)).size).toBe(99 + 24);
    for (const row of capabilities)
      expect(row.name.length * row.goal.length * row.area.length).toBeGreaterThan(0);
  });
});
