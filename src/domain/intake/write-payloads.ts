import type { CommandContext } from '#domain/kernel/command-context';
import { createLeads, type OwnedDraft } from '#domain/leads/index';
import { crashPoint } from '#infra/crash-point';
import type { Tx } from '#infra/mongo';
import {
  answerOf,
  InboundPayloadModel,
  type InboundPayloadRecord,
  type PayloadAnswer,
} from './inbound-payload.model.ts';
import type { Prepared } from './prepare-payload.ts';

/** A prepared payload and the row it will be kept as; the row's outcome is still open. */
export interface PendingPayload {
  readonly ctx: CommandContext;
  readonly prepared: Prepared;
  readonly row: InboundPayloadRecord;
}

export type Written = PayloadAnswer | 'mismatch';

/**
 * Writes a batch in the caller's transaction: look up what came before, make or merge leads, keep the
 * payloads; at most seven commands with the commit at any size. A payload whose key was seen gets the answer of then; one
 * whose enquiry was seen is kept as a repeat and touches no lead, even when that lead is closed.
 */
export async function writePayloads(items: readonly PendingPayload[], tx: Tx): Promise<Written[]> {
  const seen = await loadSeen(items, tx);
  const rows: InboundPayloadRecord[] = [];
  const drafts: { draft: OwnedDraft; row: InboundPayloadRecord }[] = [];
  const answers = items.map((item): (() => Written) => {
    // A copy: a transaction may run again and must not see what an earlier run decided.
    const row: InboundPayloadRecord = { ...item.row };
    const same = row.idempotencyKey === undefined ? undefined : seen.byKey.get(row.idempotencyKey);
    if (same !== undefined) return () => (same.rawHash === row.rawHash ? answerOf(same) : 'mismatch');
    if (row.idempotencyKey !== undefined) seen.byKey.set(row.idempotencyKey, row);
    rows.push(row);
    const { result, pushKey } = item.prepared;
    if ('rejected' in result) return () => answerOf(row);
    const first = pushKey === null ? undefined : seen.byPush.get(pushKey);
    if (first !== undefined) {
      return () =>
        answerOf(Object.assign(row, { outcome: 'merged', leadId: first.leadId, repeatOf: first._id }));
    }
    if (pushKey !== null) {
      row.pushKey = pushKey;
      seen.byPush.set(pushKey, row);
    }
    drafts.push({ draft: { ...result.draft, ctx: item.ctx }, row });
    return () => answerOf(row);
  });
  if (drafts.length > 0) {
    const made = await createLeads(
      items[0]!.ctx,
      drafts.map(({ draft }) => draft),
      tx,
    );
    for (const [i, { row }] of drafts.entries()) {
      row.outcome = made[i]!.outcome === 'created' ? 'accepted' : 'merged';
      row.leadId = made[i]!.leadId;
    }
  }
  const written = answers.map((answer) => answer());
  if (rows.length > 0) {
    await InboundPayloadModel.collection.insertMany(rows as never[], { session: tx.session });
  }
  await crashPoint('intake.before-commit');
  return written;
}

interface Seen {
  readonly byKey: Map<string, InboundPayloadRecord>;
  readonly byPush: Map<string, InboundPayloadRecord>;
}

async function loadSeen(items: readonly PendingPayload[], tx: Tx): Promise<Seen> {
  const keys = items.flatMap(({ row }) => row.idempotencyKey ?? []);
  const pushes = items.flatMap(({ prepared }) => prepared.pushKey ?? []);
  const any = [
    ...(keys.length > 0 ? [{ idempotencyKey: { $in: keys } }] : []),
    ...(pushes.length > 0 ? [{ pushKey: { $in: pushes } }] : []),
  ];
  const found =
    any.length === 0
      ? []
      : await InboundPayloadModel.collection
          .find<InboundPayloadRecord>({ $or: any }, { session: tx.session })
          .toArray();
  return {
    byKey: new Map(found.flatMap((row) => (row.idempotencyKey ? [[row.idempotencyKey, row] as const] : []))),
    byPush: new Map(found.flatMap((row) => (row.pushKey ? [[row.pushKey, row] as const] : []))),
  };
}
