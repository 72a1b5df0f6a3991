import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  forgetPublishedRules,
  getPublishedRules,
  getRuleSet,
  publishRules,
  registerRuleKind,
} from '#domain/rules/index';
import { RuleSetModel } from '#domain/rules/rule-set.model';
import { OutboxModel } from '#events/outbox.model';
import { asStaff, buildContext, seedOrganisation } from '../../../factories/organisation.ts';
import { useDatabase } from '../../../support/mongo.ts';
import { waitFor } from '../../../support/wait-for.ts';
import '#domain/assignment/index';

useDatabase({ clean: true });
const { ctx } = buildContext();
registerRuleKind('clocks', z.object({ minutes: z.number().min(1), label: z.string().default('x') }), {
  minutes: 5,
  label: 'x',
});

const fresh = async () => {
  forgetPublishedRules();
  return await getPublishedRules<{ minutes: number; label: string }>('clocks');
};

describe('rules as versioned data', () => {
  it('are the built-in defaults until something is published', async () => {
    expect(await fresh()).toEqual({
      kind: 'clocks',
      version: 0,
      rules: { minutes: 5, label: 'x' },
      publishedAt: null,
      publishedBy: null,
    });
  });

  it('are in force for this process at once when it publishes, each version kept', async () => {
    await fresh();
    await publishRules(ctx, { kind: 'clocks', rules: { minutes: 7 } });
    await publishRules(ctx, { kind: 'clocks', rules: { minutes: 9, label: 'y' }, expectedVersion: 1 });
    expect(await getPublishedRules('clocks')).toMatchObject({
      version: 2,
      rules: { minutes: 9 },
      publishedBy: 'test',
    });
    expect(await getRuleSet('clocks', 1)).toMatchObject({ version: 1, rules: { minutes: 7, label: 'x' } });
    expect(await getRuleSet('clocks', 0)).toMatchObject({ rules: { minutes: 5 } });
    await expect(getRuleSet('clocks', 3)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const events = await OutboxModel.find({ type: 'rules.published' }).sort({ _id: 1 }).lean();
    expect(events.map(({ payload }) => payload)).toEqual([
      { kind: 'clocks', version: 1 },
      { kind: 'clocks', version: 2 },
    ]);
  });

  it('published elsewhere are seen within about a second', async () => {
    await fresh();
    await RuleSetModel.create({
      _id: 'clocks:1',
      kind: 'clocks',
      version: 1,
      rules: { minutes: 30 },
      publishedAt: new Date(0),
      publishedBy: 'elsewhere',
    });
    const seen = await waitFor(
      async () => {
        const set = await getPublishedRules<{ minutes: number; label: string }>('clocks');
        return set.version === 1 && set;
      },
      { timeoutMs: 3_000, what: 'the new rules' },
    );
    // Published before `label` existed: the schema fills it in.
    expect(seen.rules).toEqual({ minutes: 30, label: 'x' });
  });

  it.each([
    [{ minutes: 0 }, 'rules.minutes'],
    ['nonsense', 'rules'],
  ])('refuse mistakes (%o) by the path of the first, and publish nothing', async (rules, field) => {
    await expect(publishRules(ctx, { kind: 'clocks', rules })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      details: { field },
    });
    expect((await fresh()).version).toBe(0);
  });

  it('of two publications at once each gets its own version, or is told to look again', async () => {
    const results = await Promise.allSettled(
      [1, 2, 3, 4].map((minutes) =>
        publishRules(ctx, { kind: 'clocks', rules: { minutes }, expectedVersion: 0 }),
      ),
    );
    const won = results.filter(({ status }) => status === 'fulfilled');
    expect(won).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'STALE_REVISION' });
    }
    expect((await fresh()).version).toBe(1);
    expect(await OutboxModel.countDocuments({ type: 'rules.published' })).toBe(1);
  });

  it('are changed by administrators and by the system, not by managers or salespeople', async () => {
    await seedOrganisation(ctx, ({ staff }) => {
      staff.push({ userId: 'boss', name: '总管', role: 'admin' });
    });
    for (const staffId of ['staff-lina', 'staff-wuhao', 'staff-nobody']) {
      await expect(
        publishRules(asStaff(ctx, staffId), { kind: 'clocks', rules: { minutes: 1 } }),
      ).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    const set = await publishRules(asStaff(ctx, 'staff-boss'), { kind: 'clocks', rules: { minutes: 1 } });
    expect(set).toMatchObject({ version: 1, publishedBy: 'staff-boss' });
  });

  it('a kind is declared once', () => {
    expect(() => registerRuleKind('clocks', z.any(), {})).toThrow(/twice/);
    expect(() => registerRuleKind('assignment', z.any(), {})).toThrow(/twice/);
  });
});
