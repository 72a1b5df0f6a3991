import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Newest patch of the supported line that runs on the widest range of machines. */
const VENDOR_VERSION = '7.0.24';

/**
 * Downloads the vendor's build for this platform into `workDir` and gives back its path. Throws when the
 * download cannot begin within `patienceMs`: an unreachable host must not hold up the start for minutes.
 */
export async function fetchFromVendor(workDir: string, patienceMs = 20_000): Promise<string> {
  const downloadDir = join(workDir, 'vendor');
  mkdirSync(downloadDir, { recursive: true });
  // Loaded only when it is needed: it costs more than the rest of the start together.
  const { MongoBinary } = await import('mongodb-memory-server-core');
  const download = MongoBinary.getPath({ version: VENDOR_VERSION, downloadDir, checkMD5: false });
  // When patience runs out first, nobody awaits the download any more: its failure must not end the process.
  download.catch(() => {});
  const patience = new AbortController();
  try {
    return await Promise.race([download, beginsWithin(downloadDir, patienceMs, patience.signal)]);
  } finally {
    patience.abort();
  }
}

/** Rejects when no file appears in the folder in time; stays pending once a download is seen to run. */
async function beginsWithin(dir: string, patienceMs: number, signal: AbortSignal): Promise<never> {
  await delay(patienceMs, undefined, { signal }).catch(() => {});
  const begun = existsSync(dir) && readdirSync(dir).some((name) => !name.endsWith('.lock'));
  if (!signal.aborted && !begun) {
    throw new Error(`no answer from the download host within ${patienceMs / 1000} s`);
  }
  return await new Promise<never>(() => {});
}
