interface LockEntry {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly inBundle?: boolean;
  readonly hasInstallScript?: boolean;
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
    if (!entry.inBundle && !/^sha512-/.test(entry.integrity ?? '')) problems.push(`${path}: has no sha512`);
    if (!/^\d+\.\d+\.\d+/.test(entry.version ?? '')) problems.push(`${path}: version is not from a registry`);
    if (entry.hasInstallScript && !INSTALL_SCRIPTS.has(name))
      problems.push(`${path}: runs an install script`);
  }
  return problems;
}
