import { defineEvent } from '#events/domain-event';
import type { RuleKind } from './rule-set.ts';

export interface RulesPublishedPayload {
  readonly kind: RuleKind;
  readonly version: number;
}

export const rulesPublished = defineEvent<RulesPublishedPayload>(
  'rules.published',
  'A new version of assignment, scoring or clock rules is in force.',
);
