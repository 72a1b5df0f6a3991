import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError, isLoopback, loadConfig } from '#infra/config';
import { VARIABLES } from '#infra/config-variables';

const GOOD: NodeJS.ProcessEnv = {
  MONGODB_URI: 'mongodb://127.0.0.1/cheliao?replicaSet=rs0',
  SESSION_SECRET: '0123456789abcdef'.repeat(2),
  FIELD_KEY: '0123456789abcdef'.repeat(4),
};
const WECOM: NodeJS.ProcessEnv = {
  ...GOOD,
  WECOM_CORP_ID: 'ww0123456789abcdef',
  WECOM_AGENT_ID: '1000002',
  WECOM_SECRET: 'a-secret-of-the-app',
  WECOM_TOKEN: 'QDG6eK',
  WECOM_AES_KEY: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
};

function problemsOf(env: NodeJS.ProcessEnv): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'cheliao-config-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('a configuration that fits', () => {
  it('has documented defaults and cannot be changed', () => {
    const config = loadConfig(GOOD);
    expect(config).toMatchObject({
      port: 3000,
      publicUrl: 'http://localhost:3000',
      logLevel: 'info',
      wecom: null,
      clockOffsetFile: null,
      trustProxy: false,
    });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('knows the official hosts, and sends login to the API’s host everywhere else', () => {
    expect(loadConfig(WECOM).wecom).toMatchObject({
      corpId: 'ww0123456789abcdef',
      agentId: 1_000_002,
      apiBase: 'https://qyapi.weixin.qq.com',
      authorizeBase: 'https://open.weixin.qq.com',
      loginBase: 'https://login.work.weixin.qq.com',
    });
    const beside = loadConfig({ ...WECOM, WECOM_API_BASE: 'http://127.0.0.1:3900/' }).wecom;
    expect(beside).toMatchObject({
      apiBase: 'http://127.0.0.1:3900',
      authorizeBase: 'http://127.0.0.1:3900',
      loginBase: 'http://127.0.0.1:3900',
    });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(loadConfig({ ...GOOD, PORT: '', WECOM_CORP_ID: '' })).toMatchObject({ port: 3000, wecom: null });
  });

  it('reads any secret from NAME_FILE, without its final newline, before NAME', () => {
    const file = join(dir, 'secret');
    writeFileSync(file, 'from-the-file\n');
    const config = loadConfig({ ...WECOM, WECOM_SECRET_FILE: file });
    expect(config.wecom?.secret).toBe('from-the-file');
    writeFileSync(file, `${'ab'.repeat(32)}\n`);
    expect(loadConfig({ ...GOOD, FIELD_KEY: undefined, FIELD_KEY_FILE: file }).fieldKey).toBe(
      'ab'.repeat(32),
    );
  });

  it('lets the clock be moved only beside a platform on this machine', () => {
    const offset = { CLOCK_OFFSET_FILE: '/tmp/offset' };
    const beside = { ...WECOM, ...offset, WECOM_API_BASE: 'http://127.0.0.1:3900' };
    expect(loadConfig(beside).clockOffsetFile).toBe('/tmp/offset');
    expect(problemsOf({ ...WECOM, ...offset })).toEqual([
      expect.stringMatching(/^CLOCK_OFFSET_FILE: .*refused beside real credentials; remove it$/),
    ]);
  });
});

describe('a configuration that does not fit', () => {
  const wrong: [string, string | undefined][] = [
    ['PORT', '0'],
    ['PORT', '65536'],
    ['PORT', 'http'],
    ['PUBLIC_URL', 'crm.example.com'],
    ['PUBLIC_URL', 'ftp://crm.example.com'],
    ['MONGODB_URI', undefined],
    ['MONGODB_URI', 'localhost:27017'],
    ['MONGODB_URI', 'postgres://localhost/db'],
    ['LOG_LEVEL', 'loud'],
    ['SESSION_SECRET', undefined],
    ['SESSION_SECRET', 'short'],
    ['FIELD_KEY', undefined],
    ['FIELD_KEY', '0123'],
    ['FIELD_KEY', 'g'.repeat(64)],
    ['WECOM_CORP_ID', 'ww 1'],
    ['WECOM_AGENT_ID', undefined],
    ['WECOM_AGENT_ID', '-1'],
    ['WECOM_SECRET', undefined],
    ['WECOM_SECRET', 'short'],
    ['WECOM_TOKEN', undefined],
    ['WECOM_TOKEN', 'with-a-dash'],
    ['WECOM_AES_KEY', undefined],
    ['WECOM_AES_KEY', 'a'.repeat(42)],
    ['WECOM_API_BASE', 'qyapi'],
    ['SANDBOX_PORT', '70000'],
    ['TRUST_PROXY', 'perhaps'],
  ];

  it.each(wrong)('%s = %s is named, with the fix', (name, value) => {
    const problems = problemsOf({ ...WECOM, [name]: value });
    expect(problems).toEqual([expect.stringContaining(VARIABLES[name as keyof typeof VARIABLES].fix)]);
    expect(problems[0]).toMatch(new RegExp(`^${name}: is (missing|not usable)`));
  });

  it('is told all at once, single values and what belongs together', () => {
    const problems = problemsOf({ ...WECOM, PORT: 'x', LOG_LEVEL: 'loud', WECOM_TOKEN: undefined });
    expect(problems.map((problem) => problem.split(':')[0])).toEqual(['PORT', 'LOG_LEVEL', 'WECOM_TOKEN']);
  });

  it('never repeats a secret in the message', () => {
    const error = new ConfigError(
      problemsOf({ ...WECOM, FIELD_KEY: 'my-pass-phrase', WECOM_SECRET: 'hunter2' }),
    );
    expect(error.problems).toHaveLength(2);
    expect(error.message).not.toMatch(/my-pass-phrase|hunter2/);
  });

  it('names the file that cannot be read', () => {
    expect(problemsOf({ ...GOOD, SESSION_SECRET_FILE: join(dir, 'nowhere') })).toEqual([
      expect.stringMatching(
        /^SESSION_SECRET_FILE: cannot read .*; give a readable file or set SESSION_SECRET/,
      ),
    ]);
  });
});

describe('what is documented', () => {
  it('.env.sample names every variable, and no other', () => {
    const sample = readFileSync('.env.sample', 'utf8');
    const named = [...sample.matchAll(/^# ([A-Z][A-Z_]+)=/gm)].map((match) => match[1]);
    expect(named).toEqual(Object.keys(VARIABLES));
    for (const { fix } of Object.values(VARIABLES)) expect(sample).toContain(fix);
  });
});

it.each([
  ['http://127.0.0.1:3900', true],
  ['http://localhost', true],
  ['http://[::1]:80', true],
  ['https://qyapi.weixin.qq.com', false],
  ['http://127.0.0.1.example.com', false],
  ['http://localhost.example.com', false],
])('%s is this machine: %s', (base, expected) => {
  expect(isLoopback(base)).toBe(expected);
});
