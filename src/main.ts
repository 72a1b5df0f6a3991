import closeWithGrace from 'close-with-grace';
import { systemClock } from '#infra/clock';
import { ConfigError, loadConfig } from '#infra/config';
import { armCrashPoint } from '#infra/crash-point';
import { createLogger } from '#infra/logger';
import { type App, createApp, type Role } from './app.ts';
import type { DemoKeys } from './demo/seed-demo.ts';

/** How long a stopping process may take before it is ended; leases hand over what it leaves. */
const DRAIN_MS = 15_000;

/** `node dist/main.js --role=web,worker`: one process of the product. The only reader of the environment. */
async function main(): Promise<void> {
  const config = loadConfig(process.env);
  const logger = createLogger(config.logLevel);
  if (process.env.CRASH_AT) armCrashPoint(process.env.CRASH_AT);
  const demo = demoKeysOf(process.env);
  let app: App | null = null;
  closeWithGrace({ delay: DRAIN_MS, logger: false }, async ({ err }) => {
    if (err) logger.fatal({ err }, 'process failed');
    await app?.stop();
  });
  app = createApp({ config, roles: rolesOf(process.argv), hostClock: systemClock, logger, demo });
  const { port } = await app.start();
  logger.info({ port, roles: rolesOf(process.argv) }, 'ready');
}

/** Set by the launcher beside the sandbox, and by nobody else. */
function demoKeysOf(env: NodeJS.ProcessEnv): DemoKeys | null {
  const { CHELIAO_DEMO_API_KEY: apiKey, CHELIAO_DEMO_API_SECRET: apiSecret } = env;
  if (env.CHELIAO_DEMO !== '1' || !apiKey || !apiSecret) return null;
  return { apiKey, apiSecret, history: env.CHELIAO_DEMO_HISTORY !== '0' };
}

/** `--role=web`, `--role=worker` or both, which is the default. */
function rolesOf(argv: readonly string[]): ReadonlySet<Role> {
  const given =
    argv.find((argument) => argument.startsWith('--role='))?.slice('--role='.length) ?? 'web,worker';
  const roles = given.split(',');
  const unknown = roles.find((role) => role !== 'web' && role !== 'worker');
  if (unknown !== undefined)
    throw new ConfigError([`--role: “${unknown}” is not a role; give web, worker or web,worker`]);
  return new Set(roles as Role[]);
}

main().catch((error: unknown) => {
  // One sentence per problem, on its own line: this is read by a person at a terminal.
  if (error instanceof ConfigError) for (const problem of error.problems) console.error(problem);
  else console.error(error instanceof Error ? error.message : String(error));
  // 78 = EX_CONFIG: a supervisor should not try again with the same environment.
  process.exit(error instanceof ConfigError ? 78 : 1);
});
