import { describe, expect, it } from 'vitest';
import {
  DEFAULT_SCORING_RULES,
  type LeadFacts,
  type ScoringRules,
  scoreLead,
  scoringRulesSchema,
} from '#domain/scoring/index';

const rule = { id: 'r', label: 'R', points: 10, when: { fact: 'nameKnown' } };
const group = { id: 'g', label: 'G', cap: 50, rules: [rule] };
const set = { hot: 60, warm: 25, groups: [group] };
const withRule = (overrides: object) => ({
  ...set,
  groups: [{ ...group, rules: [{ ...rule, ...overrides }] }],
});
const withGroup = (overrides: object) => ({ ...set, groups: [{ ...group, ...overrides }] });
const without = (value: Record<string, unknown>, key: string) =>
  Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));

const mistake = (rules: unknown) => {
  const parsed = scoringRulesSchema.safeParse(rules);
  return parsed.success ? 'accepted' : parsed.error.issues[0]!.path.join('.');
};

describe('[SC1] scoring rules are refused by the path of the mistake', () => {
  it.each([
    ['hot', { ...set, hot: 0 }],
    ['hot', { ...set, hot: 101 }],
    ['hot', { ...set, hot: 59.5 }],
    ['hot', { ...set, hot: '60' }],
    ['hot', { ...set, hot: Number.NaN }],
    ['hot', without(set, 'hot')],
    ['warm', { ...set, warm: -1 }],
    ['warm', { ...set, warm: 100 }],
    ['warm', { ...set, warm: 60 }],
    ['warm', { ...set, warm: 61 }],
    ['warm', without(set, 'warm')],
    ['groups', without(set, 'groups')],
    ['groups', { ...set, groups: {} }],
    ['groups', { ...set, groups: Array.from({ length: 21 }, () => group) }],
    ['groups.0.id', withGroup({ id: '' })],
    ['groups.0.label', withGroup({ label: '' })],
    ['groups.0.cap', withGroup({ cap: -1 })],
    ['groups.0.cap', withGroup({ cap: 101 })],
    ['groups.0.cap', withGroup({ cap: 0.5 })],
    ['groups.0.rules', withGroup({ rules: rule })],
    ['groups.0', withGroup({ note: 'x' })],
    ['groups.0.rules.0.id', withRule({ id: '' })],
    ['groups.0.rules.0.label', withRule({ label: '' })],
    ['groups.0.rules.0.points', withRule({ points: 101 })],
    ['groups.0.rules.0.points', withRule({ points: -101 })],
    ['groups.0.rules.0.points', withRule({ points: 1.5 })],
    ['groups.0.rules.0.points', withRule({ points: '50' })],
    ['groups.0.rules.0', withRule({ weight: 2 })],
    ['groups.0.rules.0.when', withRule({ when: null })],
    ['groups.0.rules.0.when.fact', withRule({ when: { fact: 'shoeSize' } })],
    ['groups.0.rules.0.when.fact', withRule({ when: { is: 'quote' } })],
    ['groups.0.rules.0.when.is', withRule({ when: { fact: 'want' } })],
    ['groups.0.rules.0.when.is', withRule({ when: { fact: 'behaviour', is: 1 } })],
    ['groups.0.rules.0.when.in', withRule({ when: { fact: 'channel', in: [] } })],
    ['groups.0.rules.0.when.in', withRule({ when: { fact: 'channel', in: 'yiche' } })],
    ['groups.0.rules.0.when', withRule({ when: { fact: 'nameKnown', is: true } })],
    ['groups.1.id', { ...set, groups: [group, { ...group, rules: [] }] }],
    ['groups.0.rules.1.id', withGroup({ rules: [rule, { ...rule, label: 'S' }] })],
    ['groups.1.rules.0.id', { ...set, groups: [group, { ...group, id: 'h' }] }],
    ['', { ...set, cold: 5 }],
    ['', null],
    ['', []],
  ])('at %j: %j', (path, rules) => {
    expect(mistake(rules)).toBe(path);
  });

  it.each([
    ['what ships', DEFAULT_SCORING_RULES],
    ['no group at all', { hot: 1, warm: 0, groups: [] }],
    ['the widest levels', { ...set, hot: 100, warm: 99 }],
    ['a group without rules', withGroup({ rules: [] })],
    ['a group that gives nothing', withGroup({ cap: 0 })],
    ['a penalty', withRule({ points: -100 })],
    [
      'twenty groups',
      { ...set, groups: Array.from({ length: 20 }, (_, i) => ({ ...group, id: `g${i}`, rules: [] })) },
    ],
  ])('%s is accepted as it stands', (_what, rules) => {
    expect(scoringRulesSchema.parse(rules)).toEqual(rules);
  });
});

describe('[SC1] a refusal says what to do', () => {
  it.each([
    [{ ...set, warm: 60 }, '温线（warm）须低于热线（hot）'],
    [{ ...set, groups: [group, { ...group, rules: [] }] }, '分组编号重复，请换一个'],
    [withGroup({ rules: [rule, rule] }), '规则编号重复（各组之间也不可重复），请换一个'],
  ])('%j', (rules, message) => {
    expect(scoringRulesSchema.safeParse(rules).error?.issues.map((issue) => issue.message)).toEqual([
      message,
    ]);
  });
});

const FACTS: LeadFacts = {
  channel: 'yiche',
  wants: ['quote'],
  behaviours: [{ type: 'brochure' }, { type: 'brochure' }, { type: 'configurator' }],
  phoneVerified: false,
  seriesKnown: false,
  budgetKnown: false,
  cityKnown: false,
  nameKnown: false,
  channelCount: 1,
};
const rulesOf = (...rules: object[]) =>
  scoringRulesSchema.parse({ hot: 60, warm: 25, groups: [{ ...group, cap: 100, rules }] });
const points = (when: object, facts: Partial<LeadFacts> = {}) =>
  scoreLead({ ...FACTS, ...facts }, rulesOf({ ...rule, when })).score;

describe('[SC1] each condition', () => {
  it.each([
    [{ fact: 'want', is: 'quote' }, {}, 10],
    [{ fact: 'want', is: 'test_drive' }, {}, 0],
    [{ fact: 'want', is: 'quote' }, { wants: [] }, 0],
    [{ fact: 'want', is: 'quote' }, { wants: ['quote', 'quote'] }, 10],
    [{ fact: 'behaviour', is: 'brochure' }, {}, 20],
    [{ fact: 'behaviour', is: 'configurator' }, {}, 10],
    [{ fact: 'behaviour', is: 'nothing' }, {}, 0],
    [{ fact: 'channel', in: ['yiche'] }, {}, 10],
    [{ fact: 'channel', in: ['autohome', 'yiche'] }, {}, 10],
    [{ fact: 'channel', in: ['autohome'] }, {}, 0],
    [{ fact: 'severalSources' }, {}, 0],
    [{ fact: 'severalSources' }, { channelCount: 2 }, 10],
    [{ fact: 'phoneVerified' }, { phoneVerified: true }, 10],
    [{ fact: 'seriesKnown' }, { seriesKnown: true }, 10],
    [{ fact: 'budgetKnown' }, { budgetKnown: true }, 10],
    [{ fact: 'cityKnown' }, { cityKnown: true }, 10],
    [{ fact: 'nameKnown' }, { nameKnown: true }, 10],
    [{ fact: 'phoneVerified' }, { nameKnown: true, cityKnown: true }, 0],
    [{ fact: 'nameKnown' }, { phoneVerified: true }, 0],
  ])('%j with %j gives %d', (when, facts, given) => {
    expect(points(when, facts)).toBe(given);
  });
});

describe('[SC1] levels at their borders', () => {
  const scored = (wanted: number, levels: Partial<Pick<ScoringRules, 'hot' | 'warm'>> = {}) =>
    scoreLead({ ...FACTS, nameKnown: true }, {
      ...rulesOf({ ...rule, points: wanted }),
      ...levels,
    } as ScoringRules);

  it.each([
    [0, {}, 'low'],
    [24, {}, 'low'],
    [25, {}, 'warm'],
    [59, {}, 'warm'],
    [60, {}, 'hot'],
    [100, {}, 'hot'],
    [0, { warm: 0 }, 'warm'],
    [99, { hot: 100, warm: 99 }, 'warm'],
    [100, { hot: 100, warm: 99 }, 'hot'],
    [1, { hot: 1, warm: 0 }, 'hot'],
  ] as const)('%d points under %j are %s', (wanted, levels, level) => {
    expect(scored(wanted, levels)).toMatchObject({ score: wanted, level });
  });

  it('a penalty takes away what is there, never more, and says how much', () => {
    const good = { ...rule, id: 'good', points: 30 };
    const bad = { ...rule, id: 'bad', points: -50 };
    const facts = { ...FACTS, nameKnown: true };
    expect(scoreLead(facts, rulesOf(good, bad))).toMatchObject({
      score: 0,
      reasons: [
        { ruleId: 'good', points: 30 },
        { ruleId: 'bad', points: -30 },
      ],
    });
    // With nothing to take, the penalty is no reason at all.
    expect(scoreLead(facts, rulesOf(bad, good))).toMatchObject({
      score: 30,
      reasons: [{ ruleId: 'good', points: 30 }],
    });
  });
});
