import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '#launcher/free-port';
import { findMongod } from '#launcher/mongod/find-mongod';
import { startMongod } from '#launcher/mongod/run-mongod';

export interface BenchDatabase {
  readonly version: string;
  /** Address of a database of this name on the run's one mongod. */
  uri(name: string): string;
  stop(): Promise<void>;
}

/** The embedded mongod as the product runs it (same binary, same arguments), on an empty folder. */
export async function startDatabase(): Promise<BenchDatabase> {
  const found = await findMongod({ env: process.env, say: (line) => console.error(line) });
  const dataDir = mkdtempSync(join(tmpdir(), 'cheliao-bench-'));
  const mongod = await startMongod({ binary: found.path, dataDir, port: await freePort() });
  return {
    version: found.version,
    uri: (name) => {
      const uri = new URL(mongod.uri);
      uri.pathname = `/${name}`;
      return uri.toString();
    },
    stop: async () => {
      await mongod.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
