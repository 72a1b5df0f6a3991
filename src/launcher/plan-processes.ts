import { join } from 'node:path';
import type { SandboxIdentity, Secrets } from './generated-secrets.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** True when the operator has given a real corp: then nothing is simulated and no demo data is written. */
export function hasRealCredentials(env: Env): boolean {
  return isSet(env, 'WECOM_CORP_ID');
}

/** True when NAME or NAME_FILE is given. */
export function isSet(env: Env, name: string): boolean {
  return Boolean(env[name]) || Boolean(env[`${name}_FILE`]);
}

/** Ports the processes listen on; the product's own checks refuse nonsense with a sentence. */
export function portsOf(env: Env): { product: number; sandbox: number } {
  return { product: Number(env.PORT || 3000), sandbox: Number(env.SANDBOX_PORT || 3900) };
}

/**
 * Environment of the product. Beside the sandbox it gets ordinary WECOM_* values that point there, so that
 * product code has no branch for it; the demo variables only say which key the first data should carry.
 */
export function productEnvironment(options: {
  env: Env;
  mongodbUri: string;
  dataDir: string;
  secrets: Secrets | null;
  sandbox: SandboxIdentity | null;
}): Record<string, string | undefined> {
  const { env, secrets, sandbox } = options;
  const generated: Record<string, string> = {};
  for (const [name, value] of Object.entries(secrets ?? {})) if (!isSet(env, name)) generated[name] = value;
  const withMongo = { ...env, ...generated, MONGODB_URI: options.mongodbUri };
  if (sandbox === null) return withMongo;
  return {
    ...withMongo,
    LOG_LEVEL: env.LOG_LEVEL || 'warn',
    WECOM_CORP_ID: sandbox.corpId,
    WECOM_AGENT_ID: String(sandbox.agentId),
    WECOM_SECRET: sandbox.secret,
    WECOM_TOKEN: sandbox.token,
    WECOM_AES_KEY: sandbox.aesKey,
    WECOM_API_BASE: `http://127.0.0.1:${portsOf(env).sandbox}`,
    CLOCK_OFFSET_FILE: clockOffsetFile(options.dataDir),
    CHELIAO_DEMO: '1',
    CHELIAO_DEMO_API_KEY: sandbox.apiKey,
    CHELIAO_DEMO_API_SECRET: sandbox.apiSecret,
  };
}

/** Environment of the sandbox process. */
export function sandboxEnvironment(options: { env: Env; dataDir: string; stateFile: string }): Env {
  const ports = portsOf(options.env);
  return {
    PATH: options.env.PATH,
    TZ: options.env.TZ,
    LOG_LEVEL: options.env.LOG_LEVEL || 'warn',
    SANDBOX_PORT: String(ports.sandbox),
    SANDBOX_STATE_FILE: options.stateFile,
    CLOCK_OFFSET_FILE: clockOffsetFile(options.dataDir),
    PRODUCT_URL: `http://127.0.0.1:${ports.product}`,
    SANDBOX_CALLBACK_URL: `http://127.0.0.1:${ports.product}/callbacks/wecom`,
  };
}

/** The shared offset of the adjustable clock, in milliseconds. */
export function clockOffsetFile(dataDir: string): string {
  return join(dataDir, 'clock-offset');
}
