import mongoose from 'mongoose';
import { describe, expect, it } from 'vitest';
import { commitBatch, createLeads } from '#domain/leads/index';
import { LeadModel } from '#domain/leads/lead.model';
import { leadDraft, testContext } from '../../../factories/lead.ts';
import { useDatabase } from '../../../support/mongo.ts';

useDatabase({ clean: true });
const ctx = testContext();

const duplicateKey = () => Object.assign(new Error('E11000 duplicate key'), { code: 11000 });

describe('commitBatch', () => {
  it('runs again on a fresh snapshot when somebody else was first', async () => {
    let runs = 0;
    const results = await commitBatch([1, 2, 3], async (items) => {
      runs += 1;
      if (runs === 1) throw duplicateKey();
      return items.map((item) => item * 2);
    });
    expect(results).toEqual([2, 4, 6]);
    expect(runs).toBe(2);
  });

  it('halves a batch that keeps failing until only the contested item pays, in order', async () => {
    const sizes: number[] = [];
    let failures = 0;
    const results = await commitBatch([1, 2, 3, 4, 5, 6, 7, 8], async (items) => {
      sizes.push(items.length);
      const contested = items.includes(6) && (items.length > 1 || failures < 2);
      if (contested) {
        failures += items.length === 1 ? 1 : 0;
        throw duplicateKey();
      }
      return items.map((item) => item * 10);
    });
    expect(results).toEqual([10, 20, 30, 40, 50, 60, 70, 80]);
    expect(sizes).toContain(4);
    expect(sizes.filter((size) => size === 1).length).toBeGreaterThan(0);
  });

  it('gives up on an item that never fits, and passes other failures on at once', async () => {
    await expect(
      commitBatch([1], async () => {
        throw duplicateKey();
      }),
    ).rejects.toMatchObject({ code: 11000 });
    let runs = 0;
    await expect(
      commitBatch([1, 2], async () => {
        runs += 1;
        throw new Error('broken');
      }),
    ).rejects.toThrow('broken');
    expect(runs).toBe(1);
  });
});

describe('a batch of leads', () => {
  it('of 100 is a handful of commands', async () => {
    const db = mongoose.connection.db!;
    const drafts = Array.from({ length: 100 }, () => leadDraft());
    const again = [...drafts.slice(0, 50), ...Array.from({ length: 50 }, () => leadDraft())];
    await createLeads(ctx, drafts);
    await db.command({ profile: 2 });
    await createLeads(ctx, again);
    await db.command({ profile: 0 });
    const commands = await db.collection('system.profile').countDocuments({
      ns: { $in: [/\.leads$/, /\.outbox_events$/, /\.rule_sets$/] },
      op: { $in: ['query', 'command', 'insert'] },
    });
    expect(await LeadModel.countDocuments({})).toBe(150);
    expect(commands).toBeGreaterThan(0);
    expect(commands).toBeLessThanOrEqual(10);
  });
});
