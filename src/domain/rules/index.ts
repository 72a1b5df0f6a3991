export { publishRules } from './publish-rules.ts';
export { forgetPublishedRules, getPublishedRules, getRuleSet } from './published-rules.ts';
export { RULE_KINDS, type RuleKind, type RuleSet, registerRuleKind } from './rule-set.ts';
export { type RulesPublishedPayload, rulesPublished } from './rules.events.ts';
