import type { CommandContext } from '#domain/kernel/command-context';
import { appError } from '#domain/kernel/errors';
import { commitBatch, createLeads } from '#domain/leads/index';
import { assertActorMay } from '#domain/staff/index';
import { fieldCrypto } from '#infra/field-crypto';
import type { Tx } from '#infra/mongo';
import { findCampaign } from './campaigns.ts';
import {
  answerOf,
  InboundPayloadModel,
  type InboundPayloadRecord,
  type PayloadAnswer,
  RAW_CONTEXT,
} from './inbound-payload.model.ts';
import { type Prepared, preparePayload } from './prepare-payload.ts';
import { listUnknowns, outcomeOf } from './receive-payload.ts';

/**
 * Reads a rejected payload again with the mappings and dictionary of now. One that became a lead already is
 * answered as it stands: replaying twice, or twice at once, makes one lead. Throws NOT_FOUND, FORBIDDEN.
 */
export async function replayPayload(
  ctx: CommandContext,
  input: { payloadId: string },
): Promise<PayloadAnswer> {
  const row = await InboundPayloadModel.findOne({ _id: String(input.payloadId) }).lean();
  if (row === null) throw appError('NOT_FOUND', { what: '这份原始报文' });
  const campaign = row.campaignId === null ? null : await findCampaign(row.campaignId);
  await assertActorMay(ctx.actor, 'intake.replay', { storeId: campaign?.storeId ?? null });
  if (row.outcome !== 'rejected') return answerOf(row);
  const prepared = await preparePayload({
    payloadId: row._id,
    channel: row.entry,
    campaignId: row.campaignId,
    raw: JSON.parse(fieldCrypto().open(row.rawSealed, RAW_CONTEXT)),
    receivedAt: row.receivedAt,
    consent: row.consent,
  });
  const [answer] = await commitBatch([row._id], async ([id], tx) => [await apply(tx, ctx, id!, prepared)]);
  await listUnknowns(ctx, prepared);
  return answer!;
}

async function apply(tx: Tx, ctx: CommandContext, id: string, prepared: Prepared): Promise<PayloadAnswer> {
  const { session } = tx;
  const row = await InboundPayloadModel.findOne({ _id: id }).session(session).lean();
  if (row === null) throw appError('NOT_FOUND', { what: '这份原始报文' });
  if (row.outcome !== 'rejected') return answerOf(row);
  const change: Partial<InboundPayloadRecord> = {
    ...outcomeOf(prepared),
    channel: prepared.channel,
    campaignId: prepared.campaignId,
    attempts: row.attempts + 1,
    lastAttemptAt: ctx.clock.now(),
  };
  const { result, pushKey } = prepared;
  if (!('rejected' in result)) {
    const first =
      pushKey === null ? null : await InboundPayloadModel.findOne({ pushKey }).session(session).lean();
    if (first !== null) {
      Object.assign(change, { outcome: 'merged', leadId: first.leadId, repeatOf: first._id });
    } else {
      const [made] = await createLeads(ctx, [result.draft], tx);
      change.outcome = made!.outcome === 'created' ? 'accepted' : 'merged';
      change.leadId = made!.leadId;
      if (pushKey !== null) change.pushKey = pushKey;
    }
  }
  await InboundPayloadModel.updateOne({ _id: id }, { $set: change }).session(session);
  return answerOf({ ...row, ...change });
}
