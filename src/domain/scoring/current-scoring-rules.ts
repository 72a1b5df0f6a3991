import { DEFAULT_SCORING_RULES, type ScoringRules } from './scoring-rules.ts';

/** The published scoring rules. */
export function currentScoringRules(): Promise<ScoringRules> {
  return Promise.resolve(DEFAULT_SCORING_RULES);
}
