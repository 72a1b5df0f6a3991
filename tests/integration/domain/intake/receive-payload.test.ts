import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { listUnmapped, mapAlias, seedCatalog } from '#domain/catalog/index';
import { forgetCampaigns, seedCampaigns } from '#domain/intake/campaigns';
import { forgetFieldMappings } from '#domain/intake/field-mappings';
import { InboundPayloadModel } from '#domain/intake/inbound-payload.model';
import {
  getFieldMapping,
  INTAKE_CHANNELS,
  listPayloads,
  listUnmappedFields,
  openPayload,
  receivePayload,
  replayPayload,
  replayPayloads,
  setFieldMapping,
} from '#domain/intake/index';
import { getLead, listLeads } from '#domain/leads/index';
import { LeadModel } from '#domain/leads/lead.model';
import { upsertOrganisation } from '#domain/staff/index';
import { OutboxModel } from '#events/outbox.model';
import { asStaff, freshPhone, testContext } from '../../../factories/lead.ts';
import { emptyDatabase, useDatabase } from '../../../support/mongo.ts';

useDatabase();

const sample = (channel: string) =>
  JSON.parse(
    readFileSync(
      join(import.meta.dirname, '../../../fixtures/channels', `${channel.replaceAll('_', '-')}.json`),
      'utf8',
    ),
  ) as Record<string, unknown>;

const ROSTER = {
  group: { name: '云驰汽车集团' },
  stores: [{ id: 'store-a', name: '甲店', city: '上海', region: '华东', managerUserId: 'boss' }],
  teams: [],
  staff: [
    { userId: 'boss', name: '经理', role: 'manager' as const, storeId: 'store-a' },
    { userId: 'lina', name: '李娜', role: 'sales' as const, storeId: 'store-a' },
  ],
};

let ctx = testContext();
beforeEach(async () => {
  await emptyDatabase();
  ctx = testContext();
  forgetCampaigns();
  forgetFieldMappings();
  await upsertOrganisation(ctx, ROSTER, { platform: 'wecom' });
  await seedCatalog(ctx);
  await seedCampaigns(ctx, [
    { slug: 'winter-show', name: '冬季车展', channel: 'auto_show', storeId: 'store-a' },
    { slug: 'winter-sale', name: '冬季特惠', storeId: 'store-a', seriesIds: ['byd-han'] },
  ]);
});

const phoneOf = () => freshPhone().slice(3);

describe('every channel makes a lead of its sample', () => {
  it.each([
    ['site_form', { name: '王小明', city: '上海', series: { id: 'byd-song-plus' }, score: 70 }],
    ['mini_program', { name: '晓燕', series: { id: 'li-l7', body: 'suv' }, phoneVerified: true }],
    ['wecom_contact', { name: '', phoneMasked: '', storeId: 'store-a', externalUserId: expect.any(String) }],
    ['auto_show', { name: '陈先生', series: { id: 'tesla-model-y' }, storeId: 'store-a', level: 'hot' }],
    ['autohome', { name: '赵女士', series: { id: 'vw-tiguan-l' }, wants: ['quote'] }],
    ['yiche', { name: '孙先生', series: { id: 'toyota-rav4' }, wants: ['test_drive'], remark: '想试四驱' }],
    ['phone_call', { storeId: 'store-a', wants: ['call_back'] }],
    ['campaign_form', { name: '李雷', series: { id: 'byd-han' }, consent: { textVersion: 'v1' } }],
  ])('[LC1] [LC2] [LC3] %s', async (channel, expected) => {
    const answer = await receivePayload(ctx, { channel, raw: sample(channel) });
    expect(answer).toMatchObject({ outcome: 'accepted', reason: null });
    expect(await getLead(answer.leadId!)).toMatchObject({ channel, status: 'new', ...expected });
    const { items } = await listPayloads({ channel });
    expect(items).toMatchObject([{ id: answer.payloadId, outcome: 'accepted', leadId: answer.leadId }]);
  });

  it('covers all channels', () => {
    expect(INTAKE_CHANNELS).toHaveLength(8);
  });

  it('[LC7] keeps the raw payload sealed, and gives it back whole', async () => {
    const raw = sample('site_form');
    const { payloadId } = await receivePayload(ctx, { channel: 'site_form', raw });
    expect(await openPayload(payloadId)).toEqual(raw);
    const stored = JSON.stringify(await InboundPayloadModel.find({}).lean());
    const events = JSON.stringify(await OutboxModel.find({}).lean());
    for (const secret of ['8001 3800', '13800138001', '138 0013 8001', '王小明']) {
      expect(stored).not.toContain(secret);
      expect(events).not.toContain(secret);
    }
  });
});

describe('[CD1] cleaning', () => {
  it('drops what is wrong with a warning, and never loses the customer for it', async () => {
    const raw = {
      phone: phoneOf(),
      plate: '乱写',
      vin: 'LSVAA2182E2123456',
      wants: ['fly'],
      model: '某某X9',
    };
    const { payloadId, leadId } = await receivePayload(ctx, { channel: 'site_form', raw });
    const [entry] = (await listPayloads({})).items;
    expect(entry).toMatchObject({ id: payloadId });
    expect([...entry!.warnings].sort()).toEqual([
      'model.unmapped',
      'plate.invalid',
      'vin.check_digit',
      'wants.unknown',
    ]);
    expect(await getLead(leadId!)).toMatchObject({
      plate: null,
      vin: 'LSVAA2182E2123456',
      modelText: '某某X9',
      series: null,
    });
    expect(await listUnmapped()).toMatchObject([{ text: '某某X9', channel: 'site_form', count: 1 }]);
    await mapAlias(ctx, { text: '某某X9', seriesId: 'byd-han' });
    expect(await listUnmapped()).toEqual([]);
  });

  it('keeps a rejected payload with where and why, and no lead', async () => {
    const answer = await receivePayload(ctx, { channel: 'site_form', raw: { phone: '12345678901' } });
    expect(answer).toMatchObject({
      outcome: 'rejected',
      leadId: null,
      field: 'phone',
      reason: '手机号无法识别',
    });
    expect(await LeadModel.countDocuments({})).toBe(0);
    expect((await listPayloads({ outcome: 'rejected' })).items).toHaveLength(1);
  });

  it('an unknown channel or an oversized payload is an error and is not kept', async () => {
    const raw = { phone: phoneOf(), remark: 'x'.repeat(70_000) };
    await expect(receivePayload(ctx, { channel: 'site_form', raw })).rejects.toMatchObject({
      code: 'PAYLOAD_TOO_LARGE',
    });
    await expect(receivePayload(ctx, { channel: 'nobody', raw: {} })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect(await InboundPayloadModel.countDocuments({})).toBe(0);
  });

  it.each([
    { $ne: null },
    { $gt: '' },
    { $where: 'sleep(1000)' },
    { $regex: '^(a+)+$' },
    "'; return true; //",
    '$where',
    '{"$ne":null}',
    ['a'],
    true,
    '__proto__',
  ])('%j in any field is refused or a literal', async (payload) => {
    for (const field of [
      'name',
      'phone',
      'model',
      'city',
      'remark',
      'plate',
      'vin',
      'storeId',
      'campaign',
      'submissionId',
    ]) {
      const raw = { phone: phoneOf(), [field]: payload };
      const answer = await receivePayload(ctx, { channel: 'site_form', raw });
      if (typeof payload !== 'string' || field === 'phone') expect(answer.outcome).toBe('rejected');
      else
        expect(answer.outcome === 'accepted' || answer.field === field || answer.outcome === 'merged').toBe(
          true,
        );
    }
    const leads = await LeadModel.find({}).lean();
    expect(
      leads.every(
        (lead) => typeof lead.name === 'string' && (lead.city === null || typeof lead.city === 'string'),
      ),
    ).toBe(true);
  });
});

describe('Idempotency-Key', () => {
  const key = 'key-1';

  it('the same key and body give the stored answer and act once', async () => {
    const raw = sample('site_form');
    const first = await receivePayload(ctx, { channel: 'site_form', raw, idempotencyKey: key });
    const again = await receivePayload(ctx, { channel: 'site_form', raw, idempotencyKey: key });
    expect(again).toEqual(first);
    expect(await InboundPayloadModel.countDocuments({})).toBe(1);
    expect(await OutboxModel.countDocuments({ type: /^lead\./ })).toBe(1);
  });

  it('the same key and another body are refused; the same key of another channel is another key', async () => {
    const raw = { phone: phoneOf() };
    await receivePayload(ctx, { channel: 'site_form', raw, idempotencyKey: key });
    const other = { phone: phoneOf() };
    await expect(
      receivePayload(ctx, { channel: 'site_form', raw: other, idempotencyKey: key }),
    ).rejects.toMatchObject({ code: 'IDEMPOTENCY_MISMATCH' });
    const elsewhere = await receivePayload(ctx, {
      channel: 'campaign_form',
      raw: other,
      idempotencyKey: key,
    });
    expect(elsewhere.outcome).toBe('accepted');
  });

  it('while the first is under way the second is told so', async () => {
    const raw = { phone: phoneOf() };
    const results = await Promise.allSettled([
      receivePayload(ctx, { channel: 'site_form', raw, idempotencyKey: key }),
      receivePayload(ctx, { channel: 'site_form', raw, idempotencyKey: key }),
    ]);
    expect(results[0]!.status).toBe('fulfilled');
    expect(results[1]).toMatchObject({ status: 'rejected', reason: { code: 'IDEMPOTENCY_IN_FLIGHT' } });
  });

  it('a rejected payload answers the same again', async () => {
    const send = () => receivePayload(ctx, { channel: 'site_form', raw: {}, idempotencyKey: key });
    const first = await send();
    expect(first.outcome).toBe('rejected');
    expect(await send()).toEqual(first);
  });
});

describe('[LC3] late and repeated pushes', () => {
  it('a repeated push is kept as a repeat and touches nothing, also after the lead was closed', async () => {
    const raw = sample('autohome');
    const first = await receivePayload(ctx, { channel: 'autohome', raw });
    const again = await receivePayload(ctx, { channel: 'autohome', raw });
    expect(again).toMatchObject({ outcome: 'merged', leadId: first.leadId });
    expect((await getLead(first.leadId!)).sources).toHaveLength(1);
    await LeadModel.updateOne({ _id: first.leadId! }, { $set: { open: false, status: 'lost' } });
    const late = await receivePayload(ctx, { channel: 'autohome', raw });
    expect(late).toMatchObject({ outcome: 'merged', leadId: first.leadId });
    expect(await LeadModel.countDocuments({})).toBe(1);
    expect(await InboundPayloadModel.countDocuments({ repeatOf: first.payloadId })).toBe(2);
  });

  it('the same push many times at once makes one lead with one source', async () => {
    const raw = sample('yiche');
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => receivePayload(ctx, { channel: 'yiche', raw })),
    );
    expect(new Set(answers.map((answer) => answer.leadId)).size).toBe(1);
    expect(answers.filter((answer) => answer.outcome === 'accepted')).toHaveLength(1);
    expect((await getLead(answers[0]!.leadId!)).sources).toHaveLength(1);
  });

  it('a late push keeps when the customer asked, and says that it is late', async () => {
    const raw = { ...sample('autohome'), createTime: '2026-11-20 08:00:00' };
    const { leadId } = await receivePayload(ctx, { channel: 'autohome', raw });
    const lead = await getLead(leadId!);
    expect(lead.sources[0]!.at).toEqual(new Date('2026-11-20T00:00:00Z'));
    expect(lead.createdAt).toEqual(ctx.clock.now());
    expect((await listPayloads({})).items[0]!.warnings).toContain('askedAt.late');
  });
});

describe('[LC7] replay', () => {
  const broken = { ...sample('autohome'), customerPhone: undefined, tel: '13800138099' };

  it('a payload rejected for a field nobody had mapped becomes a lead after the mapping is mended, once', async () => {
    const answer = await receivePayload(ctx, { channel: 'autohome', raw: broken });
    expect(answer).toMatchObject({ outcome: 'rejected', field: 'phone', reason: '缺少手机号' });
    expect((await listUnmappedFields('autohome')).map(({ field }) => field)).toEqual([]);
    const mapping = structuredClone((await getFieldMapping('autohome'))!);
    mapping.fields.phone!.from.push('tel');
    await setFieldMapping(ctx, { channel: 'autohome', mapping });
    ctx.clock.advance(3_600_000);
    const results = await Promise.all([
      replayPayload(ctx, { payloadId: answer.payloadId }),
      replayPayload(ctx, { payloadId: answer.payloadId }),
    ]);
    const again = await replayPayload(ctx, { payloadId: answer.payloadId });
    expect(new Set([...results, again].map((result) => result.leadId)).size).toBe(1);
    expect(again.outcome).toBe('accepted');
    expect(await LeadModel.countDocuments({})).toBe(1);
    expect(await OutboxModel.countDocuments({ type: 'lead.created' })).toBe(1);
    const [entry] = (await listPayloads({})).items;
    expect(entry).toMatchObject({ attempts: 2, outcome: 'accepted', reason: null });
    const repeat = await receivePayload(ctx, { channel: 'autohome', raw: broken });
    expect(repeat).toMatchObject({ outcome: 'merged', leadId: again.leadId });
  });

  it('many at once by filter; those still wrong stay with their reason', async () => {
    await receivePayload(ctx, { channel: 'autohome', raw: broken });
    await receivePayload(ctx, { channel: 'autohome', raw: { ...broken, clueId: 'AH2', tel: '12' } });
    await receivePayload(ctx, { channel: 'site_form', raw: {} });
    const mapping = structuredClone((await getFieldMapping('autohome'))!);
    mapping.fields.phone!.from.push('tel');
    await setFieldMapping(ctx, { channel: 'autohome', mapping });
    const filter = { channel: 'autohome' };
    expect(await replayPayloads(ctx, { filter })).toEqual({
      replayed: 2,
      accepted: 1,
      merged: 0,
      rejected: 1,
    });
    expect(await replayPayloads(ctx, { filter })).toEqual({
      replayed: 1,
      accepted: 0,
      merged: 0,
      rejected: 1,
    });
    expect((await listLeads({})).items).toHaveLength(1);
  });

  it('a salesperson may not replay, nor anybody mend mappings who is no administrator', async () => {
    const { payloadId } = await receivePayload(ctx, { channel: 'site_form', raw: {} });
    const sales = asStaff(ctx, 'staff-lina');
    await expect(replayPayload(sales, { payloadId })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const mapping = await getFieldMapping('yiche');
    await expect(
      setFieldMapping(asStaff(ctx, 'staff-boss'), { channel: 'yiche', mapping }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(replayPayload(ctx, { payloadId: 'nobody' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('a mapping that is no mapping is refused with its path', async () => {
    const wrong = { fields: { phone: { from: ['a.$where'] } }, ignored: [] };
    await expect(setFieldMapping(ctx, { channel: 'yiche', mapping: wrong })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      details: { field: 'mapping.fields.phone.from.0' },
    });
    await expect(setFieldMapping(ctx, { channel: 'site_form', mapping: wrong })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });
});

describe('[CD2] the same customer from k channels at once', () => {
  it('is one lead with all sources, whatever the channels', async () => {
    const makers: ((phone: string) => [string, unknown])[] = [
      (phone) => ['site_form', { phone }],
      (phone) => ['mini_program', { phone }],
      (phone) => ['auto_show', { phone, event: 'winter-show' }],
      (phone) => ['autohome', { clueId: `a${phone}`, customerPhone: phone }],
      (phone) => ['yiche', { orderInfo: { orderId: `y${phone}` }, userInfo: { mobile: phone } }],
      (phone) => [
        'phone_call',
        { callId: `c${phone}`, from: phone, startedAt: '2026-11-23T09:55:00+08:00', durationSeconds: 3 },
      ],
      (phone) => ['campaign_form', { phone, campaign: 'winter-sale' }],
      (phone) => ['any', { channel: 'site_form', phone, submissionId: `g${phone}` }],
    ];
    for (let round = 0; round < 14; round += 1) {
      const k = 2 + (round % 7);
      const phone = phoneOf();
      const answers = await Promise.all(
        makers.slice(0, k).map((make) => {
          const [channel, raw] = make(phone);
          return receivePayload(ctx, { channel, raw });
        }),
      );
      expect(new Set(answers.map((answer) => answer.leadId)).size).toBe(1);
      expect(answers.filter((answer) => answer.outcome === 'accepted')).toHaveLength(1);
      const { sources } = await getLead(answers[0]!.leadId!);
      expect(sources.map((source) => source.payloadId).sort()).toEqual(
        answers.map((answer) => answer.payloadId).sort(),
      );
    }
  });
});
