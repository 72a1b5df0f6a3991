import mongoose from 'mongoose';
import { beforeAll, describe, expect, it } from 'vitest';
import { COMMON_SERIES, countUnmapped, resolveSeries, seedCatalog } from '#domain/catalog/index';
import { currentClockRules, DEFAULT_CLOCK_RULES } from '#domain/clocks/index';
import { countUnmappedFields } from '#domain/intake/field-mappings';
import { getFieldMapping, receivePayload } from '#domain/intake/index';
import { systemContext } from '#domain/kernel/command-context';
import { useDatabase } from '../../support/mongo.ts';
import { as, asAdmin, type Browser, useServer } from './http-fixture.ts';

useDatabase();
const server = useServer();
let admin: Browser;
let manager: Browser;
const ctx = () => systemContext(server.clock, 'test');

beforeAll(async () => {
  await seedCatalog(ctx(), COMMON_SERIES);
  admin = await asAdmin(server);
  manager = await as(server, 'wuhao');
});

async function json(answer: Response): Promise<{ status: number; body: Record<string, any> }> {
  return { status: answer.status, body: (await answer.json()) as Record<string, any> };
}
const rules = async (who: Browser, kind: string) => json(await who.get(`/api/app/v1/rules/${kind}`));
const publish = async (who: Browser, kind: string, expectedVersion: number, body: unknown) =>
  json(await who.send('PUT', `/api/app/v1/rules/${kind}`, { expectedVersion, rules: body }));

describe('[AS1] rules as data', () => {
  it.each(['assignment', 'scoring', 'clocks'])(
    '%s are shown to managers, who may not publish',
    async (kind) => {
      const { status, body } = await rules(manager, kind);
      expect(status).toBe(200);
      expect(body).toMatchObject({ kind, version: 0, mayPublish: false });
      expect(body.history).toEqual([{ version: 0, rules: body.rules, publishedAt: null, publishedBy: null }]);
      const refused = await publish(manager, kind, 0, body.rules);
      expect([refused.status, refused.body.error.code]).toEqual([403, 'FORBIDDEN']);
      expect(await mongoose.connection.collection('rule_sets').countDocuments({ kind })).toBe(0);
    },
  );

  it('are published by an administrator, hold at once, and keep their history', async () => {
    const first = await publish(admin, 'clocks', 0, { ...DEFAULT_CLOCK_RULES, acceptTimeoutMinutes: 7 });
    expect(first.body).toMatchObject({ version: 1, mayPublish: true });
    expect((await currentClockRules()).acceptTimeoutMinutes).toBe(7);
    const second = await publish(admin, 'clocks', 1, { ...DEFAULT_CLOCK_RULES, acceptTimeoutMinutes: 9 });
    const history = second.body.history as { version: number; rules: any; publishedBy: string }[];
    expect(history.map((one) => [one.version, one.rules.acceptTimeoutMinutes])).toEqual([
      [2, 9],
      [1, 7],
      [0, 10],
    ]);
    expect(history[0]!.publishedBy).toMatch(/^\p{Script=Han}+$/u);
    const events = mongoose.connection.collection('outbox_events');
    expect(await events.countDocuments({ type: 'rules.published', subject: 'rules:clocks' })).toBe(2);
  });

  it('show the ten latest versions and no more', async () => {
    for (let version = 2; version < 13; version += 1)
      await publish(admin, 'clocks', version, DEFAULT_CLOCK_RULES);
    const { body } = await rules(manager, 'clocks');
    const versions = (body.history as { version: number }[]).map((one) => one.version);
    expect(versions).toEqual([13, 12, 11, 10, 9, 8, 7, 6, 5, 4]);
  });

  it('of two people who publish at the same moment are one’s, and the other is told', async () => {
    const { body } = await rules(admin, 'scoring');
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => publish(admin, 'scoring', body.version, body.rules)),
    );
    expect(answers.map((one) => one.status).sort()).toEqual([200, 409, 409, 409]);
    expect(answers.find((one) => one.status === 409)!.body.error.code).toBe('STALE_REVISION');
    expect((await rules(admin, 'scoring')).body.version).toBe(body.version + 1);
  });

  it.each([
    ['assignment', [{ id: 'a', name: 'A', to: {} }], /^rules\.0\.to/],
    ['assignment', [], /^rules$/],
    ['assignment', [{ id: 'a', name: '', to: { pool: true } }], /^rules\.0\.name/],
    [
      'assignment',
      [{ id: 'a', name: 'A', when: [{ field: 'wants', op: 'is', value: 'x' }], to: { pool: true } }],
      /^rules\.0\.when\.0/,
    ],
    ['clocks', { ...DEFAULT_CLOCK_RULES, acceptTimeoutMinutes: '10' }, /^rules\.acceptTimeoutMinutes$/],
    ['clocks', { ...DEFAULT_CLOCK_RULES, reassignments: -1 }, /^rules\.reassignments$/],
    ['clocks', {}, /^rules\.firstContactTargetMinutes$/],
    ['scoring', { hot: 50, warm: 60, groups: [] }, /^rules\.warm$/],
    ['scoring', null, /^rules$/],
    ['scoring', 'text', /^rules$/],
  ])('%s with a mistake, %j, are refused with its place in Chinese', async (kind, wrong, field) => {
    const before = await rules(admin, kind);
    const { status, body } = await publish(admin, kind, before.body.version, wrong);
    expect([status, body.error.code]).toEqual([400, 'INVALID_INPUT']);
    expect(body.error.field).toMatch(field);
    expect(body.error.message).toMatch(/\p{Script=Han}/u);
    expect(body.error.message).not.toMatch(/Invalid|expected/);
    expect((await rules(admin, kind)).body).toEqual(before.body);
  });

  it.each(['', 'staff', '__proto__', 'constructor', 'Clocks', 'clocks%00'])(
    'of kind %j do not exist',
    async (kind) => {
      expect([400, 404]).toContain((await admin.get(`/api/app/v1/rules/${kind}`)).status);
    },
  );

  it('without the version they started from are refused', async () => {
    const answer = await admin.send('PUT', '/api/app/v1/rules/clocks', { rules: DEFAULT_CLOCK_RULES });
    expect((await json(answer)).body.error.field).toBe('expectedVersion');
  });

  it('from another site are refused, session or not', async () => {
    const body = { expectedVersion: 0, rules: DEFAULT_CLOCK_RULES };
    const answer = await admin.send('PUT', '/api/app/v1/rules/clocks', body, {
      'sec-fetch-site': 'cross-site',
    });
    expect(answer.status).toBe(403);
  });
});

describe('[LC7] model names nobody knows', () => {
  it('are listed with how often they came, and once mapped are known and gone', async () => {
    const seen = Array.from({ length: 3 }, () => ({ text: '神秘SUV', channel: 'autohome' }));
    await countUnmapped(ctx(), seen);
    const { body } = await json(await admin.get('/api/app/v1/unmapped'));
    expect(body.models).toContainEqual(
      expect.objectContaining({ text: '神秘SUV', channel: 'autohome', count: 3 }),
    );
    const [series] = body.series as { id: string }[];
    const mapped = await json(
      await admin.post('/api/app/v1/unmapped/models', { text: '神秘SUV', seriesId: series!.id }),
    );
    expect(mapped.status).toBe(200);
    expect(mapped.body.models).not.toContainEqual(expect.objectContaining({ text: '神秘SUV' }));
    expect((await resolveSeries('神秘suv'))?.id).toBe(series!.id);
  });

  it.each([
    [{ text: '', seriesId: 'x' }, 400, 'text'],
    [{ text: '某车', seriesId: 'no-such-series' }, 404, undefined],
    [{ text: { $gt: '' }, seriesId: 'x' }, 400, 'text'],
    [{ text: '某车', seriesId: { $ne: null } }, 400, 'seriesId'],
  ])('%j teaches nothing', async (body, status, field) => {
    const before = await mongoose.connection.collection('car_series').find().toArray();
    const answer = await json(await admin.post('/api/app/v1/unmapped/models', body));
    expect([answer.status, answer.body.error.field]).toEqual([status, field]);
    expect(await mongoose.connection.collection('car_series').find().toArray()).toEqual(before);
  });
});

describe('[CD1] portal fields nobody knows', () => {
  const see = (field: string, channel = 'autohome') => countUnmappedFields(ctx(), [{ channel, field }]);
  const map = async (body: unknown) => json(await admin.post('/api/app/v1/unmapped/fields', body));
  const listed = async () => {
    const { body } = await json(await admin.get('/api/app/v1/unmapped'));
    return (body.fields as { field: string }[]).map((one) => one.field);
  };

  it('are listed, and once they have a place they fill it and are gone', async () => {
    await see('buyerCity');
    expect(await listed()).toContain('buyerCity');
    expect((await map({ channel: 'autohome', field: 'buyerCity', target: 'city' })).status).toBe(200);
    expect(await listed()).not.toContain('buyerCity');
    expect((await getFieldMapping('autohome'))!.fields.city!.from).toEqual(['cityName', 'buyerCity']);
  });

  it('that nobody needs are gone too', async () => {
    await see('internalFlag');
    await map({ channel: 'autohome', field: 'internalFlag', target: 'ignored' });
    expect(await listed()).not.toContain('internalFlag');
    expect((await getFieldMapping('autohome'))!.ignored).toContain('internalFlag');
  });

  it('codes get a meaning, even one called __proto__', async () => {
    for (const code of ['99', '__proto__']) {
      await see(`clueType=${code}`);
      const { status } = await map({ channel: 'autohome', field: `clueType=${code}`, meaning: 'test_drive' });
      expect(status).toBe(200);
    }
    const { values } = (await getFieldMapping('autohome'))!.fields.wants!;
    expect(values!['99']).toBe('test_drive');
    expect(await listed()).not.toContain('clueType=99');
    expect(({} as Record<string, unknown>)['99']).toBeUndefined();
  });

  it.each([
    [{ channel: 'autohome', field: 'x1' }, 'target'],
    [{ channel: 'autohome', field: 'x1', target: 'ownerId' }, 'target'],
    [{ channel: 'autohome', field: 'clueType=8' }, 'meaning'],
    [{ channel: 'autohome', field: 'nowhere=8', meaning: 'quote' }, 'field'],
    [{ channel: 'site_form', field: 'x1', target: 'city' }, 'channel'],
    [{ channel: 'nobody', field: 'x1', target: 'city' }, 'channel'],
    [{ channel: 'autohome', field: 'a b', target: 'city' }, /^mapping\.fields\.city/],
    [{ channel: 'autohome', field: '$where', target: 'ignored' }, /^mapping\.ignored/],
  ])('%j changes no mapping and says why', async (body, field) => {
    const before = await getFieldMapping('autohome');
    const answer = await map(body);
    expect([answer.status, answer.body.error.code]).toEqual([400, 'INVALID_INPUT']);
    expect(answer.body.error.field).toMatch(field);
    expect(await getFieldMapping('autohome')).toEqual(before);
  });

  it('[LC3] a push refused for a field is taken by replay once the field has its place', async () => {
    const raw = { clueId: 'r-1', customerName: '钱先生', contactTel: '13900139321', brandName: '大众' };
    const first = await receivePayload(ctx(), { channel: 'autohome', raw });
    expect([first.outcome, first.field]).toEqual(['rejected', 'phone']);
    await map({ channel: 'autohome', field: 'contactTel', target: 'phone' });
    const replayed = await json(await admin.post(`/api/app/v1/payloads/${first.payloadId}/replay`));
    expect(replayed.body).toMatchObject({ outcome: 'accepted', leadId: expect.any(String) });
    const again = await json(await admin.post(`/api/app/v1/payloads/${first.payloadId}/replay`));
    expect(again.body.leadId).toBe(replayed.body.leadId);
  });
});
