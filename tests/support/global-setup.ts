import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { freePort } from '#launcher/free-port';
import { findMongod } from '#launcher/mongod/find-mongod';
import { startMongod } from '#launcher/mongod/run-mongod';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Address of the run's one mongod, without a database name of its own. */
    mongoUri: string;
    /** The mongod binary that serves the run, for tests that start their own. */
    mongodPath: string;
  }
}

/** One real mongod for the whole run, found as the product finds it, on a fresh data folder. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { path } = await findMongod({ env: process.env, say: (line) => console.log(line) });
  const dataDir = mkdtempSync(join(tmpdir(), 'cheliao-test-'));
  const mongod = await startMongod({ binary: path, dataDir, port: await freePort() });
  project.provide('mongoUri', mongod.uri);
  project.provide('mongodPath', path);
  return async () => {
    await mongod.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
