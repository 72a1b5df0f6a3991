import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import {
  DEFAULT_SCORING_RULES,
  type LeadFacts,
  type ScoringRules,
  scoreLead,
  scoringRulesSchema,
} from '#domain/scoring/index';

const facts = (overrides: Partial<LeadFacts> = {}): LeadFacts => ({
  channel: 'site_form',
  wants: [],
  behaviours: [],
  phoneVerified: false,
  seriesKnown: false,
  budgetKnown: false,
  cityKnown: false,
  nameKnown: false,
  channelCount: 1,
  ...overrides,
});
const score = (overrides: Partial<LeadFacts>, rules: ScoringRules = DEFAULT_SCORING_RULES) =>
  scoreLead(facts(overrides), rules);

describe('[SC1] the rules that ship', () => {
  it.each([
    [{}, 0, 'low'],
    [{ wants: ['test_drive'] }, 50, 'warm'],
    [{ behaviours: [{ type: 'home_page_view' }] }, 5, 'low'],
    [{ wants: ['test_drive'], seriesKnown: true }, 60, 'hot'],
    [{ wants: ['quote'], behaviours: [{ type: 'home_page_view' }] }, 25, 'warm'],
    [{ channel: 'phone_call', wants: ['call_back'] }, 20, 'low'],
    [{ wants: ['unknown'], behaviours: [{ type: '__proto__' }] }, 0, 'low'],
  ])('%j → %i %s', (overrides, points, level) => {
    expect(score(overrides)).toMatchObject({ score: points, level });
  });

  it('a group gives no more than its cap, and the breakdown says what was really given', () => {
    const behaviours = Array.from({ length: 9 }, () => ({ type: 'home_page_view' }));
    expect(score({ behaviours }).reasons).toEqual([
      { ruleId: 'home_page_view', label: '浏览首页', points: 20 },
    ]);
    const wants = ['test_drive', 'quote', 'trade_in'];
    expect(score({ wants }).reasons.map((reason) => reason.points)).toEqual([50, 20]);
  });

  it('a penalty never pushes the score below zero', () => {
    const rules: ScoringRules = {
      hot: 60,
      warm: 25,
      groups: [
        {
          id: 'g',
          label: '扣分',
          cap: 10,
          rules: [
            { id: 'plus', label: '加', points: 5, when: { fact: 'nameKnown' } },
            { id: 'minus', label: '减', points: -30, when: { fact: 'cityKnown' } },
          ],
        },
      ],
    };
    expect(score({ nameKnown: true, cityKnown: true }, rules)).toMatchObject({
      score: 0,
      reasons: [{ points: 5 }, { points: -5 }],
    });
  });

  it('rules that contradict themselves are refused', () => {
    expect(scoringRulesSchema.safeParse({ ...DEFAULT_SCORING_RULES, warm: 60 }).success).toBe(false);
    expect(scoringRulesSchema.safeParse({ ...DEFAULT_SCORING_RULES, extra: 1 }).success).toBe(false);
    expect(scoringRulesSchema.safeParse(DEFAULT_SCORING_RULES).success).toBe(true);
  });
});

const anyFacts: fc.Arbitrary<LeadFacts> = fc.record({
  channel: fc.constantFrom('site_form', 'auto_show', 'phone_call'),
  wants: fc.uniqueArray(fc.constantFrom('test_drive', 'quote', 'trade_in', 'service', 'call_back')),
  behaviours: fc.array(
    fc.record({ type: fc.constantFrom('home_page_view', 'configurator', 'brochure', 'other') }),
    { maxLength: 40 },
  ),
  phoneVerified: fc.boolean(),
  seriesKnown: fc.boolean(),
  budgetKnown: fc.boolean(),
  cityKnown: fc.boolean(),
  nameKnown: fc.boolean(),
  channelCount: fc.nat({ max: 5 }),
});
const anyRules: fc.Arbitrary<ScoringRules> = fc.record({
  hot: fc.constant(60),
  warm: fc.constant(25),
  groups: fc.array(
    fc.record({
      id: fc.constant('g'),
      label: fc.constant('组'),
      cap: fc.nat({ max: 100 }),
      rules: fc.array(
        fc.record({
          id: fc.constant('r'),
          label: fc.constant('规则'),
          points: fc.integer({ min: -100, max: 100 }),
          when: fc.constantFrom(
            { fact: 'want', is: 'quote' } as const,
            { fact: 'behaviour', is: 'home_page_view' } as const,
            { fact: 'phoneVerified' } as const,
            { fact: 'severalSources' } as const,
          ),
        }),
        { maxLength: 5 },
      ),
    }),
    { maxLength: 5 },
  ),
});

describe('[SC1] any rules, any facts', () => {
  test.prop([anyFacts, anyRules])('the breakdown adds up to the score, within 0 and 100', (given, rules) => {
    const result = scoreLead(given, rules);
    expect(result.reasons.reduce((sum, reason) => sum + reason.points, 0)).toBe(result.score);
    expect(result.score).toBeGreaterThanOrEqual(0);
    expect(result.score).toBeLessThanOrEqual(100);
    expect(result.reasons.every((reason) => reason.points !== 0)).toBe(true);
    expect(scoreLead(given, rules)).toEqual(result);
  });

  test.prop([anyFacts])('with the rules that ship, more behaviour never lowers the score', (given) => {
    const more = { ...given, behaviours: [...given.behaviours, { type: 'configurator' }] };
    expect(scoreLead(more, DEFAULT_SCORING_RULES).score).toBeGreaterThanOrEqual(
      scoreLead(given, DEFAULT_SCORING_RULES).score,
    );
  });
});
