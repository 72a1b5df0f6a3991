interface LockEntry {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly inBundle?: boolean;
  readonly hasInstallScript?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
}

/** Packages that may run a script when installed: looked at once, harmless or needed. */
const INSTALL_SCRIPTS = new Set([
  '@scarf/scarf',
  'esbuild',
  'fsevents',
  'core-js',
  'core-js-pure',
  'protobufjs',
]);

/** What is wrong with a lock file, one line per entry; empty when it is clean. */
export function lockProblems(lock: {
  lockfileVersion?: number;
  packages?: Record<string, LockEntry>;
}): readonly string[] {
  const packages = lock.packages ?? {};
  if (lock.lockfileVersion !== 3) return [`lock file version is ${lock.lockfileVersion}, expected 3`];
  const problems: string[] = [];
  const workspaces = new Set(
    Object.values(packages).flatMap((entry) => (entry.link && entry.resolved ? [entry.resolved] : [])),
  );
  for (const [path, entry] of Object.entries(packages)) {
    if (path === '' || entry.link || workspaces.has(path)) continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    if (entry.resolved !== undefined) problems.push(`${path}: names where it was fetched from`);
    if (!entry.inBundle && !isElsewhere(entry) && !/^sha512-/.test(entry.integrity ?? '')) {
      problems.push(`${path}: has no sha512`);
    }
    if (!/^\d+\.\d+\.\d+/.test(entry.version ?? '')) problems.push(`${path}: version is not from a registry`);
    if (entry.hasInstallScript && !INSTALL_SCRIPTS.has(name))
      problems.push(`${path}: runs an install script`);
  }
  return problems;
}

/**
 * A binary for another system that a registry did not serve when the lock was made: npm wants the entry, and
 * nobody could know its hash. What CI installs (x86-64 Linux with glibc) has no such excuse.
 */
function isElsewhere(entry: LockEntry): boolean {
  if (entry.optional !== true || entry.os === undefined) return false;
  const here =
    entry.os.includes('linux') && (entry.cpu ?? ['x64']).includes('x64') && !entry.libc?.includes('musl');
  return !here;
}
