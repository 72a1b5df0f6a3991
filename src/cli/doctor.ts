import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Clock } from '#domain/kernel/clock';
import { systemClock } from '#infra/clock';
import { launcherOn } from '#launcher/claim-data-dir';
import { isPortFree } from '#launcher/free-port';
import { loadDotEnv } from '#launcher/load-dot-env';
import { findRunningMongod } from '#launcher/mongod/embedded-database';
import { findLocalMongod, MongodNotFoundError } from '#launcher/mongod/find-mongod';
import { embeddedUri } from '#launcher/mongod/replica-set';
import { hasRealCredentials, isSet, portsOf } from '#launcher/plan-processes';
import { checkConfiguration } from './check-configuration.ts';
import { checkDatabase } from './check-database.ts';
import type { Finding } from './finding.ts';

/**
 * Everything `npm run doctor` looks at, without starting or changing anything: configuration, ports, and the
 * database given, running, or that would be started. Problems name the variable and the fix.
 */
export async function diagnose(env: NodeJS.ProcessEnv, clock: Clock): Promise<readonly Finding[]> {
  const configuration = checkConfiguration(env);
  const dataDir = resolve(env.DATA_DIR || '.data');
  const launcher = await launcherOn(dataDir);
  return [
    ...(configuration.length > 0
      ? configuration
      : [{ ok: true, text: '配置可用 · configuration is usable' }]),
    ...(launcher === null
      ? await checkPorts(env)
      : [{ ok: true, text: `服务正在运行 · running (pid ${launcher})` }]),
    ...(await checkData(env, dataDir, clock)),
  ];
}

async function checkPorts(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const ports = portsOf(env);
  const wanted: [string, number][] = [['PORT', ports.product]];
  if (!hasRealCredentials(env)) wanted.push(['SANDBOX_PORT', ports.sandbox]);
  const findings: Finding[] = [];
  for (const [name, port] of wanted) {
    // Nonsense is the configuration's finding, not a second one here.
    if (!Number.isInteger(port) || port < 1 || port > 65_535) continue;
    const ok = await isPortFree(port);
    const busy = `${name}: 端口 ${port} 已被占用 · port is in use; stop its owner or set ${name} to a free port`;
    findings.push({ ok, text: ok ? `端口 ${port} 空闲 · port is free` : busy });
  }
  return findings;
}

async function checkData(env: NodeJS.ProcessEnv, dataDir: string, clock: Clock): Promise<readonly Finding[]> {
  if (isSet(env, 'MONGODB_URI')) {
    const uri = databaseUri(env);
    // An address that is not one is the configuration's finding, not a second one here.
    return uri.startsWith('mongodb') ? await checkDatabase(uri, clock) : [];
  }
  const running = await findRunningMongod(dataDir);
  if (running !== null) return await checkDatabase(embeddedUri(running.port), clock);
  try {
    const found = await findLocalMongod(env, []);
    const later = 'mongod 将在首次启动时获取 · mongod will be fetched at the first start';
    return [{ ok: true, text: found === null ? later : `mongod ${found.version} (${found.from})` }];
  } catch (error) {
    if (!(error instanceof MongodNotFoundError)) throw error;
    return [{ ok: false, text: `${error.tried.join('; ')}; 请修正 MONGOD_PATH · correct it or remove it` }];
  }
}

function databaseUri(env: NodeJS.ProcessEnv): string {
  const file = env.MONGODB_URI_FILE;
  return file && existsSync(file) ? readFileSync(file, 'utf8').trim() : (env.MONGODB_URI ?? '');
}

async function main(): Promise<void> {
  loadDotEnv();
  const findings = await diagnose(process.env, systemClock);
  for (const finding of findings) console.log(`${finding.ok ? '✓' : '✗'} ${finding.text}`);
  const wrong = findings.filter((finding) => !finding.ok).length;
  console.log(wrong === 0 ? '一切正常 · all is well' : `${wrong} 个问题 · ${wrong} to mend`);
  process.exitCode = wrong === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
