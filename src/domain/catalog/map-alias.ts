import type { CommandContext } from '#domain/kernel/command-context';
import { appError } from '#domain/kernel/errors';
import { assertActorMay } from '#domain/staff/index';
import { inTransaction, isDuplicateKey } from '#infra/mongo';
import { CarSeriesModel } from './car-series.model.ts';
import { modelKey, seriesKeys } from './car-series.ts';
import { forgetCatalog } from './catalog-index.ts';
import { UnmappedModelModel } from './unmapped-model.model.ts';

/**
 * Teaches the dictionary that `text` means a series, and takes it off the unmapped list.
 * Throws INVALID_INPUT when the text is empty or means another series already, NOT_FOUND, FORBIDDEN.
 */
export async function mapAlias(
  ctx: CommandContext,
  input: { text: string; seriesId: string },
): Promise<void> {
  await assertActorMay(ctx.actor, 'catalog.manage');
  const text = String(input.text).trim();
  const key = modelKey(text);
  if (key === '' || text.length > 80) {
    throw appError('INVALID_INPUT', { field: 'text', fix: '请填写 1–80 字的车型名称' });
  }
  try {
    await inTransaction(async ({ session }) => {
      const series = await CarSeriesModel.findOne({ _id: String(input.seriesId) })
        .session(session)
        .lean();
      if (series === null) throw appError('NOT_FOUND', { what: '这个车系' });
      const aliases = series.aliases.includes(text) ? [...series.aliases] : [...series.aliases, text];
      const keys = seriesKeys({ ...series, aliases });
      await CarSeriesModel.updateOne({ _id: series._id }, { $set: { aliases, keys } }).session(session);
      await UnmappedModelModel.deleteMany({ key }).session(session);
    });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    throw appError('INVALID_INPUT', { field: 'text', fix: '这个名称已属于另一个车系' });
  }
  forgetCatalog();
}
