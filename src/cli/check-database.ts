import { MongoClient } from 'mongodb';
import type { Clock } from '#domain/kernel/clock';
import { isSupported, SUPPORTED_LINES } from '#launcher/mongod/inspect-mongod';
import type { Finding } from './finding.ts';

const MAX_SKEW_MS = 2_000;

/** What the server says about itself; read in one go, judged apart from the reading. */
export interface ServerFacts {
  readonly version: string;
  readonly setName: string | null;
  readonly arbiters: number;
  /** Write concern of the URI, else the server's default. */
  readonly writeConcern: string;
  readonly localTime: Date;
}

/** Connects with patience of 3 s and judges the server; a failure to connect is a finding like any other. */
export async function checkDatabase(uri: string, clock: Clock): Promise<readonly Finding[]> {
  const name = 'MONGODB_URI';
  try {
    const client = new MongoClient(uri, { serverSelectionTimeoutMS: 3_000, connectTimeoutMS: 3_000 });
    try {
      return judgeServer(await readFacts(client), clock.now());
    } finally {
      await client.close();
    }
  } catch (error) {
    const reason = error instanceof Error ? error.name : 'error';
    const fix = 'check host, user, replicaSet and that the server runs';
    return [{ ok: false, text: `${name}: 连不上数据库 · cannot reach the database (${reason}); ${fix}` }];
  }
}

/** The rules a server must satisfy: supported version, replica set without arbiter, majority writes, same time. */
export function judgeServer(facts: ServerFacts, now: Date): readonly Finding[] {
  const skewMs = Math.abs(facts.localTime.getTime() - now.getTime());
  const judge = (ok: boolean, good: string, bad: string): Finding => ({
    ok,
    text: ok ? good : `MONGODB_URI: ${bad}`,
  });
  return [
    judge(
      isSupported(facts.version),
      `MongoDB ${facts.version}`,
      `版本 ${facts.version} 不受支持 · version is not supported; use ${SUPPORTED_LINES.join(', ')}`,
    ),
    judge(
      facts.setName !== null,
      `副本集 · replica set ${facts.setName}`,
      '不是副本集 · not a replica set; start mongod with --replSet rs0 and run rs.initiate()',
    ),
    judge(
      facts.arbiters === 0,
      '没有仲裁节点 · no arbiter',
      '有仲裁节点 · the set has an arbiter; replace it with a data-bearing member',
    ),
    judge(
      facts.writeConcern === 'majority',
      '写关注 · write concern majority',
      `写关注为 ${facts.writeConcern} · write concern is not majority; remove w= or set w=majority`,
    ),
    judge(
      skewMs <= MAX_SKEW_MS,
      `时钟一致 · clocks agree (${skewMs} ms)`,
      `时钟相差 ${skewMs} 毫秒 · clock differs from this machine; synchronise both by NTP`,
    ),
  ];
}

async function readFacts(client: MongoClient): Promise<ServerFacts> {
  const admin = client.db('admin');
  const [hello, build] = [await admin.command({ hello: 1 }), await admin.command({ buildInfo: 1 })];
  const fromUri = client.options.writeConcern?.w;
  return {
    version: build.version,
    setName: hello.setName ?? null,
    arbiters: hello.arbiters?.length ?? 0,
    writeConcern: String(fromUri ?? (await defaultWriteConcern(client)) ?? 'majority'),
    localTime: hello.localTime,
  };
}

/** The server's default, or null where it may not be asked (no replica set, no right to). */
async function defaultWriteConcern(client: MongoClient): Promise<string | number | null> {
  try {
    const reply = await client.db('admin').command({ getDefaultRWConcern: 1 });
    return reply.defaultWriteConcern?.w ?? null;
  } catch {
    return null;
  }
}
