import { chmodSync, copyFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { inspectMongod, sha256OfFile } from './inspect-mongod.ts';

const Manifest = z.object({ version: z.string(), sha256: z.string(), from: z.string() });

/** The user's cache folder for fetched servers: one for start and tests, outside the repository. */
export function mongodCacheDir(env: NodeJS.ProcessEnv): string {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cheliao', 'mongod');
}

/**
 * Path of the cached binary when it is the one that was put there: same hash, same version, runs here.
 * Null when there is none; a reason when there is one that must not be used.
 */
export async function findCachedMongod(
  cacheDir: string,
): Promise<{ path: string; version: string } | { problem: string } | null> {
  const path = join(cacheDir, 'mongod');
  const manifest = readManifest(cacheDir);
  if (manifest === null) return null;
  const sha256 = await sha256OfFile(path).catch(() => null);
  if (sha256 !== manifest.sha256) return { problem: `${path}: bytes differ from those that were cached` };
  const check = await inspectMongod(path);
  if (check.problem !== null) return { problem: check.problem };
  if (check.version !== manifest.version) return { problem: `${path}: version differs from the cached one` };
  return { path, version: manifest.version };
}

/** Puts a fetched binary into the cache: complete or not at all, also when two starts do it at once. */
export async function cacheMongod(cacheDir: string, file: string, from: string): Promise<string> {
  mkdirSync(cacheDir, { recursive: true });
  const path = join(cacheDir, 'mongod');
  const partial = `${path}.${process.pid}.partial`;
  copyFileSync(file, partial);
  chmodSync(partial, 0o755);
  const check = await inspectMongod(partial);
  if (check.problem !== null) throw new Error(check.problem);
  const manifest = { version: check.version ?? '', sha256: await sha256OfFile(partial), from };
  const manifestPartial = `${partial}.json`;
  writeFileSync(manifestPartial, `${JSON.stringify(manifest, null, 2)}\n`);
  renameSync(partial, path);
  renameSync(manifestPartial, join(cacheDir, 'mongod.json'));
  return path;
}

function readManifest(cacheDir: string): z.output<typeof Manifest> | null {
  try {
    return Manifest.parse(JSON.parse(readFileSync(join(cacheDir, 'mongod.json'), 'utf8')));
  } catch {
    return null;
  }
}
