import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { config, status, up } from 'migrate-mongo';
import type { Connection } from 'mongoose';
import { monotonicMs } from '../clock.ts';
import { acquireLease, type Lease } from '../lease.ts';

/** `migrations/` at the root of the repository: the same three levels up from src and from dist. */
const MIGRATIONS_DIR = join(import.meta.dirname, '..', '..', '..', 'migrations');
const LEASE_MS = 30_000;

export interface MigrationOptions {
  /** Who asks, unique per process. */
  readonly holder: string;
  /** Folder of the migration files; another one only in tests. */
  readonly dir?: string;
  /** How long to wait for another process that is migrating. */
  readonly timeoutMs?: number;
}

/**
 * Applies every migration that is not applied yet, in order, in one process at a time (our lease; the tool's
 * own lock is found-then-inserted, so two starts could both take it). Gives back the names it applied: empty
 * when there was nothing to do or another process did it. Throws when a migration fails or the wait is over.
 */
export async function runMigrations(
  connection: Connection,
  options: MigrationOptions,
): Promise<readonly string[]> {
  const { db } = connection;
  if (db === undefined) throw new Error('migrations need an open connection');
  configure(options.dir ?? MIGRATIONS_DIR);
  if ((await pendingMigrations(connection, options.dir)).length === 0) return [];
  const lease = await waitForLease(options);
  const renewing = setInterval(() => void lease.renew(), LEASE_MS / 3);
  try {
    return await up(db, connection.getClient());
  } finally {
    clearInterval(renewing);
    await lease.release();
  }
}

/** Names of migrations not applied yet: readiness fails while there are any. */
export async function pendingMigrations(
  connection: Connection,
  dir = MIGRATIONS_DIR,
): Promise<readonly string[]> {
  configure(dir);
  const rows = await status(connection.db!);
  return rows.filter((row) => row.appliedAt === 'PENDING').map((row) => row.fileName);
}

function configure(dir: string): void {
  config.set({
    migrationsDir: dir,
    changelogCollectionName: 'migrations',
    lockCollectionName: 'migrations_lock',
    lockTtl: 0,
    migrationFileExtension: '.mjs',
    useFileHash: false,
    moduleSystem: 'esm',
  });
}

async function waitForLease(options: MigrationOptions): Promise<Lease> {
  const deadline = monotonicMs() + (options.timeoutMs ?? 120_000);
  while (true) {
    const lease = await acquireLease('migrations', options.holder, LEASE_MS);
    if (lease !== null) return lease;
    if (monotonicMs() > deadline) throw new Error('another process has been migrating for too long');
    await delay(100);
  }
}
