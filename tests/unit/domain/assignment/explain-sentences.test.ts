import { describe, expect, it } from 'vitest';
import type { Assignment, GroupAsked, RuleTried } from '#domain/assignment/assignment';
import { explainTrace } from '#domain/assignment/explain-assignment';
import { EMPTY_TURN } from '#domain/assignment/fair-turn';
import {
  type Candidate,
  EXCLUSION_LABELS,
  type ExclusionReason,
  exclusionOf,
  type TieBreak,
} from '#domain/assignment/pick-assignee';
import { MONDAY_10 } from '../../../factories/lead.ts';

const person = (staffId: string, name: string, overrides: Partial<Candidate> = {}): Candidate => ({
  staffId,
  name,
  weight: 1,
  status: 'active',
  onDuty: true,
  onLeave: false,
  busy: false,
  barred: false,
  closed: false,
  open: 0,
  openCap: null,
  today: 0,
  dailyCap: null,
  ...overrides,
});
const STATES: Record<ExclusionReason, Partial<Candidate>> = {
  left: { status: 'left' },
  previous_owner: { barred: true },
  off_duty: { onDuty: false },
  on_leave: { onLeave: true },
  busy: { busy: true },
  off_hours: { closed: true },
  daily_cap: { today: 8, dailyCap: 8 },
  open_cap: { open: 30, openCap: 30 },
};
const REASONS = Object.keys(STATES) as ExclusionReason[];

const group = (members: Candidate[], overrides: Partial<GroupAsked> = {}): GroupAsked => ({
  key: 'team-a',
  name: '甲组',
  input: { method: 'round_robin', seed: 'team-a', members, turn: EMPTY_TURN },
  excluded: members.flatMap((member) => {
    const reason = exclusionOf(member);
    return reason === null ? [] : [{ staffId: member.staffId, reason }];
  }),
  chosenId: members.find((member) => exclusionOf(member) === null)?.staffId ?? null,
  ...overrides,
});
const matched: RuleTried = { ruleId: 'r', name: '门店', matched: true };

function trace(asked: GroupAsked[], overrides: Partial<Assignment> = {}): Assignment {
  const last = asked.at(-1);
  return {
    id: 'as-1',
    leadId: 'lead-1',
    mode: 'rule',
    ruleSetVersion: 1,
    facts: null,
    rulesTried: [matched],
    asked,
    method: last?.input.method ?? null,
    tieBreak: 'only_candidate',
    turnKey: last?.key ?? null,
    teamId: null,
    storeId: null,
    chosenId: last?.chosenId ?? null,
    byId: null,
    at: MONDAY_10,
    endedAt: null,
    endReason: null,
    ...overrides,
  };
}
const withMethod = (asked: GroupAsked, method: 'round_robin' | 'weighted' | 'least_open') => ({
  ...asked,
  input: { ...asked.input, method },
});

describe('[AS6] why somebody else did not take part', () => {
  it.each([
    ['left', '已离职'],
    ['previous_owner', '此前未接'],
    ['off_duty', '未当班'],
    ['on_leave', '休假'],
    ['busy', '忙碌'],
    ['off_hours', '门店未营业'],
    ['daily_cap', '今日已满'],
    ['open_cap', '在手已满'],
  ] as const)('%s is told as %s', (reason, label) => {
    const text = explainTrace(trace([group([person('a', '安妮'), person('b', '鲍勃', STATES[reason])])]));
    expect(text).toBe(`按规则“门店”由甲组轮流分配，只有安妮可接（未参与：${label}：鲍勃）。`);
  });

  it('every reason there is has a row above', () => {
    expect(Object.keys(EXCLUSION_LABELS).sort()).toEqual([...REASONS].sort());
    expect(new Set(Object.values(EXCLUSION_LABELS)).size).toBe(REASONS.length);
  });

  it('all reasons at once, grouped, in the order they came', () => {
    const members = REASONS.flatMap((reason, i) => [
      person(`x${i}`, `甲${i}`, STATES[reason]),
      person(`y${i}`, `乙${i}`, STATES[reason]),
    ]);
    const text = explainTrace(trace([group([...members, person('a', '安妮')])]));
    const parts = REASONS.map((reason, i) => `${EXCLUSION_LABELS[reason]}：甲${i}、乙${i}`);
    expect(text).toBe(`按规则“门店”由甲组轮流分配，只有安妮可接（未参与：${parts.join('；')}）。`);
    expect(Array.from(text).length).toBeLessThanOrEqual(200);
  });

  const pairs = REASONS.flatMap((first, i) => REASONS.slice(i + 1).map((second) => [first, second] as const));
  it.each(pairs)('%s is told before %s when both hold', (first, second) => {
    const both = person('b', '鲍勃', { ...STATES[second], ...STATES[first] });
    expect(exclusionOf(both)).toBe(first);
    const text = explainTrace(trace([group([person('a', '安妮'), both])]));
    expect(text).toContain(`${EXCLUSION_LABELS[first]}：鲍勃`);
    expect(text).not.toContain(EXCLUSION_LABELS[second]);
  });

  it('who was asked in two groups is named once, with what was said first', () => {
    const busy = person('b', '鲍勃', STATES.busy);
    const asked = [
      group([busy]),
      group([{ ...busy, closed: true, busy: false }, person('a', '安妮')], { key: 'team-b', name: '乙组' }),
    ];
    const vain = { ruleId: 'v', name: '车展', matched: true, failed: 'no_candidate' };
    expect(explainTrace(trace(asked, { rulesTried: [vain, matched] }))).toBe(
      '“车展”暂无人可接；按规则“门店”由乙组轮流分配，只有安妮可接（未参与：忙碌：鲍勃）。',
    );
  });
});

describe('[AS6] how it was decided', () => {
  const three = [
    person('a', '安妮', { open: 4 }),
    person('b', '鲍勃', { open: 7 }),
    person('c', '陈', { open: 9 }),
  ];
  const methods = [
    ['round_robin', '轮流'],
    ['weighted', '按权重'],
    ['least_open', '按在手量'],
  ] as const;
  const breaks = [
    ['only_candidate', '只有安妮可接'],
    ['fewest_open', '3人中安妮在手最少（4条）'],
    ['quota', '3人中按份额轮到安妮'],
    ['drawn_lot', '3人中抽签先轮到安妮'],
    ['longest_wait', '3人中安妮等得最久'],
  ] as const;
  const table = methods.flatMap(([method, how]) =>
    breaks.map(([tieBreak, why]) => [method, tieBreak, how, why] as const),
  );

  it.each(table)('%s, %s: %s分配，%s', (method, tieBreak, how, why) => {
    const text = explainTrace(trace([withMethod(group(three), method)], { tieBreak }));
    expect(text).toBe(`按规则“门店”由甲组${how}分配，${why}。`);
  });

  it('those left out are not among those counted', () => {
    const asked = group([...three, person('d', '丁', STATES.busy)]);
    const text = explainTrace(trace([asked], { tieBreak: 'longest_wait' }));
    expect(text).toBe('按规则“门店”由甲组轮流分配，3人中安妮等得最久（未参与：忙碌：丁）。');
  });

  it('whom the customer chose is told without a method, whoever was passed over', () => {
    const text = explainTrace(trace([group([person('a', '安妮')])], { tieBreak: 'customer_choice' }));
    expect(text).toBe('按规则“门店”，客户在企业微信添加的就是安妮。');
    expect(text).not.toMatch(/轮流|权重|在手/);
  });

  it('every tie-break has its sentence, and no two read alike', () => {
    const all: TieBreak[] = [...breaks.map(([tieBreak]) => tieBreak), 'customer_choice'];
    const texts = all.map((tieBreak) => explainTrace(trace([group(three)], { tieBreak })));
    expect(new Set(texts).size).toBe(6);
    for (const text of texts) expect(text).toContain('安妮');
  });
});

describe('[AS6] rules in vain, and nobody', () => {
  const vain = (name: string, failed = 'no_candidate'): RuleTried => ({
    ruleId: name,
    name,
    matched: true,
    failed,
  });

  it.each([
    ['one', [vain('车展')], '“车展”暂无人可接；'],
    ['two', [vain('车展'), vain('SUV')], '“车展”“SUV”暂无人可接；'],
    ['one that does not apply', [{ ruleId: 'n', name: '活动', matched: false, failed: 'channel' }], ''],
    ['one whose group does not exist', [vain('旧组', 'no_group')], ''],
  ])('%s before the one that worked', (_what, before, told) => {
    const text = explainTrace(trace([group([person('a', '安妮')])], { rulesTried: [...before, matched] }));
    expect(text).toBe(`${told}按规则“门店”由甲组轮流分配，只有安妮可接。`);
  });

  it.each([
    ['the last that matched', [vain('车展'), vain('门店')], '按规则“门店”没有可接的人'],
    ['the public pool', [vain('公海', 'pool')], '按规则“公海”没有可接的人'],
    ['no rule at all', [], '按规则“默认”没有可接的人'],
    [
      'none that matched',
      [{ ruleId: 'x', name: '活动', matched: false, failed: 'city' }],
      '按规则“默认”没有可接的人',
    ],
  ])('nobody: %s is named', (_what, rulesTried, told) => {
    expect(explainTrace(trace([], { rulesTried, tieBreak: null }))).toBe(`${told}。`);
    const asked = [group([person('b', '鲍勃', STATES.on_leave)])];
    expect(explainTrace(trace(asked, { rulesTried, tieBreak: null }))).toBe(
      `${told}（未参与：休假：鲍勃）。`,
    );
  });
});

describe('[AS6] never more than 200 characters', () => {
  const crowd = (count: number, name: string) =>
    Array.from({ length: count }, (_, i) => person(`p${i}`, `${name}${i}`, STATES.busy));

  it.each([
    [0, '王'],
    [10, '王'],
    [40, '王'],
    [60, '欧阳'],
    [300, '司马相如'],
    [100, '𠮷'],
  ])('%d people left out, named like %s', (count, name) => {
    const text = explainTrace(trace([group([...crowd(count, name), person('a', '安妮')])]));
    const length = Array.from(text).length;
    expect(length).toBeLessThanOrEqual(200);
    expect(text.startsWith('按规则“门店”由甲组轮流分配，只有安妮可接')).toBe(true);
    expect(text.match(/。/gu)).toHaveLength(1);
    expect(text.endsWith('。')).toBe(true);
    expect(text).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/u);
    expect(text.includes('…')).toBe(length === 200);
  });
});
