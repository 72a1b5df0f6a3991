import type { CommandContext } from '#domain/kernel/command-context';
import { appError } from '#domain/kernel/errors';
import { assertActorMay } from '#domain/staff/index';
import { monotonicMs } from '#infra/clock';
import { channelAdapter } from './channels.ts';
import { FieldMappingModel, UnmappedFieldModel } from './field-mapping.model.ts';
import { type PortalMapping, portalMappingSchema } from './portal-mapping.ts';

const FRESH_MS = 1_000;
let cached: { readonly all: Promise<ReadonlyMap<string, PortalMapping>>; readonly until: number } | null =
  null;

/** The mapping in force of a portal; null for channels that have none. */
export async function getFieldMapping(channel: string): Promise<PortalMapping | null> {
  const shipped = channelAdapter(channel).mapping;
  if (shipped === undefined) return null;
  return (await editedMappings()).get(channel) ?? shipped;
}

/**
 * Replaces a portal's mapping; payloads that were rejected may be replayed afterwards.
 * Throws INVALID_INPUT with the path of the mistake, FORBIDDEN.
 */
export async function setFieldMapping(
  ctx: CommandContext,
  input: { channel: string; mapping: unknown },
): Promise<void> {
  await assertActorMay(ctx.actor, 'intake.manage');
  if (channelAdapter(input.channel).mapping === undefined) {
    throw appError('INVALID_INPUT', { field: 'channel', fix: '这个渠道没有字段映射' });
  }
  const parsed = portalMappingSchema.safeParse(input.mapping);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw appError('INVALID_INPUT', { field: ['mapping', ...issue!.path].join('.'), fix: issue!.message });
  }
  await FieldMappingModel.updateOne(
    { _id: input.channel },
    { $set: { mapping: parsed.data, updatedAt: ctx.clock.now() }, $inc: { version: 1 } },
    { upsert: true },
  );
  forgetFieldMappings();
}

/** Lets this process see a change at once. */
export function forgetFieldMappings(): void {
  cached = null;
}

function editedMappings(): Promise<ReadonlyMap<string, PortalMapping>> {
  if (cached !== null && cached.until > monotonicMs()) return cached.all;
  const all = FieldMappingModel.find({})
    .lean()
    .then((rows) => new Map(rows.map((row) => [row._id, portalMappingSchema.parse(row.mapping)])));
  cached = { all, until: monotonicMs() + FRESH_MS };
  all.catch(forgetFieldMappings);
  return all;
}

/** Counts fields and codes nobody has mapped, outside any transaction: the payload itself is kept anyway. */
export async function countUnmappedFields(
  ctx: CommandContext,
  seen: readonly { readonly channel: string; readonly field: string }[],
): Promise<void> {
  if (seen.length === 0) return;
  const lastAt = ctx.clock.now();
  await UnmappedFieldModel.collection.bulkWrite(
    seen.map(({ channel, field }) => ({
      updateOne: {
        filter: { _id: `${channel}:${field}` },
        update: { $setOnInsert: { channel, field }, $set: { lastAt }, $inc: { count: 1 } },
        upsert: true,
      },
    })) as never[],
    { ordered: true },
  );
}

export interface UnmappedField {
  readonly channel: string;
  /** `path`, or `path=code` for a code without a meaning. */
  readonly field: string;
  readonly count: number;
  readonly lastAt: Date;
}

/** The most frequent first. */
export async function listUnmappedFields(channel?: string): Promise<UnmappedField[]> {
  const filter = channel === undefined ? {} : { channel: String(channel) };
  const rows = await UnmappedFieldModel.find(filter).sort({ count: -1, _id: 1 }).limit(500).lean();
  return rows.map(({ channel: of, field, count, lastAt }) => ({ channel: of, field, count, lastAt }));
}
