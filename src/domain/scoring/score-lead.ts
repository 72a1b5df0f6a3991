import type { Level, ScoringCondition, ScoringRules } from './scoring-rules.ts';

/** What is known about a lead when it is scored. */
export interface LeadFacts {
  readonly channel: string;
  readonly wants: readonly string[];
  readonly behaviours: readonly { readonly type: string }[];
  readonly phoneVerified: boolean;
  readonly seriesKnown: boolean;
  readonly budgetKnown: boolean;
  readonly cityKnown: boolean;
  readonly nameKnown: boolean;
  /** How many different channels the customer came through. */
  readonly channelCount: number;
}

export interface ScoreReason {
  readonly ruleId: string;
  readonly label: string;
  /** What this rule really gave, after caps: the reasons of a lead add up to its score. */
  readonly points: number;
}

export interface Score {
  readonly score: number;
  readonly level: Level;
  readonly reasons: readonly ScoreReason[];
}

/** Adds up the rules that hold. Pure: the same facts and rules give the same score and breakdown. */
export function scoreLead(facts: LeadFacts, rules: ScoringRules): Score {
  const reasons: ScoreReason[] = [];
  let score = 0;
  for (const group of rules.groups) {
    let given = 0;
    for (const rule of group.rules) {
      const wanted = rule.points * timesHeld(rule.when, facts);
      const points = clamp(wanted, -score, Math.min(group.cap - given, 100 - score));
      if (points === 0) continue;
      given += points;
      score += points;
      reasons.push({ ruleId: rule.id, label: rule.label, points });
    }
  }
  return { score, level: levelOf(score, rules), reasons };
}

function levelOf(score: number, rules: ScoringRules): Level {
  if (score >= rules.hot) return 'hot';
  return score >= rules.warm ? 'warm' : 'low';
}

/** `low` wins over `high` when both cannot hold, so that a penalty never pushes a score below zero. */
function clamp(value: number, low: number, high: number): number {
  const bounded = Math.max(low, Math.min(high, value));
  return bounded === 0 ? 0 : bounded;
}

function timesHeld(when: ScoringCondition, facts: LeadFacts): number {
  switch (when.fact) {
    case 'want':
      return facts.wants.includes(when.is) ? 1 : 0;
    case 'behaviour':
      return facts.behaviours.filter((behaviour) => behaviour.type === when.is).length;
    case 'channel':
      return when.in.includes(facts.channel) ? 1 : 0;
    case 'severalSources':
      return facts.channelCount > 1 ? 1 : 0;
    default:
      return facts[when.fact] ? 1 : 0;
  }
}
