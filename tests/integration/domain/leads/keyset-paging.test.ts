import { beforeEach, describe, expect, it } from 'vitest';
import {
  assignLeads,
  createLeads,
  type Lead,
  type LeadFilter,
  type LeadStatus,
  listLeads,
  listWaitingLeads,
} from '#domain/leads/index';
import { LeadModel } from '#domain/leads/lead.model';
import { leadDraft, MONDAY_10, testContext } from '../../../factories/lead.ts';
import { leadRecord } from '../../../factories/lead-record.ts';
import { useDatabase } from '../../../support/mongo.ts';

useDatabase({ clean: true });

let ctx = testContext();
let serial = 0;
beforeEach(() => {
  ctx = testContext();
  serial = 0;
});

/** Rows with ids `lead-001` and on: what is filtered is what the test wrote. */
async function put(count: number, overrides: Partial<Lead> = {}, createdAt = MONDAY_10): Promise<string[]> {
  const rows = Array.from({ length: count }, () => {
    serial += 1;
    const _id = `lead-${String(serial).padStart(3, '0')}`;
    return leadRecord({}, { _id, phoneHash: `hash-${serial}`, createdAt, ...overrides });
  });
  if (rows.length > 0) await LeadModel.collection.insertMany(rows as never[]);
  return rows.map(({ _id }) => _id);
}

async function pages(
  filter: LeadFilter,
  between: () => Promise<unknown> = async () => {},
): Promise<string[][]> {
  const seen: string[][] = [];
  let cursor: string | undefined;
  do {
    const { items, next } = await listLeads({ ...filter, cursor });
    seen.push(items.map(({ id }) => id));
    cursor = next ?? undefined;
    await between();
  } while (cursor !== undefined);
  return seen;
}

describe('pages of leads', () => {
  it.each([
    [0, 3, [0]],
    [1, 3, [1]],
    [3, 3, [3]],
    [4, 3, [3, 1]],
    [6, 3, [3, 3]],
    [7, 1, [1, 1, 1, 1, 1, 1, 1]],
    [5, 200, [5]],
  ])('%d leads by %d come as pages of %j, each lead once, newest first', async (count, limit, sizes) => {
    const ids = await put(count);
    const seen = await pages({ limit });
    expect(seen.map((page) => page.length)).toEqual(sizes);
    expect(seen.flat()).toEqual(ids.reverse());
  });

  it.each([
    [undefined, 20],
    [0, 1],
    [-5, 1],
    [1, 1],
    [200, 200],
    [201, 200],
    [1e9, 200],
  ])('a limit of %s gives at most %d', async (limit, size) => {
    await put(203);
    expect((await listLeads({ limit })).items).toHaveLength(size);
  });

  it('leads that come in between are not on later pages, and move nothing', async () => {
    const ids = await put(9, { ownerId: 'staff-a' });
    const seen = await pages({ ownerId: 'staff-a', limit: 2 }, () => put(3, { ownerId: 'staff-a' }));
    expect(seen.flat()).toEqual(ids.reverse());
  });

  it('leads that go away in between leave no gap: none is skipped, none comes twice', async () => {
    const ids = await put(8, { ownerId: 'staff-a' });
    // What was shown is handed to somebody else while the reader turns the page.
    const first = await listLeads({ ownerId: 'staff-a', limit: 3 });
    const shown = first.items.map(({ id }) => id);
    await LeadModel.collection.updateMany({ _id: { $in: shown } } as never, { $set: { ownerId: 'staff-b' } });
    const second = await listLeads({ ownerId: 'staff-a', limit: 3, cursor: first.next! });
    await LeadModel.deleteOne({ _id: second.next! });
    const third = await listLeads({ ownerId: 'staff-a', limit: 3, cursor: second.next! });
    expect([...first.items, ...second.items, ...third.items].map(({ id }) => id)).toEqual(ids.reverse());
    expect(third.next).toBeNull();
  });

  it('ids made by the product page in the order of creation, also within a millisecond', async () => {
    const made = await createLeads(
      ctx,
      Array.from({ length: 30 }, () => leadDraft()),
    );
    const seen = await pages({ limit: 7 });
    expect(seen.flat()).toEqual(made.map(({ leadId }) => leadId).reverse());
  });

  it.each(['', '0', 'lead-000'])('behind the oldest (%j) there is nothing', async (cursor) => {
    await put(3);
    expect(await listLeads({ cursor })).toEqual({ items: [], next: null });
  });
});

describe('filters of leads', () => {
  const STATUSES: LeadStatus[] = [
    'new',
    'unassigned',
    'assigned',
    'accepted',
    'contacted',
    'pooled',
    'converted',
    'lost',
  ];

  it.each(STATUSES)('status %s finds its own and no other', async (status) => {
    for (const one of STATUSES) await put(1, { status: one, name: one });
    const { items } = await listLeads({ status });
    expect(items.map(({ name }) => name)).toEqual([status]);
  });

  it.each([
    [{ ownerId: 'staff-a' }, ['1', '2', '3']],
    [{ storeId: 's1' }, ['1', '2', '5']],
    [{ open: true }, ['1', '3', '4']],
    [{ open: false }, ['2', '5']],
    [{ ownerId: 'staff-a', storeId: 's1' }, ['1', '2']],
    [{ ownerId: 'staff-a', storeId: 's1', open: true }, ['1']],
    [{ ownerId: 'staff-a', status: 'lost' as const }, ['2']],
    [{ ownerId: 'staff-b', open: false }, ['5']],
    [{ ownerId: 'staff-b', storeId: 's2', status: 'lost' as const }, []],
    [{ ownerId: 'STAFF-A' }, []],
    [{ storeId: '' }, []],
    [{}, ['1', '2', '3', '4', '5']],
  ])('%j', async (filter, names) => {
    await put(1, { name: '1', ownerId: 'staff-a', storeId: 's1', status: 'assigned' });
    await put(1, { name: '2', ownerId: 'staff-a', storeId: 's1', status: 'lost', open: false });
    await put(1, { name: '3', ownerId: 'staff-a', storeId: 's2', status: 'accepted' });
    await put(1, { name: '4', ownerId: 'staff-b', storeId: 's2', status: 'contacted' });
    await put(1, { name: '5', ownerId: 'staff-b', storeId: 's1', status: 'converted', open: false });
    const seen = await pages({ ...filter, limit: 2 });
    expect(seen.flat()).toHaveLength(names.length);
    const { items } = await listLeads(filter);
    expect(items.map(({ name }) => name)).toEqual([...names].reverse());
  });

  it('nothing secret is on a page', async () => {
    await createLeads(ctx, [leadDraft({ phone: '+8613812345678' })]);
    const text = JSON.stringify(await listLeads({}));
    expect(text).toContain('138****5678');
    expect(text).not.toContain('13812345678');
    expect(text).not.toMatch(/phoneSealed|phoneHash/);
  });
});

describe('[AS1] leads that wait', () => {
  const later = new Date(MONDAY_10.getTime() + 60_000);
  const waiting = (limit = 50, after?: string) => listWaitingLeads({ madeBefore: later, limit, after });

  it('are held ones and forgotten new ones, oldest first, page by page', async () => {
    const held = await put(3, { status: 'unassigned' });
    const fresh = await put(2, { status: 'new' });
    const all = [...held, ...fresh];
    expect(await waiting()).toEqual(all);
    expect(await waiting(2)).toEqual(all.slice(0, 2));
    expect(await waiting(2, all[1])).toEqual(all.slice(2, 4));
    expect(await waiting(2, all[4])).toEqual([]);
  });

  it.each([
    ['one on its way to its first owner', { status: 'new' as const }, later],
    ['one that had an owner', { status: 'unassigned' as const, assignedAt: MONDAY_10 }, MONDAY_10],
    ['one in the public pool', { status: 'pooled' as const }, MONDAY_10],
    ['one with an owner', { status: 'assigned' as const, assignedAt: MONDAY_10 }, MONDAY_10],
    ['a lost one', { status: 'lost' as const, open: false }, MONDAY_10],
  ])('%s is not among them', async (_what, overrides, createdAt) => {
    await put(1, overrides, createdAt);
    expect(await waiting()).toEqual([]);
  });

  it('a held one counts however new it is; an owner takes it off', async () => {
    const [made] = await createLeads(ctx, [leadDraft()]);
    const leadId = made!.leadId;
    expect(await waiting()).toEqual([leadId]);
    const to = {
      leadId,
      expectedRev: 1,
      teamId: null,
      storeId: null,
      assignmentId: 'as',
      mode: 'rule' as const,
    };
    expect(await assignLeads(ctx, [{ ...to, ownerId: 'staff-a' }])).toEqual(['assigned']);
    expect(await waiting()).toEqual([]);
  });
});
