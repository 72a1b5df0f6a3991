import mongoose from 'mongoose';
import { describe, expect, it } from 'vitest';
import { createLimiter } from '#http/core/limiter';
import { createLimits } from '#http/core/limits';
import { connectMongo, disconnectMongo } from '#infra/mongo';
import { useDatabase } from '../../support/mongo.ts';
import { as, assignedLead, browser, useServer } from './http-fixture.ts';

const { uri } = useDatabase();
const server = useServer();
const other = useServer();
const SECRET = 'a secret of the limits';

const rows = () => mongoose.connection.collection('rate_limits').find().toArray();
const clear = () => mongoose.connection.collection('rate_limits').deleteMany({});

/** How many of `n` uses at once get through. */
async function passed(limiter: { use(key: string): Promise<void> }, key: string, n: number): Promise<number> {
  const results = await Promise.allSettled(Array.from({ length: n }, () => limiter.use(key)));
  return results.filter((one) => one.status === 'fulfilled').length;
}

describe('a limit', () => {
  const make = (name: string) => createLimiter({ name, points: 5, seconds: 60, secret: SECRET });

  it('lets its share through, then says how long to wait', async () => {
    const limiter = make('share');
    expect(await passed(limiter, 'a', 5)).toBe(5);
    const refused = await limiter.use('a').catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'RATE_LIMITED', details: { limit: 'share' } });
    const { seconds } = (refused as { details: { seconds: number } }).details;
    expect(seconds).toBeGreaterThan(50);
    expect(seconds).toBeLessThanOrEqual(60);
  });

  it('is one for all processes, of a hundred uses at the same moment', async () => {
    const [one, two] = [make('shared'), make('shared')];
    const [a, b] = await Promise.all([passed(one, 'key', 50), passed(two, 'key', 50)]);
    expect(a + b).toBe(5);
  });

  it('counts each key and each name for itself', async () => {
    const limiter = make('alone');
    await passed(limiter, 'mine', 9);
    expect(await passed(limiter, 'yours', 5)).toBe(5);
    expect(await passed(make('another name'), 'mine', 5)).toBe(5);
  });

  it('keeps neither address nor person in the database', async () => {
    await clear();
    await make('private').use('203.0.113.77');
    await make('private').use('staff-zhangwei');
    const kept = await rows();
    expect(kept).toHaveLength(2);
    expect(JSON.stringify(kept)).not.toMatch(/203\.0|zhangwei/);
  });

  it('cannot be looked up without the secret', async () => {
    await clear();
    await make('hashed').use('203.0.113.77');
    const theirs = createLimiter({ name: 'hashed', points: 5, seconds: 60, secret: 'another secret' });
    await theirs.use('203.0.113.77');
    expect(new Set((await rows()).map((row) => row.key)).size).toBe(2);
  });

  it('ends with its window', async () => {
    const limiter = make('window');
    await passed(limiter, 'x', 5);
    await mongoose.connection
      .collection('rate_limits')
      .updateMany({ key: /^window:/ }, { $set: { expire: new Date(Date.now() - 1_000) } });
    expect(await passed(limiter, 'x', 5)).toBe(5);
  });

  it('is removed by the database afterwards', async () => {
    const indexes = await mongoose.connection.collection('rate_limits').indexes();
    expect(indexes).toContainEqual(
      expect.objectContaining({ name: 'rate_limit_ttl', expireAfterSeconds: 0 }),
    );
    expect(indexes).toContainEqual(expect.objectContaining({ name: 'rate_limit_key', unique: true }));
  });

  it('holds from memory while the database is away, and from the database afterwards', async () => {
    const limiter = make('insured');
    await limiter.use('before');
    await disconnectMongo();
    try {
      expect(await passed(limiter, 'away', 9)).toBeLessThanOrEqual(5);
    } finally {
      await connectMongo(uri);
    }
    expect(await passed(limiter, 'after', 9)).toBe(5);
    expect((await rows()).some((row) => row.points >= 5)).toBe(true);
  });
});

describe('the table of limits', () => {
  it('has the numbers people were promised', async () => {
    await clear();
    const limits = createLimits(SECRET);
    expect(await passed(limits.login_person, 'p', 50)).toBe(30);
    expect(await passed(limits.login_address, 'a', 90)).toBe(60);
    expect(await passed(limits.form_address, 'a', 50)).toBe(30);
  });
});

/** Fills what is left of a limit of the running servers, as that many earlier uses would have. */
async function useUp(name: string): Promise<void> {
  const filled = await mongoose.connection
    .collection('rate_limits')
    .updateMany({ key: { $regex: `^${name}:` } }, { $set: { points: 100_000 } });
  expect(filled.modifiedCount).toBeGreaterThan(0);
}

describe('[IN3] phone numbers', () => {
  it('of more than a hundred looks a day are refused, logged, not shown and not on record', async () => {
    await clear();
    const lead = await assignedLead(server, 'zhangwei');
    const who = await as(server, 'zhangwei');
    const look = () => who.post(`/api/app/v1/leads/${lead.id}/reveal`);
    const looks = () =>
      mongoose.connection
        .collection('outbox_events')
        .countDocuments({ type: 'lead.phone_revealed', subject: `lead:${lead.id}` });
    const statuses: number[] = [];
    for (let i = 0; i < 104; i += 1) statuses.push((await look()).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(100);
    expect(statuses.slice(100)).toEqual([429, 429, 429, 429]);
    expect(await looks()).toBe(100);
    const refused = await look();
    expect(Number(refused.headers.get('retry-after'))).toBe(14 * 3_600);
    const text = await refused.text();
    expect(text).toContain('RATE_LIMITED');
    expect(text).not.toContain(lead.phoneTail);
    const line = server.logs.find((one) => one.includes('limit reached'));
    expect(JSON.parse(line!)).toMatchObject({ limit: 'reveal_person', actor: 'staff:staff-zhangwei' });
  });

  it('of one person’s limit do not count for another, on either process', async () => {
    const lead = await assignedLead(server, 'wangqiang');
    const who = await as(server, 'wangqiang');
    expect((await who.post(`/api/app/v1/leads/${lead.id}/reveal`)).status).toBe(200);
    const zhangwei = await as(other, 'zhangwei');
    const own = await assignedLead(server, 'zhangwei');
    expect((await zhangwei.post(`/api/app/v1/leads/${own.id}/reveal`)).status).toBe(429);
  });

  it('that a person may not see cost nothing of the limit', async () => {
    await clear();
    const lead = await assignedLead(server, 'lina');
    const who = await as(server, 'wangqiang');
    const counted = mongoose.connection.collection('phone_looks');
    await counted.deleteMany({});
    for (let i = 0; i < 5; i += 1) {
      expect((await who.post(`/api/app/v1/leads/${lead.id}/reveal`)).status).toBe(404);
    }
    expect((await rows()).filter((row) => String(row.key).startsWith('reveal_'))).toEqual([]);
    expect(await counted.countDocuments()).toBe(0);
  });

  it('of one address have a limit too', async () => {
    await clear();
    const lead = await assignedLead(server, 'lina');
    const who = await as(server, 'lina');
    await who.post(`/api/app/v1/leads/${lead.id}/reveal`);
    await useUp('reveal_address');
    expect((await who.post(`/api/app/v1/leads/${lead.id}/reveal`)).status).toBe(429);
  });
});

describe('logins', () => {
  it('beyond the limit of an address are refused before anything is written', async () => {
    await clear();
    const states = () => mongoose.connection.collection('login_states').countDocuments();
    const before = await states();
    const answers = await Promise.all(
      Array.from({ length: 80 }, (_, i) => browser(i % 2 === 0 ? server : other).get('/auth/start')),
    );
    const statuses = answers.map((answer) => answer.status);
    expect(statuses.filter((status) => status === 302)).toHaveLength(60);
    expect(statuses.filter((status) => status === 429)).toHaveLength(20);
    expect(await states()).toBe(before + 60);
    await clear();
  });

  it('of one person have a limit that only that person can use up', async () => {
    // A process of its own: the others remember the address that was refused above.
    const limits = createLimits(SECRET);
    expect(await passed(limits.login_person, 'staff-zhangwei', 31)).toBe(30);
    expect(await passed(limits.login_person, 'staff-wangqiang', 1)).toBe(1);
  });
});
