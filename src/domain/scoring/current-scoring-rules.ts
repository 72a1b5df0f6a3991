import { getPublishedRules, registerRuleKind } from '#domain/rules/index';
import { DEFAULT_SCORING_RULES, type ScoringRules, scoringRulesSchema } from './scoring-rules.ts';

registerRuleKind('scoring', scoringRulesSchema, DEFAULT_SCORING_RULES);

/** The published scoring rules, at most a second old. */
export async function currentScoringRules(): Promise<ScoringRules> {
  return (await getPublishedRules<ScoringRules>('scoring')).rules;
}
