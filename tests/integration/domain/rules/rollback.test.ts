import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_ASSIGNMENT_RULES, getAssignment } from '#domain/assignment/index';
import { getLead } from '#domain/leads/index';
import { forgetPublishedRules, getPublishedRules, getRuleSet, publishRules } from '#domain/rules/index';
import { assignAll, createdLeads, recordedEvents, suvDraft } from '../../../factories/assignment.ts';
import { buildContext, seedOrganisation } from '../../../factories/organisation.ts';
import { useDatabase } from '../../../support/mongo.ts';

useDatabase({ clean: true });
beforeEach(() => forgetPublishedRules());

const toSun = [{ id: 'sun', name: '都给孙磊', to: { staffId: 'staff-sunlei' } }];
const versionOf = async () => (await getPublishedRules('assignment')).version;

describe('[AS1] going back to earlier rules', () => {
  it('is a publication of their content: the history only grows', async () => {
    const { ctx } = buildContext();
    await publishRules(ctx, { kind: 'assignment', rules: DEFAULT_ASSIGNMENT_RULES });
    await publishRules(ctx, { kind: 'assignment', rules: toSun });
    const earlier = await getRuleSet('assignment', 1);
    const back = await publishRules(ctx, { kind: 'assignment', rules: earlier.rules, expectedVersion: 2 });
    expect(back.version).toBe(3);
    expect((await getPublishedRules('assignment')).rules).toEqual(earlier.rules);
    expect((await getRuleSet('assignment', 2)).rules).toMatchObject(toSun);
    expect((await recordedEvents('rules.published')).map(({ payload }) => payload)).toEqual(
      [1, 2, 3].map((version) => ({ kind: 'assignment', version })),
    );
  });

  it('version 0 is what ships, and can be gone back to', async () => {
    const { ctx } = buildContext();
    await publishRules(ctx, { kind: 'assignment', rules: toSun });
    const shipped = await getRuleSet('assignment', 0);
    expect(shipped).toMatchObject({ version: 0, publishedAt: null, publishedBy: null });
    await publishRules(ctx, { kind: 'assignment', rules: shipped.rules });
    expect((await getPublishedRules('assignment')).rules).toEqual(shipped.rules);
  });

  it('a decision keeps the version it was made by', async () => {
    const { ctx, clock } = buildContext();
    await seedOrganisation(ctx);
    const [first] = await createdLeads(ctx, [suvDraft()]);
    await assignAll(clock);
    await publishRules(ctx, { kind: 'assignment', rules: toSun });
    const [second] = await createdLeads(ctx, [suvDraft()]);
    await assignAll(clock);
    const made = async (id: string) => await getAssignment((await getLead(id)).assignmentId!);
    expect((await made(first!)).ruleSetVersion).toBe(0);
    expect(await made(second!)).toMatchObject({ ruleSetVersion: 1, chosenId: 'staff-sunlei' });
  });

  it('by somebody who looked at an older version is refused, and changes nothing', async () => {
    const { ctx } = buildContext();
    await publishRules(ctx, { kind: 'assignment', rules: toSun });
    await publishRules(ctx, { kind: 'assignment', rules: DEFAULT_ASSIGNMENT_RULES });
    await expect(
      publishRules(ctx, { kind: 'assignment', rules: toSun, expectedVersion: 1 }),
    ).rejects.toMatchObject({ code: 'STALE_REVISION', details: { current: 2 } });
    expect(await versionOf()).toBe(2);
  });

  it.each([
    ['no rules at all', [], 'rules'],
    ['a rule without a target', [{ id: 'a', name: 'a' }], 'rules.0.to'],
    ['a target of nobody', [{ id: 'a', name: 'a', to: { nobody: true } }], 'rules.0.to'],
    ['the customer’s choice refused', [{ id: 'a', name: 'a', to: { contactMember: false } }], 'rules.0.to'],
    ['a nameless rule', [{ id: 'a', name: '', to: { pool: true } }], 'rules.0.name'],
    [
      'a condition on nothing',
      [{ id: 'a', name: 'a', to: { pool: true }, when: [{ field: 'mood', op: 'is', value: 1 }] }],
      'rules.0.when.0.field',
    ],
    ['a word for rules', 'none', 'rules'],
  ])('%s is no set of rules: the one in force stays', async (_what, rules, field) => {
    const { ctx } = buildContext();
    await publishRules(ctx, { kind: 'assignment', rules: toSun });
    await expect(publishRules(ctx, { kind: 'assignment', rules })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      details: { field },
    });
    expect(await versionOf()).toBe(1);
    expect(await recordedEvents('rules.published')).toHaveLength(1);
  });

  it('a version nobody published is not found', async () => {
    await expect(getRuleSet('assignment', 7)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
