export { currentScoringRules } from './current-scoring-rules.ts';
export { type LeadFacts, type Score, type ScoreReason, scoreLead } from './score-lead.ts';
export {
  DEFAULT_SCORING_RULES,
  type Level,
  type ScoringRules,
  scoringRulesSchema,
} from './scoring-rules.ts';
