import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { API_ROUTES } from '#sandbox/api/routes';
import { COVERAGE } from '#sandbox/coverage';
import { coverageDocument } from '#sandbox/coverage-doc';
import { LOGIN_PATHS } from '#sandbox/pages/login';

describe('the coverage page', () => {
  it('[OP1] names exactly the APIs that answer', () => {
    const promised = COVERAGE.filter((entry) => entry.area === 'API' && entry.level !== 'not');
    const answered = API_ROUTES.map((route) => route.path);
    expect(promised.map((entry) => entry.path).toSorted()).toEqual(answered.toSorted());
    const absent = COVERAGE.filter((entry) => entry.area === 'API' && entry.level === 'not');
    expect(absent.filter((entry) => answered.includes(entry.path))).toEqual([]);
  });

  it('names the login pages', () => {
    const pages = COVERAGE.filter((entry) => entry.area === 'Page').map((entry) => entry.path);
    expect(pages.toSorted()).toEqual(LOGIN_PATHS.toSorted());
  });

  it('lists nothing twice and every code in order', () => {
    const paths = COVERAGE.map((entry) => entry.path);
    expect(new Set(paths).size).toBe(paths.length);
    for (const entry of COVERAGE) {
      expect(entry.codes, entry.path).toEqual([...entry.codes].toSorted((a, b) => a - b));
    }
  });

  it('is docs/platform-coverage.md to the letter', () => {
    const page = readFileSync(new URL('../../../docs/platform-coverage.md', import.meta.url), 'utf8');
    expect(page).toBe(coverageDocument());
  });
});
