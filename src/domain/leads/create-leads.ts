import type { CommandContext } from '#domain/kernel/command-context';
import { currentScoringRules, type ScoringRules } from '#domain/scoring/index';
import { type EventDraft, recordEvents } from '#events/record-event';
import type { Tx } from '#infra/mongo';
import { commitBatch } from './commit-batch.ts';
import { leadCreated, leadMerged, leadScoreChanged, leadSubject } from './lead.events.ts';
import { LeadModel, type LeadRecord } from './lead.model.ts';
import type { LeadDraft } from './lead.ts';
import { mergeDraft } from './merge-draft.ts';
import { contactHash, newLeadRecord } from './new-lead-record.ts';

export interface CreateLeadResult {
  readonly outcome: 'created' | 'merged';
  readonly leadId: string;
}

/** A draft, and whose act it is when a batch serves several callers. */
export interface OwnedDraft extends LeadDraft {
  readonly ctx?: CommandContext;
}

/**
 * Makes leads of drafts, one result per draft in order. The same customer with an open lead of the same
 * business line is merged into it; the unique index decides between processes. One transaction for all,
 * five commands at any size. With `tx` it joins the caller's transaction, and then a duplicate key of
 * another process aborts that one: wrap it in `commitBatch`.
 */
export async function createLeads(
  ctx: CommandContext,
  drafts: readonly OwnedDraft[],
  tx?: Tx,
): Promise<CreateLeadResult[]> {
  if (drafts.length === 0) return [];
  const rules = await currentScoringRules();
  if (tx !== undefined) return await writeLeads(tx, ctx, drafts, rules);
  return await commitBatch(drafts, (items, inner) => writeLeads(inner, ctx, items, rules));
}

async function writeLeads(
  tx: Tx,
  ctx: CommandContext,
  drafts: readonly OwnedDraft[],
  rules: ScoringRules,
): Promise<CreateLeadResult[]> {
  const hashes = drafts.map(contactHash);
  const now = ctx.clock.now();
  const known = await loadOpen(tx, hashes);
  const created = new Map<string, LeadRecord>();
  const merged = new Map<string, LeadRecord>();
  const events: EventDraft[] = [];
  const results = drafts.map((draft, i): CreateLeadResult => {
    const key = `${hashes[i]}:${draft.businessLine}`;
    const open = known.get(key);
    const owner = draft.ctx === undefined ? {} : { ctx: draft.ctx };
    if (open === undefined) {
      const record = newLeadRecord(draft, hashes[i]!, now, rules);
      known.set(key, record);
      created.set(record._id, record);
      const payload = { leadId: record._id, channel: draft.channel };
      events.push({ event: leadCreated, subject: leadSubject(record._id), payload, ...owner });
      return { outcome: 'created', leadId: record._id };
    }
    const record = mergeDraft(open, draft, now, rules);
    known.set(key, record);
    (created.has(record._id) ? created : merged).set(record._id, record);
    const subject = leadSubject(record._id);
    const payload = { leadId: record._id, payloadId: draft.payloadId ?? null, channel: draft.channel };
    events.push({ event: leadMerged, subject, payload, ...owner });
    if (record.score !== open.score) {
      const change = { leadId: record._id, level: record.level };
      events.push({ event: leadScoreChanged, subject, payload: change, ...owner });
    }
    return { outcome: 'merged', leadId: record._id };
  });
  await saveLeads(tx, [...created.values()], [...merged.values()]);
  await recordEvents(tx, ctx, events);
  return results;
}

async function loadOpen(tx: Tx, hashes: readonly string[]): Promise<Map<string, LeadRecord>> {
  const records = await LeadModel.collection
    .find<LeadRecord>({ phoneHash: { $in: [...new Set(hashes)] }, open: true } as never, {
      session: tx.session,
    })
    .toArray();
  return new Map(records.map((record) => [`${record.phoneHash}:${record.businessLine}`, record]));
}

async function saveLeads(tx: Tx, created: readonly LeadRecord[], merged: readonly LeadRecord[]) {
  if (created.length > 0) {
    await LeadModel.collection.insertMany(created as never[], { session: tx.session });
  }
  if (merged.length > 0) {
    // A read and a write in one snapshot: a change by anybody else in between is a write conflict.
    await LeadModel.collection.bulkWrite(
      merged.map((record) => ({
        replaceOne: { filter: { _id: record._id }, replacement: record },
      })) as never[],
      { session: tx.session, ordered: false },
    );
  }
}
