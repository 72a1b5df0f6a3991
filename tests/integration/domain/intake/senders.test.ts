import { describe, expect, it } from 'vitest';
import { ApiChannelModel } from '#domain/intake/api-channel.model';
import {
  createApiChannel,
  createCampaign,
  findApiChannel,
  getCampaignBySlug,
  seedCampaigns,
  setApiChannelActive,
  setCampaignActive,
} from '#domain/intake/index';
import { asStaff, testContext } from '../../../factories/lead.ts';
import { useDatabase } from '../../../support/mongo.ts';

useDatabase({ clean: true });
const ctx = testContext();

describe('API channels', () => {
  it('are found by their key; neither key nor secret is stored in plain text', async () => {
    const made = await createApiChannel(ctx, { channel: 'autohome', name: '汽车之家' });
    expect(await findApiChannel(made.apiKey)).toMatchObject({
      id: made.id,
      channel: 'autohome',
      active: true,
      hmacSecret: made.hmacSecret,
    });
    const stored = JSON.stringify(await ApiChannelModel.find({}).lean());
    expect(stored).not.toContain(made.apiKey);
    expect(stored).not.toContain(made.hmacSecret);
  });

  it.each(['', 'lead_unknown_key_0000', '$ne', { $ne: null }])('%j finds none', async (key) => {
    await createApiChannel(ctx, { channel: 'any', name: '网关' });
    expect(await findApiChannel(key as string)).toBeNull();
  });

  it('may bring their key once, and are switched off', async () => {
    const given = {
      channel: 'any',
      name: '演示',
      apiKey: 'lead_demo_key_0000001',
      hmacSecret: 's'.repeat(32),
    };
    const { id } = await createApiChannel(ctx, given);
    await expect(createApiChannel(ctx, given)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await setApiChannelActive(ctx, { id, active: false });
    expect((await findApiChannel(given.apiKey))?.active).toBe(false);
    await expect(setApiChannelActive(ctx, { id: 'nobody', active: true })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('unknown channels, short keys and people without the right are refused', async () => {
    const add = (channel: string, apiKey?: string) =>
      createApiChannel(ctx, { channel, name: 'x', ...(apiKey === undefined ? {} : { apiKey }) });
    await expect(add('nobody')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(add('yiche', 'short')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(
      createApiChannel(asStaff(ctx, 'staff-nobody'), { channel: 'yiche', name: 'x' }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('campaigns', () => {
  it('have one address each, a consent text, and end', async () => {
    const made = await createCampaign(ctx, { slug: 'spring', name: '春季试驾' });
    expect(await getCampaignBySlug('spring')).toEqual(made);
    expect(made.consentText.length).toBeGreaterThan(10);
    await expect(createCampaign(ctx, { slug: 'spring', name: '又一个' })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      details: { field: 'slug' },
    });
    await setCampaignActive(ctx, { campaignId: made.id, active: false });
    expect((await getCampaignBySlug('spring'))?.active).toBe(false);
    expect(await getCampaignBySlug('nobody')).toBeNull();
  });

  it('are seeded once', async () => {
    const list = [{ slug: 'summer', name: '夏季' }];
    const first = await seedCampaigns(ctx, list);
    expect(await seedCampaigns(ctx, list)).toEqual(first);
  });

  it.each(['UPPER', 'a b', '', '../x', 'x'.repeat(28)])('the address %s is refused', async (slug) => {
    await expect(createCampaign(ctx, { slug, name: 'x' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});
