import type { CommandContext } from '#domain/kernel/command-context';
import { recordEvents } from '#events/record-event';
import { inTransaction } from '#infra/mongo';
import { waiting } from './hold-leads.ts';
import { leadOwnerLeft, leadSubject, leadUnassigned } from './lead.events.ts';
import { LeadModel, type LeadRecord } from './lead.model.ts';

const PAGE = 500;

/**
 * Takes all open leads from somebody who left: they wait as 待分配, with two events each (hand-over list and
 * alarm). Running it again finds nothing. Answers the leads taken.
 */
export async function handoverLeads(ctx: CommandContext, input: { staffId: string }): Promise<string[]> {
  const taken: string[] = [];
  let page: string[];
  do {
    page = await takePage(ctx, input.staffId);
    taken.push(...page);
  } while (page.length === PAGE);
  return taken;
}

function takePage(ctx: CommandContext, staffId: string): Promise<string[]> {
  return inTransaction(async (tx) => {
    const { session } = tx;
    const records = await LeadModel.collection
      .find<LeadRecord>({ ownerId: String(staffId), open: true }, { session })
      .limit(PAGE)
      .toArray();
    if (records.length === 0) return [];
    const now = ctx.clock.now();
    await LeadModel.collection.bulkWrite(
      records.map((record) => ({
        updateOne: {
          filter: { _id: record._id, rev: record.rev },
          update: { $set: waiting(record.storeId, now), $inc: { rev: 1 } },
        },
      })) as never[],
      { session, ordered: false },
    );
    await recordEvents(
      tx,
      ctx,
      records.flatMap((record) => {
        const subject = leadSubject(record._id);
        const about = { leadId: record._id, storeId: record.storeId };
        return [
          { event: leadOwnerLeft, subject, payload: { ...about, previousOwnerId: staffId } },
          { event: leadUnassigned, subject, payload: { ...about, reason: 'owner_left' as const } },
        ];
      }),
    );
    return records.map((record) => record._id);
  });
}
