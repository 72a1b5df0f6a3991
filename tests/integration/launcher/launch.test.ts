import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { resetEmbeddedData } from '#cli/reset';
import { ConfigError } from '#infra/config';
import { type Launched, launch } from '#launcher/launch';
import { isAlive } from '#launcher/running';
import { freePort } from '../../support/ports.ts';
import { waitFor } from '../../support/wait-for.ts';

const FAKE = new URL('../../support/fakes/http-process.mjs', import.meta.url).pathname;
let dataDir: string;
let env: NodeJS.ProcessEnv;
let launched: Launched[];
const lines: string[] = [];

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'cheliao-launch-'));
  launched = [];
  lines.length = 0;
  env = {
    PATH: process.env.PATH,
    DATA_DIR: dataDir,
    MONGODB_URI: inject('mongoUri'),
    PORT: String(await freePort()),
    SANDBOX_PORT: String(await freePort()),
  };
});
afterEach(async () => {
  for (const one of launched) await one.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function start(more: NodeJS.ProcessEnv = {}, entry = FAKE): Promise<Launched> {
  const entries = { product: entry, sandbox: FAKE };
  const one = await launch({ env: { ...env, ...more }, say: (line) => lines.push(line), entries });
  launched.push(one);
  return one;
}
const life = () => readFileSync(join(dataDir, 'clock-offset.life'), 'utf8').trim().split('\n');
const pidOf = (name: string) =>
  Number(
    life()
      .findLast((line) => line.startsWith(`${name} started`))
      ?.split(' ')[2],
  );
const ask = async (port: string | undefined) =>
  (await (await fetch(`http://127.0.0.1:${port}/`)).json()) as Record<string, string>;

describe('npm start without credentials', () => {
  it('starts the sandbox, then the product wired to it, and gives the page’s address', async () => {
    const one = await start();
    expect(await one.ready).toBe(true);
    expect(one.address).toBe(`http://localhost:${env.SANDBOX_PORT}`);
    expect(life().map((line) => line.replace(/ \d+/, ''))).toEqual(
      ['sandbox started ', 'product started --role=web,worker'].map((line) =>
        expect.stringContaining(line.trim()),
      ),
    );
    expect(await ask(env.PORT)).toEqual({
      MONGODB_URI: env.MONGODB_URI,
      WECOM_CORP_ID: 'wwsandbox00000001',
      WECOM_API_BASE: `http://127.0.0.1:${env.SANDBOX_PORT}`,
      CHELIAO_DEMO: '1',
    });
    expect(await ask(env.SANDBOX_PORT)).toEqual({
      SANDBOX_CALLBACK_URL: `http://127.0.0.1:${env.PORT}/callbacks/wecom`,
    });
  });

  it('keeps its secrets private and the same over restarts', async () => {
    await (await start()).stop();
    const read = () =>
      ['secrets.json', 'sandbox.json'].map((file) => readFileSync(join(dataDir, file), 'utf8'));
    const before = read();
    for (const file of ['secrets.json', 'sandbox.json']) {
      expect(statSync(join(dataDir, file)).mode & 0o777).toBe(0o600);
    }
    await start();
    expect(read()).toEqual(before);
  });

  it('does not replace keys it cannot read: they may have sealed data', async () => {
    writeFileSync(join(dataDir, 'secrets.json'), '{"FIELD_KEY":"short"}');
    await expect(start()).rejects.toThrow(/secrets\.json .*is not usable; restore it/);
  });

  it('starts a killed child again within 2 s', async () => {
    const one = await start();
    await one.ready;
    const killed = pidOf('product');
    const at = performance.now();
    process.kill(killed, 'SIGKILL');
    await waitFor(async () => pidOf('product') !== killed && (await ask(env.PORT)));
    expect(performance.now() - at).toBeLessThan(2_000);
    expect(lines.join('\n')).toMatch(/product .*restarting/);
  });

  it('stops the product before the sandbox and leaves nothing running', async () => {
    const one = await start();
    await one.ready;
    const pids = [pidOf('product'), pidOf('sandbox')];
    await one.stop();
    expect(life().slice(-4)).toEqual([
      'product stopping',
      'product stopped',
      'sandbox stopping',
      'sandbox stopped',
    ]);
    expect(pids.map(isAlive)).toEqual([false, false]);
  });

  it('ends what a killed launcher left behind before it starts', async () => {
    const entry = join(dataDir, 'main.mjs');
    writeFileSync(entry, 'setInterval(() => {}, 1000);');
    const orphan = spawn(process.execPath, [entry], { stdio: 'ignore' });
    const stranger = spawn('sleep', ['60'], { stdio: 'ignore' });
    const children = { product: orphan.pid, sandbox: stranger.pid };
    writeFileSync(join(dataDir, 'launcher.json'), JSON.stringify({ pid: 2 ** 22 - 1, children }));
    await start();
    expect(isAlive(orphan.pid!)).toBe(false);
    // A process that merely got the number of one of ours is none of our business.
    expect(isAlive(stranger.pid!)).toBe(true);
    stranger.kill();
  });

  it('refuses a folder another start runs on, with its pid', async () => {
    const entry = join(dataDir, 'launcher.mjs');
    writeFileSync(entry, 'setInterval(() => {}, 1000);');
    const other = spawn(process.execPath, [entry], { stdio: 'ignore' });
    await waitFor(() => isAlive(other.pid!));
    writeFileSync(join(dataDir, 'launcher.json'), JSON.stringify({ pid: other.pid, children: {} }));
    await expect(start()).rejects.toThrow(new RegExp(`is in use by process ${other.pid}; stop it`));
    await expect(resetEmbeddedData(dataDir)).rejects.toThrow(`in use by process ${other.pid}`);
    other.kill();
  });

  it('gives up, with the reason, on a process that says its configuration is wrong', async () => {
    const entry = join(dataDir, 'wrong.mjs');
    writeFileSync(entry, 'process.exit(78);');
    const one = await start({}, entry);
    expect(await one.failed).toMatch(/product: .*configuration is wrong/);
  });
});

describe('npm start with real credentials', () => {
  const REAL = {
    WECOM_CORP_ID: 'ww0123456789abcdef',
    WECOM_AGENT_ID: '1000002',
    WECOM_SECRET: 'a-secret-of-the-app',
    WECOM_TOKEN: 'token',
    WECOM_AES_KEY: 'a'.repeat(43),
    SESSION_SECRET: '0123456789abcdef'.repeat(2),
    FIELD_KEY: '0123456789abcdef'.repeat(4),
  };

  it('starts no sandbox, writes no demo data, sets no adjustable clock', async () => {
    const one = await start({ ...REAL, LIFE_FILE: join(dataDir, 'clock-offset.life') });
    expect(await one.ready).toBe(true);
    expect(one.address).toBe(`http://localhost:${env.PORT}`);
    expect(life()).toHaveLength(1);
    expect(await ask(env.PORT)).toEqual({ MONGODB_URI: env.MONGODB_URI, WECOM_CORP_ID: REAL.WECOM_CORP_ID });
  });

  it('refuses before anything starts, naming every variable', async () => {
    const error = await start({ ...REAL, WECOM_TOKEN: '', FIELD_KEY: 'short' }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as ConfigError).problems).toEqual([
      expect.stringMatching(/^FIELD_KEY: .*64 hexadecimal/),
      expect.stringMatching(/^WECOM_TOKEN: is missing while WECOM_CORP_ID is set/),
    ]);
  });
});

describe('a start that cannot be', () => {
  it('names the port that is taken', async () => {
    const squatter = createServer().listen(Number(env.PORT));
    await waitFor(() => squatter.listening);
    await expect(start()).rejects.toThrow(/PORT: .*is in use; stop its owner or set PORT/);
    await new Promise((resolve) => squatter.close(resolve));
  });
});
