import { beforeEach, describe, expect, it } from 'vitest';
import { listUnmapped, mapAlias, resolveSeries, seedCatalog } from '#domain/catalog/index';
import { listUnmappedFields, receivePayload, replayPayloads } from '#domain/intake/index';
import { getLead } from '#domain/leads/index';
import { upsertOrganisation } from '#domain/staff/index';
import { asStaff, freshPhone, testContext } from '../../../factories/lead.ts';
import { buildRoster } from '../../../factories/organisation.ts';
import { useDatabase } from '../../../support/mongo.ts';

useDatabase({ clean: true });

let ctx = testContext();
beforeEach(async () => {
  ctx = testContext();
  await seedCatalog(ctx);
});

const idOf = async (text: string) => (await resolveSeries(text))?.id ?? null;
const take = (model: string) =>
  receivePayload(ctx, { channel: 'site_form', raw: { phone: freshPhone().slice(3), model } });

describe('[CD1] names the dictionary learns', () => {
  it.each([
    ['宋家族', ['宋家族', ' 宋 家族 ', '宋-家族', '比亚迪宋家族', '宋家族 2026款 尊贵型']],
    ['Song L', ['song l', 'SONG-L', 'ＳＯＮＧ Ｌ', '比亚迪Song L']],
    ['大宋（七座）', ['大宋七座', '大宋(七座)', '大宋 七座']],
  ])('%s is found however it is written', async (text, spellings) => {
    for (const spelling of spellings) expect(await idOf(spelling)).toBeNull();
    await mapAlias(ctx, { text, seriesId: 'byd-song-plus' });
    for (const spelling of spellings)
      expect([spelling, await idOf(spelling)]).toEqual([spelling, 'byd-song-plus']);
  });

  it('the same lesson twice is one, and the names that were there stay', async () => {
    await mapAlias(ctx, { text: '宋家族', seriesId: 'byd-song-plus' });
    await mapAlias(ctx, { text: '宋家族', seriesId: 'byd-song-plus' });
    const series = await resolveSeries('宋家族');
    expect(series!.aliases.filter((alias) => alias === '宋家族')).toHaveLength(1);
    expect(await idOf('宋PLUS DM-i')).toBe('byd-song-plus');
  });

  it('a name means one car: of two lessons at once one is refused', async () => {
    const results = await Promise.allSettled([
      mapAlias(ctx, { text: '神车', seriesId: 'byd-song-plus' }),
      mapAlias(ctx, { text: '神车', seriesId: 'li-l9' }),
    ]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'INVALID_INPUT', details: { field: 'text' } },
    });
    expect(['byd-song-plus', 'li-l9']).toContain(await idOf('神车'));
  });

  it('is taught by administrators only', async () => {
    await upsertOrganisation(ctx, buildRoster(), { platform: 'wecom' });
    for (const staffId of ['staff-lina', 'staff-wuhao', 'staff-hejia', 'staff-nobody']) {
      await expect(
        mapAlias(asStaff(ctx, staffId), { text: '宋家族', seriesId: 'byd-song-plus' }),
      ).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    expect(await idOf('宋家族')).toBeNull();
  });
});

describe('[CD1] from a strange name to a known one', () => {
  it('leads keep the words; new ones after the lesson know the car, and the list is empty', async () => {
    const before = await take('宋家族');
    await take('宋 家族');
    expect(await getLead(before.leadId!)).toMatchObject({ series: null, modelText: '宋家族' });
    expect(await listUnmapped()).toMatchObject([{ text: '宋家族', channel: 'site_form', count: 2 }]);
    await mapAlias(ctx, { text: '宋家族', seriesId: 'byd-song-plus' });
    expect(await listUnmapped()).toEqual([]);
    const after = await take('宋家族');
    expect(await getLead(after.leadId!)).toMatchObject({
      series: { id: 'byd-song-plus', body: 'suv' },
      modelText: '宋家族',
      score: 10,
    });
  });

  it('a rejected payload counts no name: its lead never was', async () => {
    await receivePayload(ctx, { channel: 'site_form', raw: { phone: '12', model: '未知车' } });
    expect(await listUnmapped()).toEqual([]);
    await replayPayloads(ctx, { filter: {} });
    expect(await listUnmapped()).toEqual([]);
  });

  it('[LC3] fields and codes of a portal nobody mapped are counted, the most frequent first', async () => {
    const push = (clueId: string, extra: object) =>
      receivePayload(ctx, {
        channel: 'autohome',
        raw: { clueId, customerPhone: freshPhone().slice(3), ...extra },
      });
    await push('1', { clueType: '9', newField: 'x' });
    await push('2', { newField: 'y' });
    await push('3', { newField: 'z', other: 1 });
    expect((await listUnmappedFields('autohome')).map(({ field, count }) => [field, count])).toEqual([
      ['newField', 3],
      ['clueType=9', 1],
      ['other', 1],
    ]);
    expect(await listUnmappedFields('yiche')).toEqual([]);
  });
});
