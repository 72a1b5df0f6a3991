import type { CommandContext } from '#domain/kernel/command-context';
import { assertActorMay } from '#domain/staff/index';
import { CarSeriesModel } from './car-series.model.ts';
import { type CarSeries, seriesKeys } from './car-series.ts';
import { forgetCatalog } from './catalog-index.ts';
import { COMMON_SERIES } from './common-series.ts';

/** Adds series that are missing; those that exist keep what was changed since. Answers how many were added. */
export async function seedCatalog(
  ctx: CommandContext,
  list: readonly CarSeries[] = COMMON_SERIES,
): Promise<number> {
  await assertActorMay(ctx.actor, 'catalog.manage');
  const result = await CarSeriesModel.bulkWrite(
    list.map(({ id, ...series }) => ({
      updateOne: {
        filter: { _id: id },
        update: { $setOnInsert: { ...series, aliases: [...series.aliases], keys: seriesKeys(series) } },
        upsert: true,
      },
    })),
    { ordered: false },
  );
  forgetCatalog();
  return result.upsertedCount;
}
