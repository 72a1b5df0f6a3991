import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_ASSIGNMENT_RULES } from '#domain/assignment/index';
import '#domain/clocks/index';
import {
  forgetPublishedRules,
  getPublishedRules,
  getRuleSet,
  publishRules,
  RULE_KINDS,
  type RuleKind,
} from '#domain/rules/index';
import { RuleSetModel } from '#domain/rules/rule-set.model';
import { DEFAULT_SCORING_RULES } from '#domain/scoring/index';
import { OutboxModel } from '#events/outbox.model';
import { asStaff, buildContext, seedOrganisation } from '../../../factories/organisation.ts';
import { useDatabase } from '../../../support/mongo.ts';

useDatabase({ clean: true });
const { ctx } = buildContext();
beforeEach(() => forgetPublishedRules());

const rule = { id: 'r', name: 'R', to: { anyTeam: true } };
const condition = (overrides: object) => [
  { ...rule, when: [{ field: 'city', op: 'is', value: 'x', ...overrides }] },
];
const published = async () => ({
  sets: await RuleSetModel.countDocuments({}),
  events: await OutboxModel.countDocuments({ type: 'rules.published' }),
});

describe('[AS1] rules that would not work are not published', () => {
  const table: [RuleKind, string, unknown, string][] = [
    ['assignment', 'rules', [], 'Too small'],
    ['assignment', 'rules', {}, 'Invalid input'],
    ['assignment', 'rules', null, 'Invalid input'],
    ['assignment', 'rules', [rule, rule], '规则编号重复'],
    ['assignment', 'rules.0.name', [{ ...rule, name: '' }], 'Too small'],
    ['assignment', 'rules.1.to', [rule, { ...rule, id: 'x', to: {} }], 'Invalid input'],
    ['assignment', 'rules.0.when.0.field', condition({ field: 'phone' }), 'Invalid option'],
    ['assignment', 'rules.0.when.0.op', condition({ op: 'like' }), 'Invalid option'],
    ['assignment', 'rules.0.when.0', condition({ op: 'in' }), '须为列表'],
    ['assignment', 'rules.0.when.0', condition({ op: 'includes' }), 'wants 只用 includes'],
    ['assignment', 'rules.0.when.0', condition({ op: 'between', value: ['a', 'b'] }), 'localHour 和 weekday'],
    ['assignment', 'rules.0.when.0', condition({ field: 'localHour', op: 'between', value: [9] }), '两个数'],
    ['scoring', 'rules', 'hot', 'Invalid input'],
    ['scoring', 'rules.hot', { ...DEFAULT_SCORING_RULES, hot: 0 }, 'Too small'],
    ['scoring', 'rules.warm', { ...DEFAULT_SCORING_RULES, warm: 60 }, '温线（warm）须低于热线（hot）'],
    ['scoring', 'rules.groups', { ...DEFAULT_SCORING_RULES, groups: null }, 'Invalid input'],
    ['clocks', 'rules', 'soon', 'Invalid input'],
    ['clocks', 'rules', 5, 'Invalid input'],
  ];

  it.each(table)('%s at %s', async (kind, field, rules, fix) => {
    const refusal = await publishRules(ctx, { kind, rules }).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'INVALID_INPUT', status: 400, details: { field } });
    expect((refusal as { details: { fix: string } }).details.fix).toContain(fix);
    expect((refusal as Error).message).toContain(`“${field}”填写有误`);
    expect(await published()).toEqual({ sets: 0, events: 0 });
    expect((await getPublishedRules(kind)).version).toBe(0);
  });

  it('a refusal leaves the version before it in force', async () => {
    await publishRules(ctx, { kind: 'assignment', rules: [rule] });
    await expect(publishRules(ctx, { kind: 'assignment', rules: [] })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect(await getPublishedRules('assignment')).toMatchObject({ version: 1, rules: [{ id: 'r' }] });
    expect(await published()).toEqual({ sets: 1, events: 1 });
  });
});

describe('[AS1] versions', () => {
  it.each(RULE_KINDS.map((kind) => [kind]))('%s: what ships can be published as it is', async (kind) => {
    const { rules } = await getRuleSet(kind, 0);
    const set = await publishRules(ctx, { kind, rules, expectedVersion: 0 });
    expect(set).toMatchObject({ kind, version: 1, rules, publishedBy: 'test', publishedAt: ctx.clock.now() });
    expect((await getPublishedRules(kind)).rules).toEqual(rules);
    const [event] = await OutboxModel.find({ type: 'rules.published' }).lean();
    expect(event).toMatchObject({ subject: `rules:${kind}`, payload: { kind, version: 1 } });
  });

  it('each kind counts for itself', async () => {
    await publishRules(ctx, { kind: 'assignment', rules: DEFAULT_ASSIGNMENT_RULES });
    await publishRules(ctx, { kind: 'assignment', rules: [rule] });
    await publishRules(ctx, { kind: 'scoring', rules: DEFAULT_SCORING_RULES });
    const versions = await Promise.all(
      RULE_KINDS.map(async (kind) => (await getPublishedRules(kind)).version),
    );
    expect(versions).toEqual([2, 1, 0]);
  });

  it.each([0, 1, 3, 99, -1])('with version 2 in force, %d is not the latest', async (expectedVersion) => {
    await publishRules(ctx, { kind: 'assignment', rules: [rule] });
    await publishRules(ctx, { kind: 'assignment', rules: [rule] });
    await expect(
      publishRules(ctx, { kind: 'assignment', rules: [rule], expectedVersion }),
    ).rejects.toMatchObject({ code: 'STALE_REVISION', details: { kind: 'assignment', current: 2 } });
    expect(await published()).toEqual({ sets: 2, events: 2 });
  });

  it('who may not is told so before anything is read', async () => {
    await seedOrganisation(ctx);
    for (const staffId of ['staff-wuhao', 'staff-lina', 'staff-hejia', 'staff-unknown']) {
      for (const rules of [[rule], []]) {
        await expect(
          publishRules(asStaff(ctx, staffId), { kind: 'assignment', rules }),
        ).rejects.toMatchObject({ code: 'FORBIDDEN' });
      }
    }
    expect((await published()).sets).toBe(0);
  });

  it.each([1, -1, 2.5])('version %d that nobody published is not found', async (version) => {
    await expect(getRuleSet('assignment', version)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      details: { what: '规则版本' },
    });
  });
});
