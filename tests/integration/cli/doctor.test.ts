import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { diagnose } from '#cli/doctor';
import { systemClock } from '#infra/clock';
import { startMongod } from '#launcher/mongod/run-mongod';
import { freePort } from '../../support/ports.ts';
import { waitFor } from '../../support/wait-for.ts';

let dir: string;
let env: NodeJS.ProcessEnv;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'cheliao-doctor-'));
  env = {
    DATA_DIR: join(dir, 'data'),
    XDG_CACHE_HOME: dir,
    PATH: '/usr/bin:/bin',
    PORT: String(await freePort()),
    SANDBOX_PORT: String(await freePort()),
  };
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const wrongOf = async (more: NodeJS.ProcessEnv, clock = systemClock) =>
  (await diagnose({ ...env, ...more }, clock))
    .filter((finding) => !finding.ok)
    .map((finding) => finding.text);

/** The command as people run it. */
function run(script: string, more: NodeJS.ProcessEnv, args: string[] = []) {
  const command = ['--conditions=source', '--import', 'tsx', resolve('src/cli', script), ...args];
  const result = spawnSync(process.execPath, command, {
    env: { ...env, PATH: process.env.PATH, ...more },
    encoding: 'utf8',
    input: '',
  });
  return { code: result.status, output: result.stdout + result.stderr };
}

describe('npm run doctor', () => {
  it('is content with a good database and says what it found', async () => {
    const findings = await diagnose({ ...env, MONGODB_URI: inject('mongoUri') }, systemClock);
    expect(findings.filter((finding) => !finding.ok)).toEqual([]);
    const said = findings.map((finding) => finding.text).join('\n');
    expect(said).toMatch(/MongoDB \d\.0\.\d+[\s\S]*replica set rs0[\s\S]*write concern majority/);
  });

  it('names the address of a database that does not answer', async () => {
    const uri = `mongodb://127.0.0.1:${await freePort()}/?replicaSet=rs0`;
    expect(await wrongOf({ MONGODB_URI: uri })).toEqual([
      expect.stringMatching(/^MONGODB_URI: .*cannot reach the database .*; check host/),
    ]);
  });

  it('sees a write concern in the address that would lose writes', async () => {
    expect(await wrongOf({ MONGODB_URI: `${inject('mongoUri')}&w=1` })).toEqual([
      expect.stringMatching(/^MONGODB_URI: .*write concern is not majority; remove w=/),
    ]);
  });

  it('sees a clock that is off', async () => {
    const ahead = { now: () => new Date(systemClock.now().getTime() + 5_000) };
    expect(await wrongOf({ MONGODB_URI: inject('mongoUri') }, ahead)).toEqual([
      expect.stringMatching(/clock differs from this machine; synchronise/),
    ]);
  });

  it('sees ports that are taken', async () => {
    const squatter = createServer().listen(Number(env.SANDBOX_PORT));
    await waitFor(() => squatter.listening);
    expect(await wrongOf({})).toEqual([
      expect.stringMatching(/^SANDBOX_PORT: .*port is in use; stop its owner/),
    ]);
    await new Promise((close) => squatter.close(close));
  });

  it('sees a MONGOD_PATH that cannot be used', async () => {
    expect(await wrongOf({ MONGOD_PATH: '/bin/true' })).toEqual([
      expect.stringMatching(/^MONGOD_PATH: .*does not run.*correct it or remove it/),
    ]);
  });

  it('looks at the embedded database when it is running', async () => {
    const mongod = await startMongod({
      binary: inject('mongodPath'),
      dataDir: env.DATA_DIR!,
      port: await freePort(),
    });
    const said = (await diagnose(env, systemClock)).map((finding) => finding.text).join('\n');
    await mongod.stop();
    expect(said).toContain('replica set rs0');
  });

  it('exits 1 with every problem, 0 without', () => {
    const bad = run('doctor.ts', { PORT: 'x', LOG_LEVEL: 'loud' });
    expect(bad.code).toBe(1);
    expect(bad.output).toMatch(/✗ PORT: [\s\S]*✗ LOG_LEVEL: [\s\S]*2 to mend/);
    const good = run('doctor.ts', { MONGODB_URI: inject('mongoUri') });
    expect(good.output).toContain('all is well');
    expect(good.code).toBe(0);
  });
});

describe('npm run reset', () => {
  it('changes nothing unless told yes', () => {
    expect(run('reset.ts', {}).output).toContain('nothing was changed');
    expect(run('reset.ts', {}, ['--yes']).output).toContain('there was no embedded data');
  });

  it('says so when MONGODB_URI is set, and leaves that database alone', () => {
    const said = run('reset.ts', { MONGODB_URI: 'mongodb://127.0.0.1:1/x' }, ['--yes']);
    expect(said.output).toContain('only embedded data is emptied');
    expect(said.code).toBe(0);
  });

  it('reads .env like the start does', () => {
    writeFileSync(join(dir, '.env'), `DATA_DIR=${join(dir, 'elsewhere')}\n`);
    const command = [
      '--conditions=source',
      '--import',
      import.meta.resolve('tsx'),
      resolve('src/cli/reset.ts'),
    ];
    const result = spawnSync(process.execPath, command, {
      cwd: dir,
      env: { PATH: process.env.PATH },
      encoding: 'utf8',
      input: '',
    });
    expect(result.stdout).toContain(join(dir, 'elsewhere'));
  });
});
