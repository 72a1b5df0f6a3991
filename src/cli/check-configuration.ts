import { ConfigError, loadConfig } from '#infra/config';
import { hasRealCredentials, isSet, portsOf, productEnvironment } from '#launcher/plan-processes';
import type { Finding } from './finding.ts';

/** Stand-ins for what the launcher would generate, so that only what the operator gave is judged. */
const GENERATED = { SESSION_SECRET: 'generated-by-the-launcher-0123456789', FIELD_KEY: '0f1e2d3c'.repeat(8) };
const KNOWN_BAD = /^(change[-_ ]?me|secret|password|default|example|test|your[-_ ])/i;

/** Everything wrong with the environment, each naming its variable and the fix; empty when it can be used. */
export function checkConfiguration(env: NodeJS.ProcessEnv): readonly Finding[] {
  const secrets = hasRealCredentials(env) ? null : GENERATED;
  const planned = productEnvironment({
    env,
    mongodbUri: env.MONGODB_URI || 'mongodb://127.0.0.1/',
    dataDir: '.',
    secrets,
    sandbox: null,
  });
  return [...problemsOf(planned), ...guessableSecrets(env), ...publicAddress(env), ...samePorts(env)];
}

function problemsOf(env: NodeJS.ProcessEnv): Finding[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((text) => ({ ok: false, text }));
  }
}

/** Long enough but guessable: repeated characters, or words everybody tries first. */
function guessableSecrets(env: NodeJS.ProcessEnv): Finding[] {
  const wrong: Finding[] = [];
  for (const name of ['SESSION_SECRET', 'FIELD_KEY', 'WECOM_SECRET', 'WECOM_AES_KEY']) {
    const value = env[name];
    if (!value || (new Set(value).size >= 8 && !KNOWN_BAD.test(value))) continue;
    wrong.push({
      ok: false,
      text: `${name}: 太容易猜到 · is guessable; use a random value, e.g. openssl rand -hex 32`,
    });
  }
  return wrong;
}

/** With real credentials phones come from outside: cookies and phone numbers need TLS. */
function publicAddress(env: NodeJS.ProcessEnv): Finding[] {
  if (!hasRealCredentials(env)) return [];
  const value = env.PUBLIC_URL;
  if (value?.startsWith('https://')) return [];
  if (value && /^http:\/\/(localhost|127\.)/.test(value)) return [];
  const fix = 'set it to the https:// address under which WeCom reaches this service';
  return [
    { ok: false, text: `PUBLIC_URL: ${value ? '不是 https · is not https' : '缺少 · is missing'}; ${fix}` },
  ];
}

function samePorts(env: NodeJS.ProcessEnv): Finding[] {
  const ports = portsOf(env);
  if (hasRealCredentials(env) || isSet(env, 'SANDBOX_PORT') === false || ports.product !== ports.sandbox)
    return [];
  return [{ ok: false, text: 'SANDBOX_PORT: 与 PORT 相同 · equals PORT; give it another port' }];
}
