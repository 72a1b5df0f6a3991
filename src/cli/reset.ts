import { existsSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { DataDirInUseError, launcherOn } from '#launcher/claim-data-dir';
import { loadDotEnv } from '#launcher/load-dot-env';
import { findRunningMongod } from '#launcher/mongod/embedded-database';
import { runningByPid } from '#launcher/running';

/** What a reset removes: the embedded database and what only makes sense with it. Keys and logs stay. */
const REMOVED = [
  'mongo',
  'mongod.port',
  'clock-offset',
  'sandbox.json',
  'launcher.json',
  'sandbox-chats.json',
];

/**
 * Empties the embedded database of a data folder. Throws DataDirInUseError while a start runs on it; a mongod
 * left behind by a killed one is ended first. Gives back what was removed.
 */
export async function resetEmbeddedData(dataDir: string): Promise<readonly string[]> {
  const pid = await launcherOn(dataDir);
  if (pid !== null) throw new DataDirInUseError(dataDir, pid);
  const mongod = await findRunningMongod(dataDir);
  if (mongod !== null) await runningByPid(mongod.pid, 10_000).stop();
  const removed = REMOVED.filter((name) => existsSync(join(dataDir, name)));
  for (const name of removed) rmSync(join(dataDir, name), { recursive: true, force: true });
  return removed;
}

async function main(): Promise<void> {
  loadDotEnv();
  const dataDir = resolve(process.env.DATA_DIR || '.data');
  if (process.env.MONGODB_URI || process.env.MONGODB_URI_FILE) {
    console.log('MONGODB_URI 已设置：只清空内置数据库 · MONGODB_URI is set: only embedded data is emptied');
  }
  if (!process.argv.includes('--yes') && !(await confirmed(dataDir))) {
    console.log('未做任何改动 · nothing was changed');
    return;
  }
  const removed = await resetEmbeddedData(dataDir);
  console.log(removed.length === 0 ? '没有内置数据 · there was no embedded data' : '已清空 · emptied');
}

async function confirmed(dataDir: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const question = `将删除 ${dataDir} 中的全部数据，输入 yes 继续 · this deletes all data in it; type yes to go on: `;
  const answer = await Promise.race([
    lines.question(question),
    new Promise<string>((resolve) => lines.once('close', () => resolve(''))),
  ]);
  lines.close();
  return answer.trim().toLowerCase() === 'yes';
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
