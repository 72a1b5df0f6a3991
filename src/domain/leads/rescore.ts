import type { CommandContext } from '#domain/kernel/command-context';
import { currentScoringRules } from '#domain/scoring/index';
import { recordEvents } from '#events/record-event';
import { inTransaction } from '#infra/mongo';
import { leadScoreChanged, leadSubject } from './lead.events.ts';
import { LeadModel, type LeadRecord } from './lead.model.ts';
import { scoreRecord } from './score-record.ts';

const PAGE = 500;

/**
 * Scores all open leads by the rules of now, e.g. after new rules were published. Pages by id, one
 * transaction each; running it again changes nothing. Answers how many scores changed.
 */
export async function rescore(ctx: CommandContext): Promise<number> {
  let changed = 0;
  let after: string | null = '';
  while (after !== null) {
    const page = await rescorePage(ctx, after);
    changed += page.changed;
    after = page.last;
  }
  return changed;
}

async function rescorePage(
  ctx: CommandContext,
  after: string,
): Promise<{ changed: number; last: string | null }> {
  const rules = await currentScoringRules();
  return await inTransaction(async (tx) => {
    const { session } = tx;
    const records = await LeadModel.collection
      .find<LeadRecord>({ _id: { $gt: after }, open: true } as never, { session })
      .sort({ _id: 1 })
      .limit(PAGE)
      .toArray();
    const rescored = records
      .map((record) => ({ record, next: scoreRecord(record, rules) }))
      .filter(({ record, next }) => next.score !== record.score || next.level !== record.level);
    if (rescored.length > 0) {
      await LeadModel.collection.bulkWrite(
        rescored.map(({ record, next }) => ({
          updateOne: {
            filter: { _id: record._id },
            update: { $set: { score: next.score, level: next.level, scoreReasons: next.reasons } },
          },
        })) as never[],
        { session, ordered: false },
      );
    }
    await recordEvents(
      tx,
      ctx,
      rescored.map(({ record, next }) => ({
        event: leadScoreChanged,
        subject: leadSubject(record._id),
        payload: { leadId: record._id, level: next.level },
      })),
    );
    const last = records.length === PAGE ? (records.at(-1)?._id ?? null) : null;
    return { changed: rescored.length, last };
  });
}
