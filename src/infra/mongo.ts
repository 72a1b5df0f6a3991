import { MongoBulkWriteError } from 'mongodb';
import mongoose, { type ClientSession, type Connection } from 'mongoose';

mongoose.set('sanitizeFilter', true);
mongoose.set('strictQuery', 'throw');
mongoose.set('autoIndex', false);
mongoose.set('autoCreate', false);

/** Options every schema shares: unknown fields throw, the id is ours, no `__v`. */
export const SCHEMA_OPTIONS = { strict: 'throw', versionKey: false, minimize: false } as const;

/**
 * Connects the default connection with explicit durability. Operations give up after `timeoutMs` so that a
 * lost database answers within a platform's patience instead of the driver's 30 s.
 */
export async function connectMongo(
  uri: string,
  options: { timeoutMs?: number; maxPoolSize?: number } = {},
): Promise<Connection> {
  const timeoutMs = options.timeoutMs ?? 4_000;
  await mongoose.connect(uri, {
    writeConcern: { w: 'majority', journal: true },
    readConcern: { level: 'majority' },
    serverSelectionTimeoutMS: timeoutMs,
    socketTimeoutMS: 20_000,
    waitQueueTimeoutMS: timeoutMs,
    maxPoolSize: options.maxPoolSize ?? 32,
    retryWrites: true,
    appName: 'cheliao',
  });
  return mongoose.connection;
}

export async function disconnectMongo(): Promise<void> {
  await mongoose.disconnect();
}

/** The default connection, for tools that take one. */
export function connectedMongo(): Connection {
  return mongoose.connection;
}

/** The connected database, for libraries that want the driver's own handle. Throws before `connectMongo`. */
export function connectedDatabase() {
  const { db } = mongoose.connection;
  if (db === undefined) throw new Error('the database is not connected yet');
  return db;
}

/** The database server's clock: the one time all processes share for leases. */
export async function databaseNow(): Promise<Date> {
  const reply = await mongoose.connection.db!.command({ hello: 1 });
  return reply.localTime as Date;
}

/** A unit of work: writes that pass `tx.session` happen together or not at all. */
export interface Tx {
  readonly session: ClientSession;
  /** Runs once after a successful commit: wake-ups only, nothing that must not be lost. */
  afterCommit(work: () => void): void;
}

/**
 * Runs `work` in a transaction; it may run again on a transient conflict, so it must load what it changes
 * inside and do nothing outside the database.
 */
export async function inTransaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  let followUps: (() => void)[] = [];
  const result = await mongoose.connection.transaction(
    async (session) => {
      followUps = [];
      return await work({ session, afterCommit: (fn) => followUps.push(fn) });
    },
    { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority', journal: true } },
  );
  for (const followUp of followUps) followUp();
  return result;
}

/**
 * Positions of the documents an unordered `insertMany` refused because their key exists. Rethrows anything
 * that is not only that: other failures, or an unconfirmed write concern.
 */
export function duplicatesOf(error: unknown): readonly number[] {
  if (!(error instanceof MongoBulkWriteError)) throw error;
  const failures = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
  if (failures.some((failure) => failure.code !== 11000)) throw error;
  if (error.result.getWriteConcernError() !== undefined) throw error;
  return failures.map((failure) => failure.index);
}

/** True for a unique-index violation: somebody else was first. */
export function isDuplicateKey(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 11000;
}
