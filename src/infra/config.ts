import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { VARIABLES, type VariableName } from './config-variables.ts';

const TRUE_OFFICIAL_WECOM = 'https://qyapi.weixin.qq.com';

const url = z.url({ protocol: /^https?$/ }).transform((value) => value.replace(/\/+$/, ''));
const port = z.coerce.number().int().min(1).max(65_535);
const secret = z.string().min(32);

const Environment = z.object({
  PORT: port.default(3000),
  PUBLIC_URL: url.optional(),
  MONGODB_URI: z.string().regex(/^mongodb(\+srv)?:\/\//),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  SESSION_SECRET: secret,
  FIELD_KEY: z.string().regex(/^[0-9a-f]{64}$/i),
  WECOM_CORP_ID: z
    .string()
    .regex(/^\w{2,64}$/)
    .optional(),
  WECOM_AGENT_ID: z.coerce.number().int().positive().optional(),
  WECOM_SECRET: z.string().min(8).optional(),
  WECOM_TOKEN: z
    .string()
    .regex(/^[A-Za-z0-9]{1,32}$/)
    .optional(),
  WECOM_AES_KEY: z
    .string()
    .regex(/^[A-Za-z0-9]{43}$/)
    .optional(),
  WECOM_API_BASE: url.default(TRUE_OFFICIAL_WECOM),
  WECOM_AUTHORIZE_BASE: url.optional(),
  WECOM_LOGIN_BASE: url.optional(),
  // Read by the launcher; checked here so that a wrong one is told with all the others.
  SANDBOX_PORT: port.default(3900),
  CLOCK_OFFSET_FILE: z.string().optional(),
  TRUST_PROXY: z.stringbool().default(false),
});

export interface WecomConfig {
  readonly corpId: string;
  readonly agentId: number;
  readonly secret: string;
  readonly token: string;
  readonly aesKey: string;
  readonly apiBase: string;
  /** Host of the in-app OAuth page (`/connect/oauth2/authorize`). */
  readonly authorizeBase: string;
  /** Host of the QR login page (`/wwlogin/sso/login`). */
  readonly loginBase: string;
}

export interface Config {
  readonly port: number;
  readonly publicUrl: string;
  readonly mongodbUri: string;
  readonly logLevel: string;
  readonly sessionSecret: string;
  readonly fieldKey: string;
  readonly wecom: WecomConfig | null;
  /** File with the shared clock offset in milliseconds; only beside loopback platforms. */
  readonly clockOffsetFile: string | null;
  readonly trustProxy: boolean;
}

/** A configuration that cannot be used: one sentence per problem, naming the variable and the fix. */
export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`configuration: ${problems.join('; ')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/**
 * Parses the environment once. Secrets may come as NAME or as NAME_FILE (a path whose content is used).
 * Throws ConfigError listing everything that is wrong at once.
 */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const problems: string[] = [];
  const values = readSecretFiles(env, problems);
  const parsed = Environment.safeParse(values);
  for (const issue of parsed.error?.issues ?? []) {
    const name = String(issue.path[0]) as VariableName;
    problems.push(
      `${name}: ${values[name] === undefined ? 'is missing' : 'is not usable'}; ${VARIABLES[name].fix}`,
    );
  }
  checkTogether(values, problems);
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return Object.freeze({
    port: parsed.data.PORT,
    publicUrl: parsed.data.PUBLIC_URL ?? `http://localhost:${parsed.data.PORT}`,
    mongodbUri: parsed.data.MONGODB_URI,
    logLevel: parsed.data.LOG_LEVEL,
    sessionSecret: parsed.data.SESSION_SECRET,
    fieldKey: parsed.data.FIELD_KEY,
    wecom: wecomOf(parsed.data),
    clockOffsetFile: parsed.data.CLOCK_OFFSET_FILE ?? null,
    trustProxy: parsed.data.TRUST_PROXY,
  });
}

type Parsed = z.output<typeof Environment>;

/** What depends on more than one variable; asked even when single values are wrong, to tell all at once. */
function checkTogether(values: Record<string, string | undefined>, problems: string[]): void {
  if (values.WECOM_CORP_ID !== undefined) {
    for (const name of ['WECOM_AGENT_ID', 'WECOM_SECRET', 'WECOM_TOKEN', 'WECOM_AES_KEY'] as const) {
      if (values[name] !== undefined) continue;
      problems.push(`${name}: is missing while WECOM_CORP_ID is set; ${VARIABLES[name].fix}`);
    }
  }
  const base = values.WECOM_API_BASE ?? TRUE_OFFICIAL_WECOM;
  if (values.CLOCK_OFFSET_FILE && URL.canParse(base) && !isLoopback(base)) {
    problems.push('CLOCK_OFFSET_FILE: an adjustable clock is refused beside real credentials; remove it');
  }
}

function wecomOf(env: Parsed): WecomConfig | null {
  if (env.WECOM_CORP_ID === undefined) return null;
  const official = env.WECOM_API_BASE === TRUE_OFFICIAL_WECOM;
  return Object.freeze({
    corpId: env.WECOM_CORP_ID,
    agentId: env.WECOM_AGENT_ID ?? 0,
    secret: env.WECOM_SECRET ?? '',
    token: env.WECOM_TOKEN ?? '',
    aesKey: env.WECOM_AES_KEY ?? '',
    apiBase: env.WECOM_API_BASE,
    authorizeBase: env.WECOM_AUTHORIZE_BASE ?? (official ? 'https://open.weixin.qq.com' : env.WECOM_API_BASE),
    loginBase: env.WECOM_LOGIN_BASE ?? (official ? 'https://login.work.weixin.qq.com' : env.WECOM_API_BASE),
  });
}

function readSecretFiles(env: NodeJS.ProcessEnv, problems: string[]): Record<string, string | undefined> {
  const values: Record<string, string | undefined> = {};
  for (const name of Object.keys(VARIABLES)) {
    const file = env[`${name}_FILE`];
    values[name] = env[name] === '' ? undefined : env[name];
    if (file === undefined || file === '' || name === 'CLOCK_OFFSET') continue;
    try {
      values[name] = readFileSync(file, 'utf8').trim();
    } catch {
      problems.push(`${name}_FILE: cannot read ${file}; give a readable file or set ${name} instead`);
    }
  }
  return values;
}

/** True when a base URL points at this machine: the sandbox, a test, a proxy. */
export function isLoopback(base: string): boolean {
  const host = new URL(base).hostname;
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}
