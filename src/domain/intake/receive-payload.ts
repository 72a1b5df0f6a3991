import { countUnmapped } from '#domain/catalog/index';
import type { CommandContext } from '#domain/kernel/command-context';
import { appError } from '#domain/kernel/errors';
import { newId } from '#domain/kernel/ids';
import { commitBatch } from '#domain/leads/index';
import { createBatcher } from '#infra/batcher';
import { fieldCrypto } from '#infra/field-crypto';
import { metrics } from '#infra/metrics';
import { ANY_CHANNEL, channelAdapter } from './channels.ts';
import { countUnmappedFields } from './field-mappings.ts';
import { type PayloadAnswer, RAW_CONTEXT, RAW_HASH_CONTEXT } from './inbound-payload.model.ts';
import { type Prepared, preparePayload } from './prepare-payload.ts';
import { type PendingPayload, type Written, writePayloads } from './write-payloads.ts';

export interface ReceiveInput {
  /** A channel, or `any` for a gateway whose body says which. */
  readonly channel: string;
  readonly campaignId?: string | null;
  /** The payload as JSON gave it. */
  readonly raw: unknown;
  /** The sender's name for this request, in its own scope (e.g. `<api channel id>:<header>`). */
  readonly idempotencyKey?: string;
  readonly consent?: { readonly textVersion: string; readonly at: Date };
}

const MAX_BYTES = 64 * 1024;

const batcher = createBatcher<PendingPayload, Written>({
  run: async (items) => await commitBatch(items, writePayloads),
  maxBatch: 100,
  concurrency: 2,
  lingerMs: 3,
  maxWaiting: 5_000,
  full: () => appError('OVERLOADED'),
});

/** Idempotency keys this process is working on. Other processes wait for each other by the unique index. */
const inFlight = new Set<string>();

/**
 * Takes one payload in and answers once it is durable: kept raw with its outcome, and its lead made or
 * merged, in one transaction shared with whatever arrives at the same time. A rejected payload is an
 * outcome, not an error. Throws INVALID_INPUT (no such channel), PAYLOAD_TOO_LARGE, IDEMPOTENCY_MISMATCH,
 * IDEMPOTENCY_IN_FLIGHT, OVERLOADED.
 */
export async function receivePayload(ctx: CommandContext, input: ReceiveInput): Promise<PayloadAnswer> {
  if (input.channel !== ANY_CHANNEL) channelAdapter(input.channel);
  const text = JSON.stringify(input.raw ?? null);
  if (Buffer.byteLength(text) > MAX_BYTES) throw appError('PAYLOAD_TOO_LARGE', { limit: '64 KB' });
  const key = input.idempotencyKey === undefined ? null : `${input.channel}:${input.idempotencyKey}`;
  if (key === null) return await take(ctx, input, text, key);
  if (inFlight.has(key)) throw appError('IDEMPOTENCY_IN_FLIGHT');
  inFlight.add(key);
  try {
    return await take(ctx, input, text, key);
  } finally {
    inFlight.delete(key);
  }
}

/** Resolves when nothing is under way: called before the process ends. */
export function drainIntake(): Promise<void> {
  return batcher.drain();
}

async function take(
  ctx: CommandContext,
  input: ReceiveInput,
  text: string,
  idempotencyKey: string | null,
): Promise<PayloadAnswer> {
  const payloadId = newId();
  const receivedAt = ctx.clock.now();
  const source = {
    payloadId,
    receivedAt,
    channel: input.channel,
    campaignId: input.campaignId ?? null,
    // What is read is what is kept: no getter, prototype or undefined of the caller's object survives.
    raw: JSON.parse(text) as unknown,
    consent: input.consent ?? null,
  };
  const prepared = await preparePayload(source);
  const written = await batcher.add({
    ctx,
    prepared,
    row: {
      _id: payloadId,
      channel: prepared.channel,
      entry: input.channel,
      campaignId: prepared.campaignId,
      receivedAt,
      rawSealed: fieldCrypto().seal(text, RAW_CONTEXT),
      rawHash: fieldCrypto().blindIndex(text, RAW_HASH_CONTEXT),
      ...outcomeOf(prepared),
      consent: source.consent,
      leadId: null,
      repeatOf: null,
      attempts: 1,
      lastAttemptAt: receivedAt,
      requestId: ctx.requestId,
      ...(idempotencyKey === null ? {} : { idempotencyKey }),
    },
  });
  if (written === 'mismatch') throw appError('IDEMPOTENCY_MISMATCH');
  metrics.leadsReceived.inc({ channel: prepared.channel, outcome: written.outcome });
  if (written.payloadId === payloadId) await listUnknowns(ctx, prepared);
  return written;
}

/** The fields of a row that follow from reading it; a lead that is still to be made counts as accepted. */
export function outcomeOf({ result }: Prepared) {
  if ('rejected' in result) {
    return { outcome: 'rejected' as const, ...result.rejected, warnings: [] };
  }
  return { outcome: 'accepted' as const, reason: null, field: null, warnings: [...result.warnings] };
}

/** Puts names and fields nobody has mapped on their lists. */
export async function listUnknowns(ctx: CommandContext, prepared: Prepared): Promise<void> {
  const { channel, result, unmappedFields } = prepared;
  if ('unmappedModel' in result && result.unmappedModel !== null) {
    await countUnmapped(ctx, [{ text: result.unmappedModel, channel }]);
  }
  await countUnmappedFields(
    ctx,
    unmappedFields.map((field) => ({ channel, field })),
  );
}
