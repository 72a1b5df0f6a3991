import { beforeEach, describe, expect, it } from 'vitest';
import {
  COMMON_SERIES,
  countUnmapped,
  findSeries,
  listSeries,
  listUnmapped,
  mapAlias,
  resolveSeries,
  seedCatalog,
} from '#domain/catalog/index';
import { testContext } from '../../../factories/lead.ts';
import { useDatabase } from '../../../support/mongo.ts';

useDatabase({ clean: true });

let ctx = testContext();
beforeEach(async () => {
  ctx = testContext();
  await seedCatalog(ctx);
});

describe('[CD1] the model dictionary', () => {
  it.each([
    ['宋PLUS DM-i', 'byd-song-plus'],
    ['比亚迪 宋plus 2025款 DM-i 128KM', 'byd-song-plus'],
    ['理想L9', 'li-l9'],
    ['AITO 问界M7', 'aito-m7'],
    ['特斯拉Model Y', 'tesla-model-y'],
    ['crv', 'honda-crv'],
    ['荣放', 'toyota-rav4'],
    ['长城哈弗H6', 'haval-h6'],
  ])('%s is %s', async (text, id) => {
    expect((await resolveSeries(text))?.id).toBe(id);
  });

  it.each(['', '  ', '宋', '保时捷911', 'M', '{"$ne":null}', '__proto__', 'constructor'])(
    '%s is no guess',
    async (text) => {
      expect(await resolveSeries(text)).toBeNull();
    },
  );

  it('seeding again adds nothing and keeps what was learnt', async () => {
    await mapAlias(ctx, { text: '大汉', seriesId: 'byd-han' });
    expect(await seedCatalog(ctx)).toBe(0);
    expect((await resolveSeries('大汉'))?.id).toBe('byd-han');
    expect(await listSeries()).toHaveLength(COMMON_SERIES.length);
    expect((await findSeries('byd-han'))?.aliases).toContain('大汉');
  });

  it('a name of another series, an empty one and an unknown series are refused', async () => {
    const refused = (text: string, seriesId: string) => expect(mapAlias(ctx, { text, seriesId })).rejects;
    await refused('宋PLUS', 'byd-han').toMatchObject({ code: 'INVALID_INPUT' });
    await refused('！！', 'byd-han').toMatchObject({ code: 'INVALID_INPUT' });
    await refused('新名字', 'nobody').toMatchObject({ code: 'NOT_FOUND' });
    expect((await resolveSeries('宋PLUS'))?.id).toBe('byd-song-plus');
  });

  it('names without a series are counted per channel, the most frequent first, and leave when mapped', async () => {
    await countUnmapped(ctx, [
      { text: '大唐', channel: 'autohome' },
      { text: '大 唐', channel: 'autohome' },
      { text: '大唐', channel: 'yiche' },
      { text: '！', channel: 'yiche' },
    ]);
    expect((await listUnmapped()).map(({ text, channel, count }) => [text, channel, count])).toEqual([
      ['大唐', 'autohome', 2],
      ['大唐', 'yiche', 1],
    ]);
    await mapAlias(ctx, { text: '大唐', seriesId: 'byd-tang' });
    expect(await listUnmapped()).toEqual([]);
  });
});
