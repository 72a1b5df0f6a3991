import { z } from 'zod';
import { registerRuleKind } from '#domain/rules/index';

export const RULE_FIELDS = [
  'channel',
  'region',
  'city',
  'storeId',
  'series',
  'body',
  'level',
  'businessLine',
  'campaignId',
  'localHour',
  'weekday',
  'wants',
] as const;
export type RuleField = (typeof RULE_FIELDS)[number];

const Scalar = z.union([z.string(), z.number(), z.null()]);

const isHour = (value: unknown) => typeof value === 'number' && value >= 0 && value < 24;
const isWeekday = (value: unknown) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 7;

/** False for values no moment ever has: such a rule would sit in the list and silently never match. */
function canBe(op: string, value: unknown, possible: (one: unknown) => boolean, end: number): boolean {
  if (!Array.isArray(value)) return possible(value);
  if (op !== 'between') return value.length > 0 && value.every(possible);
  const [from, to] = value;
  // The upper bound is left out of the span, so it may be one past the last value.
  return value.length === 2 && possible(from) && (possible(to) || to === end) && from !== to;
}

/** One condition. `between` is [from, to) and may wrap (`[22, 6]`); `includes` looks into a list. */
export const Condition = z
  .strictObject({
    field: z.enum(RULE_FIELDS),
    op: z.enum(['is', 'in', 'not_in', 'between', 'includes']),
    value: z.union([Scalar, z.array(Scalar)]),
  })
  .refine(({ op, value }) => Array.isArray(value) === (op === 'in' || op === 'not_in' || op === 'between'), {
    message: 'in、not_in、between 的值须为列表，其余为单个值',
  })
  .refine(({ op, field }) => (op === 'includes') === (field === 'wants'), {
    message: 'includes 只用于 wants，wants 只用 includes',
  })
  .refine(({ op, field }) => op !== 'between' || field === 'localHour' || field === 'weekday', {
    message: 'between 只用于 localHour 和 weekday',
  })
  .refine(({ op, value }) => op !== 'between' || (Array.isArray(value) && value.length === 2), {
    message: 'between 的值须为两个数',
  })
  .refine(({ op, field, value }) => field !== 'localHour' || canBe(op, value, isHour, 24), {
    message: 'localHour 须为 0–24 的数（24 只作 between 的止点），between 须写不同的起止两个数，如 [9, 18]',
    path: ['value'],
  })
  .refine(({ op, field, value }) => field !== 'weekday' || canBe(op, value, isWeekday, 8), {
    message: 'weekday 须为 1–7 的整数（周一为 1），between 须写不同的起止两个数，含周日的止点写 8，如 [6, 8]',
    path: ['value'],
  });
export type Condition = z.infer<typeof Condition>;

/**
 * Who is asked: the member the customer added (`contactMember`), one team, one person, the teams of the lead's store (or of stores in its city, then region)
 * in order, people of a role there, all teams in order, the store's managers, or nobody (`pool`: the lead
 * waits with an alarm).
 */
export const RuleTarget = z.union([
  z.strictObject({ contactMember: z.literal(true) }),
  z.strictObject({ teamId: z.string().min(1) }),
  z.strictObject({ staffId: z.string().min(1) }),
  z.strictObject({ storeTeam: z.literal(true) }),
  z.strictObject({ storeRole: z.enum(['sales', 'service_advisor']) }),
  z.strictObject({ anyTeam: z.literal(true) }),
  z.strictObject({ storeManagers: z.literal(true) }),
  z.strictObject({ pool: z.literal(true) }),
]);
export type RuleTarget = z.infer<typeof RuleTarget>;

/** A rule: when all conditions hold, the lead goes `to` a target. */
export const AssignmentRule = z.strictObject({
  id: z.string().min(1).max(64),
  name: z.string().min(1).max(30),
  enabled: z.boolean().default(true),
  when: z.array(Condition).default([]),
  to: RuleTarget,
  /** Only people whose store is open now; others are excluded as `off_hours`. */
  requireOpen: z.boolean().default(false),
});
export type AssignmentRule = z.infer<typeof AssignmentRule>;

export const AssignmentRules = z
  .array(AssignmentRule)
  .min(1)
  .max(200)
  .refine((rules) => new Set(rules.map(({ id }) => id)).size === rules.length, { message: '规则编号重复' });

/**
 * Whom the customer chose, the seeds' examples, then the store, then anybody; a team that does not exist is
 * passed over.
 */
export const DEFAULT_ASSIGNMENT_RULES: z.input<typeof AssignmentRules> = [
  {
    id: 'contact-member',
    name: '客户加了谁就归谁',
    when: [{ field: 'channel', op: 'is', value: 'wecom_contact' }],
    to: { contactMember: true },
  },
  {
    id: 'service',
    name: '售后线索→服务顾问',
    when: [{ field: 'businessLine', op: 'in', value: ['service', 'parts'] }],
    to: { storeRole: 'service_advisor' },
  },
  {
    id: 'mini-program-suv',
    name: '小程序SUV→SUV组',
    when: [
      { field: 'channel', op: 'is', value: 'mini_program' },
      { field: 'body', op: 'is', value: 'suv' },
    ],
    to: { teamId: 'team-suv' },
  },
  {
    id: 'auto-show',
    name: '车展线索→车展组轮流',
    when: [{ field: 'channel', op: 'is', value: 'auto_show' }],
    to: { teamId: 'team-show' },
  },
  {
    id: 'store',
    name: '所属门店的团队',
    to: { storeTeam: true },
  },
  {
    id: 'anybody',
    name: '其他线索→可接的团队',
    to: { anyTeam: true },
  },
];

registerRuleKind('assignment', AssignmentRules, AssignmentRules.parse(DEFAULT_ASSIGNMENT_RULES));
