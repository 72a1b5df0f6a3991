import { beforeAll, describe, expect, it } from 'vitest';
import { seedCatalog } from '#domain/catalog/index';
import { seedCampaigns } from '#domain/intake/campaigns';
import { InboundPayloadModel } from '#domain/intake/inbound-payload.model';
import { receivePayload } from '#domain/intake/index';
import { type PayloadSource, preparePayload } from '#domain/intake/prepare-payload';
import { getLead } from '#domain/leads/index';
import { LeadModel } from '#domain/leads/lead.model';
import { upsertOrganisation } from '#domain/staff/index';
import { freshPhone, MONDAY_10, testContext } from '../../../factories/lead.ts';
import { useDatabase } from '../../../support/mongo.ts';

useDatabase();
const ctx = testContext();
const PHONE = '13800138000';

beforeAll(async () => {
  await upsertOrganisation(
    ctx,
    {
      group: { name: '云驰汽车集团' },
      stores: [{ id: 'store-a', name: '甲店', city: '上海', region: '华东', managerUserId: 'boss' }],
      teams: [],
      staff: [{ userId: 'boss', name: '经理', role: 'manager', storeId: 'store-a' }],
    },
    { platform: 'wecom' },
  );
  await seedCatalog(ctx);
  await seedCampaigns(ctx, [
    { slug: 'one-car', name: '汉专场', storeId: 'store-a', seriesIds: ['byd-han'] },
    { slug: 'two-cars', name: '双车', storeId: 'store-a', seriesIds: ['byd-han', 'li-l7'] },
  ]);
});

const prepare = (channel: string, raw: unknown, overrides: Partial<PayloadSource> = {}) =>
  preparePayload({
    payloadId: 'p1',
    channel,
    campaignId: null,
    raw,
    receivedAt: MONDAY_10,
    consent: null,
    ...overrides,
  });

describe('[LC7] what is no lead says where and why', () => {
  it.each([
    ['site_form', null, 'body', '格式不正确'],
    ['site_form', 'text', 'body', '格式不正确'],
    ['site_form', [], 'body', '格式不正确'],
    ['site_form', {}, 'phone', '缺少必填字段'],
    ['site_form', { phone: '' }, 'phone', '格式不正确'],
    ['site_form', { phone: '12' }, 'phone', '手机号无法识别'],
    ['site_form', { phone: PHONE, colour: 'red' }, 'colour', '不认识的字段'],
    ['site_form', { phone: PHONE, budget: { low: 1 } }, 'budget.low', '不认识的字段'],
    ['site_form', { phone: PHONE, wants: 'quote' }, 'wants', '格式不正确'],
    ['site_form', { phone: PHONE, businessLine: 'boats' }, 'businessLine', '格式不正确'],
    ['site_form', { phone: PHONE, remark: 'x'.repeat(501) }, 'remark', '格式不正确'],
    ['any', { channel: 'fax', phone: PHONE }, 'channel', '没有这个渠道'],
    ['any', { channel: 7, phone: PHONE }, 'channel', '没有这个渠道'],
    ['any', { channel: 'wecom_contact', externalUserId: 'wm' }, 'channel', '没有这个渠道'],
    ['any', { channel: '__proto__', phone: PHONE }, 'channel', '没有这个渠道'],
  ])('%s %j: %s %s', async (channel, raw, field, reason) => {
    const prepared = await prepare(channel, raw);
    expect(prepared.result).toEqual({ rejected: { field, reason } });
    expect(prepared).toMatchObject({ pushKey: null, unmappedFields: [] });
  });

  it('of a gateway the body names the channel, or the form of the site is meant', async () => {
    expect((await prepare('any', { phone: PHONE })).channel).toBe('site_form');
    expect((await prepare('any', { channel: 'site_form', phone: PHONE })).channel).toBe('site_form');
    expect((await prepare('any', { channel: 'campaign_form', phone: '12' })).channel).toBe('campaign_form');
    expect((await prepare('any', { channel: 'fax' })).channel).toBe('any');
  });
});

describe('[LC1] what a form brings', () => {
  it.each([
    ['one-car', undefined, 'byd-han', []],
    ['one-car', '理想L7', 'li-l7', []],
    ['one-car', '没有的车', null, ['model.unmapped']],
    ['two-cars', undefined, null, []],
    ['gone', undefined, null, ['campaign.unknown']],
  ])('campaign %s with model %j is %s', async (slug, model, seriesId, warnings) => {
    const { result, campaignId } = await prepare('site_form', { phone: PHONE, campaign: slug, model });
    expect(result).toMatchObject({ warnings });
    const { draft } = result as Extract<typeof result, { draft: unknown }>;
    expect(draft.series?.id ?? null).toBe(seriesId);
    expect(draft.storeId).toBe(slug === 'gone' ? null : 'store-a');
    expect(campaignId).toBe(draft.campaignId ?? null);
  });

  it('consent beside the payload goes before what the payload says', async () => {
    const consent = { textVersion: 'v9', at: new Date(0) };
    const kept = await prepare('site_form', { phone: PHONE, consent: true }, { consent });
    expect(kept.result).toMatchObject({ draft: { consent } });
    const none = await prepare('site_form', { phone: PHONE });
    expect(none.result).toMatchObject({ draft: { consent: null } });
  });

  it.each([
    [undefined, null],
    ['s-1', 'site_form:s-1'],
    ['x'.repeat(80), `site_form:${'x'.repeat(80)}`],
  ])('the sender’s id %j makes the key %j', async (submissionId, pushKey) => {
    expect((await prepare('site_form', { phone: PHONE, submissionId })).pushKey).toBe(pushKey);
  });

  it('writes nothing', async () => {
    const [leads, payloads] = [await LeadModel.countDocuments(), await InboundPayloadModel.countDocuments()];
    await prepare('site_form', { phone: PHONE, model: '没有的车' });
    expect([await LeadModel.countDocuments(), await InboundPayloadModel.countDocuments()]).toEqual([
      leads,
      payloads,
    ]);
  });
});

describe('[CD2] late and repeated pushes', () => {
  const hour = 3_600_000;
  const push = (raw: object) => receivePayload(ctx, { channel: 'site_form', raw });

  it('the same submission again, hours later, is the first answer and no second source', async () => {
    const raw = { phone: freshPhone().slice(3), submissionId: 'again-1' };
    const first = await push(raw);
    ctx.clock.advance(5 * hour);
    const again = await push(raw);
    expect(first.outcome).toBe('accepted');
    expect(again.leadId).toBe(first.leadId);
    expect((await getLead(first.leadId!)).sources).toHaveLength(1);
  });

  it('the same customer by another submission is merged, each arrival at its own time', async () => {
    const phone = freshPhone().slice(3);
    const first = await push({ phone, submissionId: 'merge-1' });
    ctx.clock.advance(hour);
    const submittedAt = new Date(ctx.clock.now().getTime() - 48 * hour);
    const late = await push({ phone, submissionId: 'merge-2', submittedAt: submittedAt.toISOString() });
    expect(late).toMatchObject({ outcome: 'merged', leadId: first.leadId });
    const { sources } = await getLead(first.leadId!);
    expect(sources.map(({ at }) => at)).toContainEqual(submittedAt);
    expect(sources).toHaveLength(2);
    const row = await InboundPayloadModel.findOne({ _id: late.payloadId }).lean();
    expect(row!.warnings).toEqual(['askedAt.late']);
  });

  it('ten pushes of one submission at the same moment make one lead with one source', async () => {
    const raw = { phone: freshPhone().slice(3), submissionId: 'storm-1' };
    const answers = await Promise.all(Array.from({ length: 10 }, () => push(raw)));
    const [leadId] = new Set(answers.map((answer) => answer.leadId));
    expect(new Set(answers.map((answer) => answer.leadId)).size).toBe(1);
    expect((await getLead(leadId!)).sources).toHaveLength(1);
  });
});
