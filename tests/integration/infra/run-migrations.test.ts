import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acquireLease } from '#infra/lease';
import { pendingMigrations, runMigrations } from '#infra/migrations/run-migrations';
import { useDatabase } from '../../support/mongo.ts';

let dir: string;
const collection = (name: string) => mongoose.connection.db!.collection(name);

/** A migration that counts how often it ran, slowly enough for two starts to meet. */
function writeMigration(name: string, body = ''): void {
  const count = `await db.collection('runs').insertOne({ name: '${name}' });`;
  const pause = 'await new Promise((resolve) => setTimeout(resolve, 150));';
  writeFileSync(join(dir, `${name}.mjs`), `export async function up(db) { ${pause} ${count} ${body} }\n`);
}
const runs = async () => (await collection('runs').find().toArray()).map((row) => row.name as string);

describe('migrations', () => {
  const { uri } = useDatabase({ clean: true });
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'cheliao-migrations-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('mark a new database with the schema it began with, once', async () => {
    const applied = await runMigrations(mongoose.connection, { holder: 'a' });
    expect(applied).toContain('20261123000000-schema-baseline.mjs');
    expect(await collection('schema_info').findOne()).toMatchObject({ product: 'cheliao', baseline: 1 });
    expect(await runMigrations(mongoose.connection, { holder: 'a' })).toEqual([]);
    expect(await pendingMigrations(mongoose.connection)).toEqual([]);
  });

  it('run in order, and only what is new', async () => {
    writeMigration('2-second');
    writeMigration('1-first');
    expect(await runMigrations(mongoose.connection, { holder: 'a', dir })).toEqual([
      '1-first.mjs',
      '2-second.mjs',
    ]);
    writeMigration('3-third');
    expect(await pendingMigrations(mongoose.connection, dir)).toEqual(['3-third.mjs']);
    expect(await runMigrations(mongoose.connection, { holder: 'a', dir })).toEqual(['3-third.mjs']);
    expect(await runs()).toEqual(['1-first', '2-second', '3-third']);
  });

  it('run once each when several processes start together', async () => {
    writeMigration('1-first');
    writeMigration('2-second');
    const script = `
      import mongoose from 'mongoose';
      import { connectMongo, disconnectMongo } from '#infra/mongo';
      import { runMigrations } from '#infra/migrations/run-migrations';
      await connectMongo(${JSON.stringify(uri)});
      await runMigrations(mongoose.connection, { holder: String(process.pid), dir: ${JSON.stringify(dir)} });
      await disconnectMongo();`;
    const start = () =>
      new Promise<number | null>((resolve) => {
        const args = ['--conditions=source', '--import', 'tsx', '--input-type=module', '-e', script];
        spawn(process.execPath, args, { stdio: 'inherit' }).once('exit', resolve);
      });
    expect(await Promise.all([start(), start(), start()])).toEqual([0, 0, 0]);
    expect(await runs()).toEqual(['1-first', '2-second']);
  });

  it('that fail stop the start, free the lease, and are tried again next time', async () => {
    writeMigration('1-first');
    writeMigration('2-broken', "throw new Error('disk full');");
    await expect(runMigrations(mongoose.connection, { holder: 'a', dir })).rejects.toThrow(
      /2-broken.*disk full/,
    );
    expect(await pendingMigrations(mongoose.connection, dir)).toEqual(['2-broken.mjs']);
    expect(await acquireLease('migrations', 'b', 1_000)).not.toBeNull();
  });

  it('wait for the process that is at it, but not for ever', async () => {
    writeMigration('1-first');
    await acquireLease('migrations', 'somebody else', 60_000);
    const waiting = runMigrations(mongoose.connection, { holder: 'a', dir, timeoutMs: 300 });
    await expect(waiting).rejects.toThrow('migrating for too long');
    expect(await runs()).toEqual([]);
  });
});
