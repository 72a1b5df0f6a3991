import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { runCommand } from '../run-command.ts';

/** Server lines this product supports; features newer than the oldest are not used. */
export const SUPPORTED_LINES = ['6.0', '7.0', '8.0'] as const;

/** Debian and Ubuntu packages behind the shared libraries a mongod asks for. */
const PACKAGE_OF: Readonly<Record<string, string>> = {
  'libcurl.so.4': 'libcurl4',
  'libssl.so.3': 'libssl3',
  'libcrypto.so.3': 'libssl3',
  'liblzma.so.5': 'liblzma5',
  'libresolv.so.2': 'libc6',
};

export interface MongodCheck {
  /** Version such as `6.0.5`, or null when the file does not run. */
  readonly version: string | null;
  /** Why it cannot be used, with the fix; null when it can. */
  readonly problem: string | null;
}

/** Runs `mongod --version` and says whether this product can use the file, and if not, what to install. */
export async function inspectMongod(path: string): Promise<MongodCheck> {
  const missing = await missingLibraries(path);
  if (missing.length > 0) return { version: null, problem: sayMissing(missing) };
  const result = await runCommand(path, ['--version'], { timeoutMs: 10_000 });
  const version = /db version v(\d+\.\d+\.\d+)/.exec(result.output)?.[1] ?? null;
  if (result.code !== 0 || version === null) {
    return { version: null, problem: `${path} does not run: ${result.output.split('\n')[0] ?? ''}` };
  }
  if (!isSupported(version)) {
    return { version, problem: `mongod ${version} is not supported; use ${SUPPORTED_LINES.join(', ')}` };
  }
  return { version, problem: null };
}

/** True for a server version of a supported line. */
export function isSupported(version: string): boolean {
  return SUPPORTED_LINES.some((line) => version.startsWith(`${line}.`));
}

/** Shared libraries the file needs and this machine lacks (`ldd`); empty where there is no ldd. */
async function missingLibraries(path: string): Promise<readonly string[]> {
  if (process.platform !== 'linux') return [];
  const result = await runCommand('ldd', [path], { timeoutMs: 10_000 });
  return [...result.output.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1] ?? '');
}

function sayMissing(libraries: readonly string[]): string {
  const packages = [...new Set(libraries.map((library) => PACKAGE_OF[library] ?? library))];
  return `missing ${libraries.join(', ')}; install with: apt-get install -y ${packages.join(' ')}`;
}

/** SHA-256 of a file in hexadecimal, streamed. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
