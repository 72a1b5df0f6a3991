import { z } from 'zod';

export type Level = 'hot' | 'warm' | 'low';

/** A condition on one fact. `count` gives the points once per matching behaviour. */
const when = z.discriminatedUnion('fact', [
  z.strictObject({ fact: z.literal('want'), is: z.string() }),
  z.strictObject({ fact: z.literal('behaviour'), is: z.string() }),
  z.strictObject({ fact: z.literal('channel'), in: z.array(z.string()).min(1) }),
  z.strictObject({
    fact: z.enum(['phoneVerified', 'seriesKnown', 'budgetKnown', 'cityKnown', 'nameKnown', 'severalSources']),
  }),
]);

/**
 * Scoring rules as data. Each group gives at most `cap` points in total; the score stays within 0–100.
 * `hot` and `warm` are the lowest scores of these levels.
 */
export const scoringRulesSchema = z
  .strictObject({
    hot: z.int().min(1).max(100),
    warm: z.int().min(0).max(99),
    groups: z
      .array(
        z.strictObject({
          id: z.string().min(1),
          label: z.string().min(1),
          cap: z.int().min(0).max(100),
          rules: z.array(
            z.strictObject({
              id: z.string().min(1),
              label: z.string().min(1),
              points: z.int().min(-100).max(100),
              when,
            }),
          ),
        }),
      )
      .max(20),
  })
  .refine((rules) => rules.warm < rules.hot, {
    error: '温线（warm）须低于热线（hot）',
    path: ['warm'],
  })
  .superRefine(({ groups }, { addIssue }) => {
    for (const path of repeatedIds(groups)) {
      const error =
        path.length === 3 ? '分组编号重复，请换一个' : '规则编号重复（各组之间也不可重复），请换一个';
      addIssue({ code: 'custom', message: error, path });
    }
  });

type Named = { readonly id: string };

/** Where an id stands that stood before. Reasons name a rule by its id alone, so it is one of all groups. */
function repeatedIds(
  groups: readonly (Named & { readonly rules: readonly Named[] })[],
): (string | number)[][] {
  const [groupIds, ruleIds] = [new Set<string>(), new Set<string>()];
  const repeated: (string | number)[][] = [];
  for (const [g, group] of groups.entries()) {
    if (groupIds.has(group.id)) repeated.push(['groups', g, 'id']);
    groupIds.add(group.id);
    for (const [r, { id }] of group.rules.entries()) {
      if (ruleIds.has(id)) repeated.push(['groups', g, 'rules', r, 'id']);
      ruleIds.add(id);
    }
  }
  return repeated;
}

export type ScoringRules = z.infer<typeof scoringRulesSchema>;
export type ScoringCondition = ScoringRules['groups'][number]['rules'][number]['when'];

/** What ships: a request for a test drive +50, a view of the home page +5 (both from the seeds), the rest ours. */
export const DEFAULT_SCORING_RULES: ScoringRules = {
  hot: 60,
  warm: 25,
  groups: [
    {
      id: 'intent',
      label: '购车意向',
      cap: 70,
      rules: [
        { id: 'test_drive', label: '预约试驾', points: 50, when: { fact: 'want', is: 'test_drive' } },
        { id: 'quote', label: '询问报价', points: 20, when: { fact: 'want', is: 'quote' } },
        { id: 'trade_in', label: '有旧车置换', points: 10, when: { fact: 'want', is: 'trade_in' } },
        { id: 'service', label: '预约保养维修', points: 25, when: { fact: 'want', is: 'service' } },
        { id: 'call_back', label: '希望回电', points: 10, when: { fact: 'want', is: 'call_back' } },
      ],
    },
    {
      id: 'behaviour',
      label: '浏览行为',
      cap: 20,
      rules: [
        {
          id: 'home_page_view',
          label: '浏览首页',
          points: 5,
          when: { fact: 'behaviour', is: 'home_page_view' },
        },
        {
          id: 'model_page_view',
          label: '浏览车型页',
          points: 5,
          when: { fact: 'behaviour', is: 'model_page_view' },
        },
        {
          id: 'configurator',
          label: '使用车型配置器',
          points: 10,
          when: { fact: 'behaviour', is: 'configurator' },
        },
        {
          id: 'loan_calculator',
          label: '使用金融计算器',
          points: 10,
          when: { fact: 'behaviour', is: 'loan_calculator' },
        },
        { id: 'brochure', label: '下载手册', points: 5, when: { fact: 'behaviour', is: 'brochure' } },
      ],
    },
    {
      id: 'attributes',
      label: '客户信息',
      cap: 30,
      rules: [
        { id: 'phone_verified', label: '手机号已验证', points: 10, when: { fact: 'phoneVerified' } },
        { id: 'series_known', label: '意向车型明确', points: 10, when: { fact: 'seriesKnown' } },
        { id: 'budget_known', label: '预算明确', points: 5, when: { fact: 'budgetKnown' } },
        { id: 'several_sources', label: '多渠道咨询', points: 10, when: { fact: 'severalSources' } },
      ],
    },
    {
      id: 'channel',
      label: '来源渠道',
      cap: 10,
      rules: [
        {
          id: 'face_to_face',
          label: '现场或来电',
          points: 10,
          when: { fact: 'channel', in: ['auto_show', 'phone_call', 'wecom_contact'] },
        },
      ],
    },
  ],
};
