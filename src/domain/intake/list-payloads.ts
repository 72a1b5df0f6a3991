import { appError } from '#domain/kernel/errors';
import { fieldCrypto } from '#infra/field-crypto';
import {
  InboundPayloadModel,
  type InboundPayloadRecord,
  type PayloadOutcome,
  RAW_CONTEXT,
} from './inbound-payload.model.ts';

/** A kept payload without its content. */
export type PayloadEntry = Readonly<
  Pick<
    InboundPayloadRecord,
    | 'channel'
    | 'campaignId'
    | 'receivedAt'
    | 'outcome'
    | 'reason'
    | 'field'
    | 'warnings'
    | 'leadId'
    | 'repeatOf'
    | 'attempts'
    | 'lastAttemptAt'
  >
> & { readonly id: string };

export interface PayloadFilter {
  readonly channel?: string | undefined;
  readonly outcome?: PayloadOutcome | undefined;
  readonly field?: string | undefined;
  readonly leadId?: string | undefined;
  /** `next` of the page before. */
  readonly cursor?: string | undefined;
  /** 1–200, default 50. */
  readonly limit?: number | undefined;
  readonly oldestFirst?: boolean | undefined;
}

/** Payloads by page, newest first unless asked otherwise. */
export async function listPayloads(
  filter: PayloadFilter,
): Promise<{ items: PayloadEntry[]; next: string | null }> {
  const limit = Math.min(200, Math.max(1, filter.limit ?? 50));
  const order = filter.oldestFirst === true ? 1 : -1;
  const after = order === 1 ? '$gt' : '$lt';
  // Every value is made a string here: nothing a caller gives can become an operator.
  const wanted = {
    ...(filter.channel === undefined ? {} : { channel: String(filter.channel) }),
    ...(filter.outcome === undefined ? {} : { outcome: String(filter.outcome) }),
    ...(filter.field === undefined ? {} : { field: String(filter.field) }),
    ...(filter.leadId === undefined ? {} : { leadId: String(filter.leadId) }),
    ...(filter.cursor === undefined ? {} : { _id: { [after]: String(filter.cursor) } }),
  };
  const rows = await InboundPayloadModel.collection
    .find<InboundPayloadRecord>(wanted as never)
    .sort({ _id: order })
    .limit(limit + 1)
    .toArray();
  const items = rows.slice(0, limit).map(toEntry);
  return { items, next: rows.length > limit ? items.at(-1)!.id : null };
}

/** The content as it came, for the person who mends a mapping. Throws NOT_FOUND. */
export async function openPayload(id: string): Promise<unknown> {
  const row = await InboundPayloadModel.findOne({ _id: String(id) }).lean();
  if (row === null) throw appError('NOT_FOUND', { what: '这份原始报文' });
  return JSON.parse(fieldCrypto().open(row.rawSealed, RAW_CONTEXT)) as unknown;
}

function toEntry(row: InboundPayloadRecord): PayloadEntry {
  const { _id: id, channel, campaignId, receivedAt, outcome, reason, field } = row;
  const { warnings, leadId, repeatOf, attempts, lastAttemptAt } = row;
  return {
    id,
    channel,
    campaignId,
    receivedAt,
    outcome,
    reason,
    field,
    warnings,
    leadId,
    repeatOf,
    attempts,
    lastAttemptAt,
  };
}
