import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ERRORS } from '#domain/kernel/errors';

const ROOT = join(import.meta.dirname, '../../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

describe('documents say what the code does', () => {
  const documented = new Map(
    [...read('docs/errors.md').matchAll(/^\| `([A-Z_]+)` \| (\d+) \| (\w+) \| (.+) \|$/gm)].map((row) => [
      row[1]!,
      row,
    ]),
  );

  it('docs/errors.md has every error code and no other', () => {
    expect([...documented.keys()].sort()).toEqual(Object.keys(ERRORS).sort());
  });

  it.each(Object.values(ERRORS))(
    'docs/errors.md tells status and kind of $code',
    ({ code, status, kind }) => {
      const [, , documentedStatus, documentedKind, advice] = documented.get(code)!;
      expect([Number(documentedStatus), documentedKind]).toEqual([status, kind]);
      expect(advice!.length).toBeGreaterThan(20);
    },
  );

  it('docs/events.md and the configuration tables are those the code writes', () => {
    const args = ['--conditions=source', '--import', 'tsx', 'scripts/write-docs.ts', '--check'];
    expect(execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' })).toBe('');
  });

  it('both READMEs have the same parts, commands and links', () => {
    const parts = (text: string) => ({
      headings: text.match(/^##? /gm)?.length,
      commands: text.match(/npm (ci|start|test|run [\w:]+)/g)?.sort(),
      links: [...text.matchAll(/\]\(((?:docs|ARCH|CONTR)[^)]*)\)/g)].map((link) => link[1]).sort(),
      variables: [...new Set(text.match(/`(WECOM|PUBLIC|SESSION|FIELD|MONGODB|DATA|SANDBOX)_\w+`/g))].sort(),
    });
    expect(parts(read('README.zh-CN.md'))).toEqual(parts(read('README.md')));
  });

  it('every local link of the documents leads somewhere', () => {
    for (const file of ['README.md', 'README.zh-CN.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md']) {
      for (const [, target] of read(file).matchAll(/\]\((?!https?:)([^)#]+)\)/g)) {
        expect(() => readFileSync(join(ROOT, target!)), `${file} → ${target}`).not.toThrow();
      }
    }
  });

  it('no document or source names a registry, a mirror or the machine it was written on', () => {
    const list = execFileSync('git', ['ls-files', '.', ':!tests'], { cwd: ROOT, encoding: 'utf8' })
      .trim()
      .split('\n');
    const text = list.filter((file) => /\.(md|ts|tsx|json|mjs|cjs|yml)$|^\.ci\/run$/.test(file));
    const places =
      /"resolved": *"http|registry\.npm|npmmirror|pypi\.org\/simple|\/work\/(main|shared)|\/root\//;
    expect(text.filter((file) => places.test(read(file)))).toEqual([]);
  });
});
