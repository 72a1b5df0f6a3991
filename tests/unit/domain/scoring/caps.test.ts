import { describe, expect, it } from 'vitest';
import { DEFAULT_SCORING_RULES, type LeadFacts, scoreLead, scoringRulesSchema } from '#domain/scoring/index';

const NOTHING: LeadFacts = {
  channel: 'site_form',
  wants: [],
  behaviours: [],
  phoneVerified: false,
  seriesKnown: false,
  budgetKnown: false,
  cityKnown: false,
  nameKnown: false,
  channelCount: 1,
};
const seen = (...types: string[]) => types.map((type) => ({ type }));
const score = (facts: Partial<LeadFacts>) => scoreLead({ ...NOTHING, ...facts }, DEFAULT_SCORING_RULES);
const pointsOf = (facts: Partial<LeadFacts>) =>
  Object.fromEntries(score(facts).reasons.map(({ ruleId, points }) => [ruleId, points]));

describe('[SC1] each shipped rule alone', () => {
  it.each([
    [{ wants: ['test_drive'] }, 'test_drive', 50],
    [{ wants: ['quote'] }, 'quote', 20],
    [{ wants: ['trade_in'] }, 'trade_in', 10],
    [{ wants: ['service'] }, 'service', 25],
    [{ wants: ['call_back'] }, 'call_back', 10],
    [{ behaviours: seen('home_page_view') }, 'home_page_view', 5],
    [{ behaviours: seen('model_page_view') }, 'model_page_view', 5],
    [{ behaviours: seen('configurator') }, 'configurator', 10],
    [{ behaviours: seen('loan_calculator') }, 'loan_calculator', 10],
    [{ behaviours: seen('brochure') }, 'brochure', 5],
    [{ phoneVerified: true }, 'phone_verified', 10],
    [{ seriesKnown: true }, 'series_known', 10],
    [{ budgetKnown: true }, 'budget_known', 5],
    [{ channelCount: 2 }, 'several_sources', 10],
    [{ channel: 'auto_show' }, 'face_to_face', 10],
    [{ channel: 'phone_call' }, 'face_to_face', 10],
    [{ channel: 'wecom_contact' }, 'face_to_face', 10],
  ])('%j is %s: %i', (facts, ruleId, points) => {
    expect(pointsOf(facts)).toEqual({ [ruleId]: points });
    expect(score(facts).score).toBe(points);
  });

  it.each([
    { channel: 'autohome' },
    { channel: 'site_form' },
    { cityKnown: true },
    { nameKnown: true },
    { channelCount: 1 },
    { wants: ['TEST_DRIVE'] },
    { behaviours: seen('Home_Page_View', 'constructor') },
  ])('%j is worth nothing by itself', (facts) => {
    expect(score(facts)).toEqual({ score: 0, level: 'low', reasons: [] });
  });

  it('every shipped rule is in the table above', () => {
    const ids = DEFAULT_SCORING_RULES.groups.flatMap(({ rules }) => rules.map(({ id }) => id));
    expect(ids).toHaveLength(15);
    expect(new Set(ids).size).toBe(15);
  });
});

describe('[SC1] caps', () => {
  it.each([
    ['intent', { wants: ['test_drive', 'quote', 'trade_in', 'service', 'call_back'] }, 70],
    ['intent without a drive', { wants: ['quote', 'trade_in', 'service', 'call_back'] }, 65],
    ['behaviour', { behaviours: seen(...Array.from({ length: 40 }, () => 'configurator')) }, 20],
    [
      'behaviour of all kinds',
      { behaviours: seen('home_page_view', 'configurator', 'brochure', 'loan_calculator') },
      20,
    ],
    ['attributes', { phoneVerified: true, seriesKnown: true, budgetKnown: true, channelCount: 9 }, 30],
  ])('%s stop at their cap', (_group, facts, points) => {
    const { score: given, reasons } = score(facts);
    expect(given).toBe(points);
    expect(reasons.reduce((sum, reason) => sum + reason.points, 0)).toBe(points);
  });

  it('a customer who does everything has 100 and not more, and each point a reason', () => {
    const all = score({
      channel: 'auto_show',
      wants: ['test_drive', 'quote', 'trade_in', 'service', 'call_back'],
      behaviours: seen('home_page_view', 'configurator', 'brochure', 'loan_calculator', 'model_page_view'),
      phoneVerified: true,
      seriesKnown: true,
      budgetKnown: true,
      channelCount: 3,
    });
    expect(all).toMatchObject({ score: 100, level: 'hot' });
    expect(all.reasons.reduce((sum, reason) => sum + reason.points, 0)).toBe(100);
  });

  it.each([
    [24, 'low'],
    [25, 'warm'],
    [59, 'warm'],
    [60, 'hot'],
    [100, 'hot'],
    [0, 'low'],
  ])('%i points are %s', (points, level) => {
    const when = { fact: 'want' as const, is: 'x' };
    const rules = scoringRulesSchema.parse({
      hot: 60,
      warm: 25,
      groups: [{ id: 'g', label: 'g', cap: 100, rules: [{ id: 'r', label: 'r', points, when }] }],
    });
    expect(scoreLead({ ...NOTHING, wants: ['x'] }, rules)).toMatchObject({ score: points, level });
  });
});

describe('[SC1] rules as data', () => {
  const group = (rules: object[], cap = 100) => ({
    hot: 60,
    warm: 25,
    groups: [{ id: 'g', label: 'g', cap, rules }],
  });
  const rule = (extra: object = {}) => ({
    id: 'r',
    label: 'r',
    points: 1,
    when: { fact: 'seriesKnown' },
    ...extra,
  });

  it.each([
    ['warm above hot', { hot: 20, warm: 30, groups: [] }],
    ['warm at hot', { hot: 30, warm: 30, groups: [] }],
    ['hot above 100', { hot: 101, warm: 30, groups: [] }],
    ['a cap above 100', group([], 101)],
    ['half a point', group([rule({ points: 0.5 })])],
    ['101 points', group([rule({ points: 101 })])],
    ['an unknown fact', group([rule({ when: { fact: 'mood' } })])],
    ['a channel of none', group([rule({ when: { fact: 'channel', in: [] } })])],
    ['a want without a name', group([rule({ when: { fact: 'want' } })])],
    ['a nameless rule', group([rule({ id: '' })])],
    ['a stranger', { ...group([rule()]), decay: 0.5 }],
    ['21 groups', { hot: 60, warm: 25, groups: Array.from({ length: 21 }, () => group([]).groups[0]) }],
  ])('%s is refused', (_what, rules) => {
    expect(scoringRulesSchema.safeParse(rules).success).toBe(false);
  });

  it('what ships is allowed', () => {
    expect(scoringRulesSchema.parse(DEFAULT_SCORING_RULES)).toEqual(DEFAULT_SCORING_RULES);
  });
});
