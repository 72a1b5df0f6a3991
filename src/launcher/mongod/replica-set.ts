import { setTimeout as delay } from 'node:timers/promises';
import { MongoClient, type MongoServerError } from 'mongodb';
import { monotonicMs } from '#infra/clock';

/** Address of the embedded database: one member, so the set's name decides that transactions work. */
export function embeddedUri(port: number, database = 'cheliao'): string {
  return `mongodb://127.0.0.1:${port}/${database}?replicaSet=rs0`;
}

/**
 * Waits until the server on the port answers and is primary of its one-member set `rs0`, initiating the set
 * on first use. Throws after `timeoutMs`, or as soon as `hasEnded` says so.
 */
export async function becomePrimary(options: {
  port: number;
  timeoutMs: number;
  hasEnded: () => boolean;
}): Promise<void> {
  const deadline = monotonicMs() + options.timeoutMs;
  let last = 'it does not answer';
  while (monotonicMs() < deadline && !options.hasEnded()) {
    // A client whose first connection failed stays closed: each attempt brings its own.
    const client = directClient(options.port);
    try {
      if (await stepTowardsPrimary(client, `127.0.0.1:${options.port}`)) return;
      last = 'it is not primary yet';
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    } finally {
      await client.close();
    }
    await delay(25);
  }
  throw new Error(`mongod on port ${options.port} is not ready: ${options.hasEnded() ? 'it ended' : last}`);
}

/** A client of the one server on the port, whatever its replica set state is; gives up after half a second. */
export function directClient(port: number): MongoClient {
  return new MongoClient(`mongodb://127.0.0.1:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: 500,
    connectTimeoutMS: 500,
  });
}

async function stepTowardsPrimary(client: MongoClient, host: string): Promise<boolean> {
  const admin = client.db('admin');
  const hello = await admin.command({ hello: 1 });
  if (hello.isWritablePrimary === true) return true;
  try {
    await admin.command({ replSetGetConfig: 1 });
  } catch (error) {
    if ((error as MongoServerError).codeName !== 'NotYetInitialized') throw error;
    await admin.command({ replSetInitiate: { _id: 'rs0', members: [{ _id: 0, host }] } });
  }
  return false;
}

/**
 * Writes the member's new address into the set's configuration while the server runs alone, without
 * `--replSet`: with it, the server would look for itself at the old address, where a stranger may listen.
 */
export async function readdressMember(port: number): Promise<void> {
  const client = directClient(port);
  try {
    const sets = client.db('local').collection<{ _id: string }>('system.replset');
    await sets.updateOne(
      { _id: 'rs0' },
      { $set: { 'members.0.host': `127.0.0.1:${port}` }, $inc: { version: 1 } },
    );
  } finally {
    await client.close();
  }
}

/** Waits until the server on the port answers at all. Throws after `timeoutMs`. */
export async function waitUntilAnswering(port: number, timeoutMs: number): Promise<void> {
  const deadline = monotonicMs() + timeoutMs;
  while (true) {
    const client = directClient(port);
    try {
      await client.db('admin').command({ ping: 1 });
      return;
    } catch (error) {
      if (monotonicMs() > deadline) throw error;
    } finally {
      await client.close();
    }
    await delay(25);
  }
}
