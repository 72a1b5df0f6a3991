import { type Score, type ScoringRules, scoreLead } from '#domain/scoring/index';
import type { LeadRecord } from './lead.model.ts';

type Scored = Pick<
  LeadRecord,
  'channel' | 'wants' | 'behaviours' | 'phoneVerified' | 'series' | 'budgetFen' | 'city' | 'name' | 'sources'
>;

/** The score of a lead as it stands. */
export function scoreRecord(record: Scored, rules: ScoringRules): Score {
  return scoreLead(
    {
      channel: record.channel,
      wants: record.wants,
      behaviours: record.behaviours,
      phoneVerified: record.phoneVerified,
      seriesKnown: record.series !== null,
      budgetKnown: record.budgetFen !== null,
      cityKnown: record.city !== null,
      nameKnown: record.name !== '',
      channelCount: new Set(record.sources.map((source) => source.channel)).size,
    },
    rules,
  );
}
