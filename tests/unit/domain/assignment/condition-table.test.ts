import { describe, expect, it } from 'vitest';
import {
  AssignmentRule,
  AssignmentRules,
  Condition,
  RULE_FIELDS,
  type RuleField,
} from '#domain/assignment/assignment-rules';
import { factsOf, firstFailure, type LeadFacts } from '#domain/assignment/lead-facts';
import type { Lead } from '#domain/leads/index';

const FACTS: LeadFacts = {
  channel: 'yiche',
  region: '华东',
  city: '上海',
  storeId: 'store-a',
  series: 'li-l7',
  body: 'suv',
  level: 'warm',
  businessLine: 'new_car',
  campaignId: 'camp-1',
  localHour: 10.5,
  weekday: 3,
  wants: ['quote', 'trade_in'],
  contactStaffId: null,
};
const OTHER: Record<Exclude<RuleField, 'wants'>, string | number> = {
  channel: 'autohome',
  region: '华南',
  city: '苏州',
  storeId: 'store-b',
  series: 'li-l9',
  body: 'mpv',
  level: 'hot',
  businessLine: 'used_car',
  campaignId: 'camp-2',
  localHour: 11,
  weekday: 4,
};
const NULLABLE = ['region', 'city', 'storeId', 'series', 'body', 'campaignId'] as const;
const plainFields = RULE_FIELDS.filter((field) => field !== 'wants');
const failsAt = (when: unknown, facts: LeadFacts = FACTS) => firstFailure([Condition.parse(when)], facts);

describe('[AS1] each field by each operator', () => {
  const table = plainFields.flatMap((field) => {
    const mine = FACTS[field] as string | number;
    const other = OTHER[field];
    return [
      [field, 'is', mine, true],
      [field, 'is', other, false],
      [field, 'in', [other, mine], true],
      [field, 'in', [other], false],
      [field, 'not_in', [other], true],
      [field, 'not_in', [other, mine], false],
    ] as const;
  });

  it.each(table)('%s %s %j: %s', (field, op, value, holds) => {
    expect(failsAt({ field, op, value })).toBe(holds ? null : field);
  });

  it.each(NULLABLE)('a lead without %s is told by null, and is in no list of names', (field) => {
    const without = { ...FACTS, [field]: null };
    expect(failsAt({ field, op: 'is', value: null }, without)).toBeNull();
    expect(failsAt({ field, op: 'is', value: null })).toBe(field);
    expect(failsAt({ field, op: 'in', value: [OTHER[field]] }, without)).toBe(field);
    expect(failsAt({ field, op: 'in', value: [null, OTHER[field]] }, without)).toBeNull();
    expect(failsAt({ field, op: 'not_in', value: [OTHER[field]] }, without)).toBeNull();
    expect(failsAt({ field, op: 'not_in', value: [null] }, without)).toBe(field);
  });

  it.each([
    ['quote', true],
    ['trade_in', true],
    ['test_drive', false],
    ['', false],
    ['quo', false],
  ])('wants includes %j: %s', (value, holds) => {
    expect(failsAt({ field: 'wants', op: 'includes', value })).toBe(holds ? null : 'wants');
  });

  it.each([
    ['channel', 'YICHE'],
    ['city', '上海市'],
    ['series', 'li-l'],
    ['level', 'Warm'],
  ] as const)('%s is compared whole and as written: %s is another', (field, value) => {
    expect(failsAt({ field, op: 'is', value })).toBe(field);
  });
});

describe('[AS1] several conditions', () => {
  const yes = (field: RuleField) => Condition.parse({ field, op: 'is', value: FACTS[field] as string });
  const no = (field: RuleField) => Condition.parse({ field, op: 'is', value: 'never' });

  it('all must hold, and none at all holds for everybody', () => {
    expect(firstFailure([], FACTS)).toBeNull();
    expect(firstFailure([yes('city'), yes('body'), yes('channel')], FACTS)).toBeNull();
  });

  it.each([
    [['city', 'body'], 'city'],
    [['body', 'city'], 'body'],
  ] as const)('of those that fail (%j) the trace names the first: %s', (fields, first) => {
    expect(firstFailure([yes('channel'), ...fields.map(no)], FACTS)).toBe(first);
  });

  it('the same field may be asked twice', () => {
    const late = Condition.parse({ field: 'localHour', op: 'between', value: [8, 12] });
    const early = Condition.parse({ field: 'localHour', op: 'between', value: [10, 18] });
    expect(firstFailure([late, early], FACTS)).toBeNull();
    expect(firstFailure([late, early], { ...FACTS, localHour: 9 })).toBe('localHour');
  });
});

describe('[AS1] hours and days', () => {
  it.each([
    ['in the day', [9, 18], [9, 9.5, 17.98], [8.99, 18, 0]],
    ['over midnight', [22, 6], [22, 23.98, 0, 5.98], [6, 21.98, 12]],
    ['up to midnight', [20, 24], [20, 23.98], [0, 19.98]],
    ['from midnight', [0, 6], [0, 5.98], [6, 23]],
    ['half hours', [8.5, 9.5], [8.5, 9.48], [8.48, 9.5]],
    ['almost the whole day, wrapped', [9, 8.5], [9, 0, 8.48], [8.5, 8.98]],
    ['the whole day', [0, 24], [0, 12, 23.98], []],
  ] as const)('%s %j', (_what, value, inside, outside) => {
    const condition = { field: 'localHour', op: 'between', value: [...value] };
    for (const localHour of inside)
      expect([localHour, failsAt(condition, { ...FACTS, localHour })]).toEqual([localHour, null]);
    for (const localHour of outside)
      expect([localHour, failsAt(condition, { ...FACTS, localHour })]).toEqual([localHour, 'localHour']);
  });

  it.each([
    ['workdays', [1, 6], [1, 2, 3, 4, 5]],
    ['the weekend', [6, 8], [6, 7]],
    ['Sunday and Monday, wrapped', [7, 2], [7, 1]],
    ['Friday to Monday, wrapped', [5, 2], [5, 6, 7, 1]],
  ] as const)('%s %j', (_what, value, days) => {
    const condition = { field: 'weekday', op: 'between', value: [...value] };
    const held = [1, 2, 3, 4, 5, 6, 7].filter(
      (weekday) => failsAt(condition, { ...FACTS, weekday }) === null,
    );
    expect(held).toEqual([...days].sort());
  });

  it.each([
    ['2026-11-22T16:00:00Z', 0, 1],
    ['2026-11-22T15:59:59Z', 23 + 59 / 60, 7],
    ['2026-11-23T01:30:00Z', 9.5, 1],
    ['2026-11-28T04:15:00Z', 12.25, 6],
    ['2026-12-31T16:00:00Z', 0, 5],
    ['2028-02-28T16:01:00Z', 1 / 60, 2],
  ])('at %s it is %d o’clock on day %d in Shanghai', (at, localHour, weekday) => {
    const facts = factsOf({ wants: [], series: null } as unknown as Lead, new Date(at));
    expect(facts.localHour).toBeCloseTo(localHour, 10);
    expect(facts.weekday).toBe(weekday);
  });
});

describe('[AS1] bad rules are refused where they are wrong', () => {
  const list = 'in、not_in、between 的值须为列表，其余为单个值';
  const wants = 'includes 只用于 wants，wants 只用 includes';
  const between = 'between 只用于 localHour 和 weekday';
  const first = (value: unknown, schema: { safeParse: typeof Condition.safeParse } = Condition) => {
    const parsed = schema.safeParse(value);
    if (parsed.success) return 'accepted';
    const [issue] = parsed.error.issues;
    return { path: issue!.path.join('.'), message: issue!.message };
  };

  it.each([
    [{ field: 'city', op: 'is', value: ['上海'] }, list],
    [{ field: 'city', op: 'in', value: '上海' }, list],
    [{ field: 'city', op: 'not_in', value: null }, list],
    [{ field: 'localHour', op: 'between', value: 9 }, list],
    [{ field: 'wants', op: 'includes', value: ['quote'] }, list],
    [{ field: 'wants', op: 'is', value: 'quote' }, wants],
    [{ field: 'wants', op: 'in', value: ['quote'] }, wants],
    [{ field: 'wants', op: 'not_in', value: ['quote'] }, wants],
    [{ field: 'channel', op: 'includes', value: 'yiche' }, wants],
    [{ field: 'level', op: 'between', value: ['low', 'hot'] }, between],
    [{ field: 'storeId', op: 'between', value: ['a', 'b'] }, between],
    [{ field: 'localHour', op: 'between', value: [9] }, 'between 的值须为两个数'],
    [{ field: 'weekday', op: 'between', value: [] }, 'between 的值须为两个数'],
    [{ field: 'localHour', op: 'between', value: [1, 2, 3] }, 'between 的值须为两个数'],
  ])('%j: %s', (condition, message) => {
    expect(first(condition)).toEqual({ path: '', message });
  });

  it.each([
    ['field', { field: 'phone', op: 'is', value: 'x' }],
    ['field', { op: 'is', value: 'x' }],
    ['field', { field: '__proto__', op: 'is', value: 'x' }],
    ['op', { field: 'city', op: 'matches', value: '上.*' }],
    ['op', { field: 'city', op: '$ne', value: 'x' }],
    ['value', { field: 'city', op: 'is' }],
    ['value', { field: 'city', op: 'is', value: { $ne: null } }],
    ['value', { field: 'city', op: 'is', value: true }],
    ['', { field: 'city', op: 'is', value: 'x', not: true }],
  ])('at %j: %j', (path, condition) => {
    expect(first(condition)).toMatchObject({ path });
  });

  const rule = { id: 'r', name: 'R', to: { anyTeam: true } };
  it.each([
    ['id', { ...rule, id: '' }],
    ['id', { ...rule, id: 'x'.repeat(65) }],
    ['name', { ...rule, name: '' }],
    ['name', { ...rule, name: '长'.repeat(31) }],
    ['enabled', { ...rule, enabled: 'yes' }],
    ['requireOpen', { ...rule, requireOpen: 1 }],
    ['to.teamId', { ...rule, to: { teamId: '' } }],
    ['to', { ...rule, to: { pool: false } }],
    ['to', { ...rule, to: { storeRole: 'admin' } }],
    ['to', { ...rule, to: { teamId: 'a', pool: true } }],
    ['to', { id: 'r', name: 'R' }],
    ['when', { ...rule, when: { field: 'city' } }],
    [
      'when.1.op',
      {
        ...rule,
        when: [
          { field: 'city', op: 'is', value: 'x' },
          { field: 'city', value: 'x' },
        ],
      },
    ],
  ])('a rule, at %s', (path, value) => {
    expect(first(value, AssignmentRule as never)).toMatchObject({ path });
  });

  it.each([
    [{ contactMember: true }],
    [{ teamId: 't' }],
    [{ staffId: 's' }],
    [{ storeTeam: true }],
    [{ storeRole: 'sales' }],
    [{ storeRole: 'service_advisor' }],
    [{ anyTeam: true }],
    [{ storeManagers: true }],
    [{ pool: true }],
  ])('%j is a target, and what a rule leaves out is filled in', (to) => {
    const full = { id: 'r', name: 'R', to, enabled: true, when: [], requireOpen: false };
    expect(AssignmentRule.parse({ id: 'r', name: 'R', to })).toEqual(full);
  });

  it('a set holds 1 to 200 rules, each with an id of its own', () => {
    const rules = (count: number) => Array.from({ length: count }, (_, i) => ({ ...rule, id: `r${i}` }));
    expect(AssignmentRules.parse(rules(200))).toHaveLength(200);
    expect(AssignmentRules.safeParse(rules(201)).success).toBe(false);
    expect(AssignmentRules.safeParse([]).success).toBe(false);
    expect(first([...rules(2), { ...rule, id: 'r1' }], AssignmentRules as never)).toEqual({
      path: '',
      message: '规则编号重复',
    });
  });
});
