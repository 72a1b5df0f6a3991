import type { CommandContext } from '#domain/kernel/command-context';
import { appError } from '#domain/kernel/errors';
import { currentScoringRules } from '#domain/scoring/index';
import { recordEvent } from '#events/record-event';
import { inTransaction, type Tx } from '#infra/mongo';
import { leadScoreChanged, leadSubject } from './lead.events.ts';
import { LeadModel, type LeadRecord } from './lead.model.ts';
import type { BusinessLine } from './lead.ts';
import { loadRecord } from './load-records.ts';
import { contactHash, MAX_BEHAVIOURS } from './new-lead-record.ts';
import { scoreRecord } from './score-record.ts';

export type BehaviourInput = {
  /** Snake-case name of what the customer did, e.g. `home_page_view`. */
  readonly type: string;
  readonly at: Date;
} & (
  | { readonly leadId: string }
  | { /** E.164. */ readonly phone: string; readonly businessLine?: BusinessLine }
);

/**
 * Adds what the customer did to the open lead and scores again; by number it finds the open lead itself.
 * Answers the new score, or null when the number has no open lead. Throws INVALID_INPUT, NOT_FOUND.
 */
export async function recordBehaviour(ctx: CommandContext, input: BehaviourInput): Promise<number | null> {
  if (!/^[a-z_]{1,40}$/.test(input.type)) {
    throw appError('INVALID_INPUT', { field: 'type', fix: '行为类型只能用小写字母和下划线' });
  }
  const rules = await currentScoringRules();
  return await inTransaction(async (tx) => {
    const record = await findTarget(tx, input);
    if (record === null) return null;
    const behaviours = [...record.behaviours, { type: input.type, at: input.at }].slice(-MAX_BEHAVIOURS);
    const { score, level, reasons } = scoreRecord({ ...record, behaviours }, rules);
    await LeadModel.collection.updateOne(
      { _id: record._id } as never,
      { $set: { behaviours, score, level, scoreReasons: reasons, updatedAt: ctx.clock.now() } },
      { session: tx.session },
    );
    if (score !== record.score) {
      await recordEvent(tx, ctx, leadScoreChanged, leadSubject(record._id), { leadId: record._id, level });
    }
    return score;
  });
}

async function findTarget(tx: Tx, input: BehaviourInput): Promise<LeadRecord | null> {
  if ('leadId' in input) return await loadRecord(tx, input.leadId);
  const phoneHash = contactHash({ phone: input.phone, externalUserId: null });
  const businessLine = input.businessLine ?? 'new_car';
  return await LeadModel.collection.findOne<LeadRecord>(
    { phoneHash, businessLine, open: true },
    { session: tx.session },
  );
}
