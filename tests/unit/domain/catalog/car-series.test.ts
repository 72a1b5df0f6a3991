import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { modelKey, seriesKeys } from '#domain/catalog/car-series';
import { COMMON_SERIES } from '#domain/catalog/common-series';

describe('[CD1] model names', () => {
  it.each([
    ['宋PLUS DM-i', '宋PLUSDMI'],
    ['ｃｒ－ｖ', 'CRV'],
    ['Model  Y', 'MODELY'],
    ['途观L 2025款 330TSI 两驱', '途观L'],
    ['宋PLUS 2025 款 DM-i', '宋PLUS'],
    ['ID.4 X', 'ID4X'],
    ['  ', ''],
    ['!!!', ''],
  ])('%s compares as %s', (text, key) => {
    expect(modelKey(text)).toBe(key);
  });

  test.prop([fc.string()])('the key of a key is itself', (text) => {
    expect(modelKey(modelKey(text))).toBe(modelKey(text));
  });
});

describe('the dictionary that ships', () => {
  it('gives no name to two cars', () => {
    const owner = new Map<string, string>();
    for (const series of COMMON_SERIES) {
      for (const key of seriesKeys(series)) {
        expect([key, owner.get(key) ?? series.id]).toEqual([key, series.id]);
        owner.set(key, series.id);
      }
    }
  });

  it('has unique ids and the makes people ask for', () => {
    expect(new Set(COMMON_SERIES.map(({ id }) => id)).size).toBe(COMMON_SERIES.length);
    const brands = new Set(COMMON_SERIES.map(({ brand }) => brand));
    for (const brand of ['比亚迪', '理想', '问界', '特斯拉', '大众', '丰田', '本田', '小米'])
      expect(brands).toContain(brand);
    expect(COMMON_SERIES.length).toBeGreaterThanOrEqual(60);
  });
});
