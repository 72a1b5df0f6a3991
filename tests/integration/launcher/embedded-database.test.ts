import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { resetEmbeddedData } from '#cli/reset';
import {
  type EmbeddedDatabase,
  findRunningMongod,
  runEmbeddedDatabase,
} from '#launcher/mongod/embedded-database';
import { waitFor } from '../../support/wait-for.ts';

let dataDir: string;
let running: EmbeddedDatabase[];
const lines: string[] = [];

async function start(): Promise<EmbeddedDatabase> {
  const database = await runEmbeddedDatabase({
    binary: () => Promise.resolve(inject('mongodPath')),
    dataDir,
    say: (line) => lines.push(line),
  });
  running.push(database);
  return database;
}

async function withClient<T>(uri: string, work: (client: MongoClient) => Promise<T>): Promise<T> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 500, directConnection: false });
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

const insert = (uri: string, id: string) =>
  withClient(uri, (client) =>
    client
      .db()
      .collection<{ _id: string }>('kept')
      .insertOne({ _id: id }, { writeConcern: { w: 'majority', journal: true } }),
  );
const ids = (uri: string) =>
  withClient(uri, async (client) =>
    (await client.db().collection<{ _id: string }>('kept').find().toArray()).map((row) => row._id),
  );

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'cheliao-embedded-'));
  running = [];
  lines.length = 0;
});
afterEach(async () => {
  for (const database of running) await database.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('the embedded database', () => {
  it('is a primary on loopback that runs transactions', async () => {
    const database = await start();
    await withClient(database.uri, async (client) => {
      const hello = await client.db('admin').command({ hello: 1 });
      expect(hello).toMatchObject({
        setName: 'rs0',
        isWritablePrimary: true,
        me: `127.0.0.1:${database.port}`,
      });
      await client.withSession((session) =>
        session.withTransaction(async () => {
          await client.db().collection('kept').insertOne({ in: 'transaction' }, { session });
        }),
      );
      const options = await client.db('admin').command({ getCmdLineOpts: 1 });
      expect(options.parsed.net.bindIp).toBe('127.0.0.1');
    });
  });

  it('comes back on the same port with every acknowledged write after kill -9', async () => {
    const database = await start();
    await insert(database.uri, 'before');
    const killed = database.pid!;
    const at = performance.now();
    process.kill(killed, 'SIGKILL');
    await waitFor(async () => (await ids(database.uri)).includes('before'), { timeoutMs: 15_000 });
    expect(performance.now() - at).toBeLessThan(8_000);
    expect(database.pid).not.toBe(killed);
    expect(lines.join('\n')).toMatch(/mongod .*restarting/);
    await insert(database.uri, 'after');
    expect(await ids(database.uri)).toEqual(['before', 'after']);
  });

  it('keeps its port and data over an orderly stop', async () => {
    const first = await start();
    await insert(first.uri, 'kept');
    await first.stop();
    expect(await findRunningMongod(dataDir)).toBeNull();
    const second = await start();
    expect(second.port).toBe(first.port);
    expect(await ids(second.uri)).toEqual(['kept']);
  });

  it('takes another port when the kept one is taken, and still is primary of its set', async () => {
    const first = await start();
    await insert(first.uri, 'kept');
    await first.stop();
    const squatter = createServer().listen(first.port, '127.0.0.1');
    await waitFor(() => squatter.listening);
    const second = await start();
    expect(second.port).not.toBe(first.port);
    expect(await ids(second.uri)).toEqual(['kept']);
    await new Promise((resolve) => squatter.close(resolve));
  });

  it('is taken over by the next start when its launcher was killed', async () => {
    const first = await start();
    await insert(first.uri, 'kept');
    const left = await findRunningMongod(dataDir);
    expect(left).toEqual({ pid: first.pid, port: first.port });
    const second = await start();
    expect(second.pid).toBe(first.pid);
    expect(second.uri).toBe(first.uri);
    expect(await ids(second.uri)).toEqual(['kept']);
  });

  it('is not confused by a lock file that names a process of somebody else', async () => {
    mkdirSync(join(dataDir, 'mongo'));
    writeFileSync(join(dataDir, 'mongo', 'mongod.lock'), `${process.pid}\n`);
    expect(await findRunningMongod(dataDir)).toBeNull();
    const database = await start();
    await insert(database.uri, 'works');
    expect(Number(readFileSync(join(dataDir, 'mongo', 'mongod.lock'), 'utf8'))).toBe(database.pid);
  });

  it('is emptied by a reset, which ends a mongod left behind', async () => {
    const first = await start();
    await insert(first.uri, 'gone');
    const pid = first.pid!;
    writeFileSync(join(dataDir, 'secrets.json'), '{}');
    await first.stop();
    expect(await resetEmbeddedData(dataDir)).toEqual(['mongo', 'mongod.port']);
    expect(existsSync(join(dataDir, 'secrets.json'))).toBe(true);
    const second = await start();
    expect(second.pid).not.toBe(pid);
    expect(await ids(second.uri)).toEqual([]);
  });
});
