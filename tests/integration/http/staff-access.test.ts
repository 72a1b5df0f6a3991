import mongoose from 'mongoose';
import { beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_CLOCK_RULES } from '#domain/clocks/index';
import { newId } from '#domain/kernel/ids';
import type { Lead } from '#domain/leads/index';
import { allRoutes } from '#http/routes';
import { createLogger } from '#infra/logger';
import { useDatabase } from '../../support/mongo.ts';
import {
  as,
  asAdmin,
  assignedLead,
  type Browser,
  browser,
  ROSTER,
  START,
  useServer,
} from './http-fixture.ts';

useDatabase();
const server = useServer();

/** Every staff route of the product, found in its own table: a new one joins this matrix by itself. */
const STAFF_ROUTES = allRoutes({
  config: { publicUrl: 'http://crm.example', sessionSecret: 's'.repeat(32), trustProxy: false },
  logger: createLogger('silent'),
  clock: { now: () => START },
  platforms: [],
  acceptInbound: async () => 'accepted',
  readiness: [],
}).filter((route) => route.access.kind === 'staff');

/** A body the route's schema accepts, so that only the right to do it decides. */
const BODIES: Readonly<Record<string, (lead: Lead) => unknown>> = {
  '/api/app/v1/leads/:id/accept': (lead) => ({ rev: lead.rev }),
  '/api/app/v1/leads/:id/contact': (lead) => ({ rev: lead.rev }),
  '/api/app/v1/leads/:id/follow-ups': () => ({ method: 'call', summary: '约了周六', nextAt: null }),
  '/api/app/v1/leads/:id/transfer': (lead) => ({ rev: lead.rev, toStaffId: 'staff-wangqiang' }),
  '/api/app/v1/leads/:id/lose': (lead) => ({ rev: lead.rev, reason: 'price' }),
  '/api/app/v1/leads/:id/reveal': () => ({}),
  '/api/app/v1/me/busy': () => ({ minutes: null }),
  '/api/app/v1/payloads/:id/replay': () => ({}),
  '/api/app/v1/payloads/replay': () => ({}),
  '/api/app/v1/rules/:kind': () => ({ expectedVersion: 0, rules: DEFAULT_CLOCK_RULES }),
  '/api/app/v1/unmapped/models': () => ({ text: '某车', seriesId: 'series-none' }),
  '/api/app/v1/unmapped/fields': () => ({ channel: 'autohome', field: 'x1', target: 'ignored' }),
};

const leadRoutes = STAFF_ROUTES.filter((route) => route.path.includes('/leads/:id'));

async function call(who: Browser, route: { method: string; path: string }, lead: Lead): Promise<Response> {
  const path = route.path.replace(':id', lead.id).replace(':kind', 'clocks');
  if (route.method === 'GET') return await who.get(path);
  return await who.send(route.method, path, BODIES[route.path]!(lead));
}

/** Everything but what a login itself writes. */
async function snapshot(): Promise<string> {
  const collections = await mongoose.connection.db!.collections();
  const watched = collections
    .filter(({ collectionName }) => !['sessions', 'login_states'].includes(collectionName))
    .sort((a, b) => a.collectionName.localeCompare(b.collectionName));
  const all = await Promise.all(
    watched.map(async (one) => [one.collectionName, await one.find().sort({ _id: 1 }).toArray()]),
  );
  return JSON.stringify(all);
}

let people: Record<'owner' | 'teammate' | 'otherStore' | 'manager' | 'otherManager' | 'admin', Browser>;

beforeAll(async () => {
  people = {
    owner: await as(server, 'zhangwei'),
    teammate: await as(server, 'wangqiang'),
    otherStore: await as(server, otherStoreSales()),
    manager: await as(server, 'wuhao'),
    otherManager: await as(server, 'zhengjie'),
    admin: await asAdmin(server),
  };
});

function otherStoreSales(): string {
  const roster = (ROSTER.staff as { userId: string; storeId: string; role: string }[]).find(
    (one) => one.storeId === 'store-minhang' && one.role === 'sales',
  );
  return roster!.userId;
}

describe('[CH1] who may do what, over every staff route', () => {
  it('has a body for every changing route, so that none is left out', () => {
    const changing = STAFF_ROUTES.filter((route) => route.method !== 'GET').map((route) => route.path);
    expect(changing.sort()).toEqual(Object.keys(BODIES).sort());
  });

  it.each(STAFF_ROUTES.map((route) => [`${route.method} ${route.path}`, route] as const))(
    '%s refuses strangers and changes nothing',
    async (_name, route) => {
      const lead = await assignedLead(server, 'zhangwei');
      const before = await snapshot();
      const answer = await call(browser(server), route, lead);
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ error: { code: 'UNAUTHENTICATED' } });
      expect(await snapshot()).toBe(before);
    },
  );

  const strangers = ['teammate', 'otherStore', 'otherManager'] as const;
  const refusals = leadRoutes.flatMap((route) => strangers.map((who) => [who, route] as const));
  it.each(refusals.map(([who, route]) => [who, `${route.method} ${route.path}`, route] as const))(
    '%s may not %s on another’s lead: as if it were not there, and nothing changes',
    async (who, _name, route) => {
      const lead = await assignedLead(server, 'zhangwei');
      const before = await snapshot();
      const [foreign, unknown] = [
        await call(people[who], route, lead),
        await call(people[who], route, { ...lead, id: newId() }),
      ];
      expect([foreign.status, unknown.status]).toEqual([404, 404]);
      const text = async (answer: Response) => (await answer.text()).replace(/"requestId":"[^"]*"/, '');
      expect(await text(foreign)).toBe(await text(unknown));
      expect(await snapshot()).toBe(before);
    },
  );

  it.each(leadRoutes.map((route) => [`${route.method} ${route.path}`, route] as const))(
    'the owner may %s',
    async (_name, route) => {
      const lead = await assignedLead(server, 'zhangwei');
      expect((await call(people.owner, route, lead)).status).toBe(200);
    },
  );

  it.each(leadRoutes.map((route) => [`${route.method} ${route.path}`, route] as const))(
    'the store’s manager may %s, but not accept in the owner’s name',
    async (_name, route) => {
      const lead = await assignedLead(server, 'zhangwei');
      const expected = route.path.endsWith('/accept') ? 403 : 200;
      expect((await call(people.manager, route, lead)).status).toBe(expected);
    },
  );

  it.each(
    STAFF_ROUTES.filter((route) => /\/(payloads|rules|unmapped)/.test(route.path)).map(
      (route) => [`${route.method} ${route.path}`, route] as const,
    ),
  )('%s is not for salespeople', async (_path, route) => {
    const lead = await assignedLead(server, 'zhangwei');
    const before = await snapshot();
    expect((await call(people.owner, route, lead)).status).toBe(403);
    expect(await snapshot()).toBe(before);
  });
});

describe('lists', () => {
  it('hold my leads only, and the store’s for its manager only', async () => {
    const mine = await assignedLead(server, 'zhangwei');
    const other = await assignedLead(server, otherStoreSales());
    const ids = async (who: Browser, scope: string) => {
      const answer = await who.get(`/api/app/v1/leads?scope=${scope}&limit=50`);
      const { leads } = (await answer.json()) as { leads: { id: string }[] };
      return leads.map((lead) => lead.id);
    };
    expect(await ids(people.owner, 'mine')).toContain(mine.id);
    expect(await ids(people.teammate, 'mine')).not.toContain(mine.id);
    expect(await ids(people.manager, 'store')).toContain(mine.id);
    expect(await ids(people.manager, 'store')).not.toContain(other.id);
    expect((await people.owner.get('/api/app/v1/leads?scope=store')).status).toBe(403);
  });

  it('are walked by cursor without loss or repeat', async () => {
    for (let i = 0; i < 5; i += 1) await assignedLead(server, 'chenchen');
    const who = await as(server, 'chenchen');
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const answer = await who.get(`/api/app/v1/leads?limit=2${cursor && `&cursor=${cursor}`}`);
      const page = (await answer.json()) as { leads: { id: string }[]; next: string | null };
      seen.push(...page.leads.map((lead) => lead.id));
      cursor = page.next;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(5);
  });
});

describe('fields that are not asked for', () => {
  const WRITABLE = STAFF_ROUTES.filter((route) => route.method !== 'GET');
  const EXTRA = ['ownerId', 'status', 'score', '_id', '__v', '$set', 'a.b', 'constructor', 'storeId', 'rev2'];
  it.each(WRITABLE.map((route) => [`${route.method} ${route.path}`, route] as const))(
    '%s refuses them all',
    async (_path, route) => {
      const lead = await assignedLead(server, 'zhangwei');
      const before = await snapshot();
      for (const field of EXTRA) {
        const body = { ...(BODIES[route.path]!(lead) as object), [field]: 'x' };
        const path = route.path.replace(':id', lead.id).replace(':kind', 'clocks');
        const answer = await people.admin.send(route.method, path, body);
        expect([field, answer.status]).toEqual([field, 400]);
      }
      expect(await snapshot()).toBe(before);
    },
  );

  it.each([{ $ne: null }, { $gt: '' }, ['a'], { $where: '1' }, 7, true])(
    'an operator for text is refused: %j',
    async (value) => {
      const lead = await assignedLead(server, 'zhangwei');
      const before = await snapshot();
      const bodies: [string, object][] = [
        ['transfer', { rev: lead.rev, toStaffId: value }],
        ['lose', { rev: lead.rev, reason: value }],
        ['follow-ups', { method: value, summary: 'x', nextAt: null }],
        ['follow-ups', { method: 'call', summary: value, nextAt: null }],
      ];
      for (const [name, body] of bodies) {
        const answer = await people.owner.post(`/api/app/v1/leads/${lead.id}/${name}`, body);
        expect([name, answer.status]).toEqual([name, 400]);
      }
      expect(await snapshot()).toBe(before);
    },
  );
});
