import { describe, expect, it } from 'vitest';
import { AssignmentRules, DEFAULT_ASSIGNMENT_RULES } from '#domain/assignment/assignment-rules';
import { decideAssignment } from '#domain/assignment/decide-assignment';
import { createDesk } from '#domain/assignment/desk';
import { explainTrace } from '#domain/assignment/explain-assignment';
import { recomputeFromTrace } from '#domain/assignment/recompute-from-trace';
import { DEFAULT_STORE_HOURS } from '#domain/calendar/index';
import type { Lead } from '#domain/leads/index';
import type { Staff, TeamMethod } from '#domain/staff/index';
import { WORKDAY } from '../../../factories/organisation.ts';
import { buildStaff } from '../../../factories/staff.ts';

const store = {
  id: 'store-pudong',
  name: '浦东店',
  city: '上海',
  region: '华东',
  address: '',
  phone: '',
  managerIds: [],
  hours: DEFAULT_STORE_HOURS,
  dayOverrides: [],
};
const lead = {
  id: 'lead-1',
  channel: 'mini_program',
  series: { id: 'x', brand: 'b', name: 'n', body: 'suv' },
  businessLine: 'new_car',
  wants: [],
  storeId: null,
  city: '上海',
  region: null,
  level: 'hot',
  campaignId: null,
} as unknown as Lead;

function decide(staff: Staff[], method: TeamMethod = 'round_robin', leads = 1, barred: string[] = []) {
  const desk = createDesk({
    at: WORKDAY,
    on: '2026-11-25',
    ruleSet: {
      kind: 'assignment',
      version: 0,
      rules: AssignmentRules.parse(DEFAULT_ASSIGNMENT_RULES),
      publishedAt: null,
      publishedBy: null,
    },
    organisation: {
      stores: [store],
      teams: [{ id: 'team-suv', name: 'SUV组', storeId: store.id, method, order: 0 }],
      staff,
    },
    rows: [],
    open: new Map(staff.map(({ id }, i) => [id, i * 10])),
    today: new Map(),
  });
  const made = Array.from({ length: leads }, () =>
    decideAssignment(desk, lead, { mode: 'rule', barred: new Set(barred) }),
  );
  return made.at(-1)!;
}

const person = (id: string, name: string, overrides: Partial<Staff> = {}) =>
  buildStaff({ id, name, ...overrides });

describe('[AS6] the sentence', () => {
  it.each([
    ['round_robin', 1, /轮流分配，2人中抽签先轮到(甲|乙)。$/],
    ['round_robin', 3, /2人中(甲|乙)等得最久。$/],
    ['least_open', 1, /按在手量分配，2人中甲在手最少（0条）。$/],
    ['weighted', 1, /按权重分配，2人中按份额轮到(甲|乙)。$/],
  ] as const)('%s after %s leads', (method, leads, text) => {
    const made = decide([person('a', '甲'), person('b', '乙')], method, leads);
    expect(explainTrace(made)).toMatch(text);
    expect(explainTrace(made)).toMatch(/^按规则“小程序SUV→SUV组”由SUV组/);
  });

  it('names everybody left out, with one reason each', () => {
    const made = decide([
      person('a', '甲'),
      person('b', '乙', { onDuty: false }),
      person('c', '丙', { busyUntil: new Date(WORKDAY.getTime() + 1) }),
      person('d', '丁', { onDuty: false, dailyCap: 0 }),
    ]);
    expect(explainTrace(made)).toBe(
      '按规则“小程序SUV→SUV组”由SUV组轮流分配，只有甲可接（未参与：未当班：乙、丁；忙碌：丙）。',
    );
  });

  it('tells of rules that matched in vain, and of nobody at all', () => {
    const nobody = decide([person('a', '甲', { onDuty: false })]);
    expect(nobody.chosenId).toBeNull();
    expect(explainTrace(nobody)).toBe('按规则“其他线索→可接的团队”没有可接的人（未参与：未当班：甲）。');
    expect(nobody.rulesTried.map(({ failed }) => failed)).toEqual([
      'channel',
      'businessLine',
      'no_candidate',
      'channel',
      'no_candidate',
      'no_candidate',
    ]);
    // The same group is asked once, though three rules lead to it.
    expect(nobody.asked).toHaveLength(1);
  });

  it('who had the lead before is left out as such', () => {
    const made = decide([person('a', '甲'), person('b', '乙')], 'round_robin', 1, ['a']);
    expect(made.chosenId).toBe('b');
    expect(explainTrace(made)).toContain('此前未接：甲');
  });

  it('stays within 200 characters and one sentence for a big team', () => {
    const staff = Array.from({ length: 120 }, (_, i) => person(`p${i}`, `员工${i}`, { onDuty: i === 0 }));
    const text = explainTrace(decide(staff));
    expect(Array.from(text)).toHaveLength(200);
    expect(text.endsWith('…）。')).toBe(true);
    expect(text.indexOf('。')).toBe(text.length - 1);
  });
});

describe('[AS6] a sentence too long for its place', () => {
  const vainRule = (i: number) => ({
    ruleId: `v${i}`,
    name: `${i}`.padStart(30, '长'),
    matched: true,
    failed: 'no_candidate',
  });
  const told = (rules: number, idle: number) => {
    const staff = Array.from({ length: idle + 1 }, (_, i) =>
      person(`p${i}`, `员工${i}`, { onDuty: i === 0 }),
    );
    const made = decide(staff);
    const vain = Array.from({ length: rules }, (_, i) => vainRule(i));
    return explainTrace({ ...made, rulesTried: [...vain, ...made.rulesTried] } as never);
  };
  const count = (text: string, sign: string) => text.split(sign).length - 1;
  const REASON = '按规则“小程序SUV→SUV组”由SUV组轮流分配，只有员工0可接';

  it.each([
    [3, 0],
    [6, 0],
    [40, 0],
    [6, 5],
    [40, 5],
    [6, 120],
    [40, 120],
  ])(
    'of %d rules in vain and %d people left out keeps the reason and closes what it opened',
    (rules, idle) => {
      const text = told(rules, idle);
      expect(Array.from(text).length).toBeLessThanOrEqual(200);
      expect(text).toContain(REASON);
      expect(count(text, '（')).toBe(idle === 0 ? 0 : 1);
      expect(count(text, '）')).toBe(count(text, '（'));
      expect(count(text, '”')).toBe(count(text, '“'));
      expect(text.indexOf('。')).toBe(text.length - 1);
    },
  );

  it('names as many rules as fit and counts them all', () => {
    const [one, two] = [vainRule(0).name, vainRule(1).name];
    expect(told(2, 0)).toBe(`“${one}”“${two}”暂无人可接；${REASON}。`);
    expect(told(40, 0)).toMatch(/^“长+0”“长+1”“长+2”“长+3”等40条规则暂无人可接；按规则/);
    expect(told(40, 120)).toMatch(/^40条规则暂无人可接；按规则.*…）。$/);
  });

  it('a name beyond all measure is cut without a bracket nobody opened', () => {
    const made = decide([person('a', '甲'.repeat(300))]);
    const text = explainTrace(made);
    expect(Array.from(text)).toHaveLength(200);
    expect(text).toMatch(/甲…。$/);
  });
});

describe('[L2] the trace', () => {
  it('decides the same again after a trip through JSON', () => {
    for (const method of ['round_robin', 'least_open', 'weighted'] as const) {
      const staff = [
        person('a', '甲', { weight: 3 }),
        person('b', '乙'),
        person('c', '丙', { onDuty: false }),
      ];
      for (let leads = 1; leads < 12; leads++) {
        const made = decide(staff, method, leads);
        expect(recomputeFromTrace(JSON.parse(JSON.stringify(made)))).toBe(made.chosenId);
      }
    }
    expect(recomputeFromTrace({ asked: [] })).toBeNull();
  });
});
