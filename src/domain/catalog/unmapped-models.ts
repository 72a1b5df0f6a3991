import type { CommandContext } from '#domain/kernel/command-context';
import { modelKey } from './car-series.ts';
import { UnmappedModelModel } from './unmapped-model.model.ts';

export interface UnmappedModel {
  readonly text: string;
  readonly channel: string;
  readonly count: number;
  readonly lastAt: Date;
}

const MAX_TEXT = 80;

/** Counts names the dictionary does not know, outside any transaction: the list is for people, leads keep the text. */
export async function countUnmapped(
  ctx: CommandContext,
  seen: readonly { readonly text: string; readonly channel: string }[],
): Promise<void> {
  const lastAt = ctx.clock.now();
  const rows = seen
    .map(({ text, channel }) => ({
      text: text.trim().slice(0, MAX_TEXT),
      key: modelKey(text).slice(0, MAX_TEXT),
      channel,
    }))
    .filter(({ key }) => key !== '');
  if (rows.length === 0) return;
  await UnmappedModelModel.collection.bulkWrite(
    rows.map(({ text, key, channel }) => ({
      updateOne: {
        filter: { _id: `${channel}:${key}` },
        update: { $setOnInsert: { text, key, channel }, $set: { lastAt }, $inc: { count: 1 } },
        upsert: true,
      },
    })) as never[],
    { ordered: true },
  );
}

/** Names without a series, the most frequent first. */
export async function listUnmapped(limit = 100): Promise<UnmappedModel[]> {
  const records = await UnmappedModelModel.find({})
    .sort({ count: -1, _id: 1 })
    .limit(Math.min(500, limit))
    .lean();
  return records.map(({ text, channel, count, lastAt }) => ({ text, channel, count, lastAt }));
}
