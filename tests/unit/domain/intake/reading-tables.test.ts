import { describe, expect, it } from 'vitest';
import type { Campaign } from '#domain/intake/campaign.model';
import { normaliseReading, type Surroundings } from '#domain/intake/normalise-reading';
import type { Reading } from '#domain/intake/reading';
import type { Channel } from '#domain/leads/index';
import { MONDAY_10 } from '../../../factories/lead.ts';

const around: Surroundings = {
  channel: 'site_form',
  campaign: null,
  payloadId: 'p1',
  now: MONDAY_10,
  member: null,
  knownStore: (id) => id === 'store-a',
};
const normalise = (reading: Reading, overrides: Partial<Surroundings> = {}) =>
  normaliseReading({ phone: '13800138000', ...reading }, { ...around, ...overrides });
const campaign = (overrides: Partial<Campaign> = {}): Campaign =>
  ({
    id: 'camp-1',
    slug: 'winter',
    name: '冬季特惠',
    storeId: 'store-c',
    channel: 'campaign_form',
    seriesIds: [],
    consentText: '同意',
    consentVersion: 'v7',
    active: true,
    ...overrides,
  }) as Campaign;

describe('[CD1] phones of every channel', () => {
  const mobile = '13800138000';
  const landline = '021-50001234';
  const channels: [Channel, boolean][] = [
    ['site_form', true],
    ['campaign_form', true],
    ['autohome', true],
    ['yiche', true],
    ['phone_call', true],
    ['wecom_contact', true],
    ['manual', true],
    ['mini_program', false],
    ['auto_show', false],
  ];

  it.each(channels)('%s takes a mobile number; a landline: %s', async (channel, landlines) => {
    expect((await normalise({ phone: mobile }, { channel })).draft.phone).toBe('+8613800138000');
    const read = normalise({ phone: landline }, { channel });
    if (landlines) expect((await read).draft.phone).toBe('+862150001234');
    else await expect(read).rejects.toMatchObject({ field: 'phone', reason: '手机号无法识别' });
  });

  it.each([
    ['１３８００１３８０００', '+8613800138000', []],
    ['138.0013.8000', '+8613800138000', []],
    ['手机 138 0013 8000（微信同号）', '+8613800138000', []],
    ['13800138000转12', '+8613800138000', ['phone.extension_dropped']],
    ['+852 9123 4567', '+85291234567', []],
    ['0755 2600 1234 分机 8', '+8675526001234', ['phone.extension_dropped']],
  ])('%s is %s', async (phone, e164, warned) => {
    const { draft, warnings } = await normalise({ phone });
    expect(draft.phone).toBe(e164);
    expect(warnings).toEqual(warned);
  });

  it.each([
    '1380013800',
    '138001380000',
    '10086',
    '4008123123',
    '不方便留',
    '13800138000/13900139000',
    '{"a":1}',
  ])('%j is refused, and only warned of when the customer can be reached in chat', async (phone) => {
    await expect(normalise({ phone })).rejects.toMatchObject({ field: 'phone', reason: '手机号无法识别' });
    const chat = await normalise({ phone, externalUserId: 'wm-1' });
    expect(chat.draft).toMatchObject({ phone: null, externalUserId: 'wm-1', phoneVerified: false });
    expect(chat.warnings).toEqual(['phone.invalid']);
  });

  it('a refusal never repeats what was typed', async () => {
    const error = await normalise({ phone: '1380013800' }).catch((thrown: Error) => thrown);
    expect(JSON.stringify(error)).not.toContain('1380013800');
    expect((error as Error).message).not.toContain('1380013800');
  });
});

describe('[CD1] plates', () => {
  it.each([
    ['沪A12345', '沪A12345'],
    ['沪a·1234b', '沪A1234B'],
    ['沪 A-123 45', '沪A12345'],
    ['沪Ａ１２３４５', '沪A12345'],
    ['粤BD12345', '粤BD12345'],
    ['粤BDA1234', '粤BDA1234'],
    ['京A12345D', '京A12345D'],
    ['京Q123警', null],
    ['京A1234警', '京A1234警'],
    ['粤Z1234港', '粤Z1234港'],
    ['浙A1234学', '浙A1234学'],
    ['沪A1234挂', '沪A1234挂'],
    ['沪O12345', null],
    ['沪AI2345', null],
    ['沪AO2345', null],
    ['沪A1234', null],
    ['沪A1234567', null],
    ['A12345', null],
    ['台A12345', null],
    ['没有车', null],
  ])('%s is %s', async (plate, read) => {
    const { draft, warnings } = await normalise({ plate });
    expect(draft.plate).toBe(read);
    expect(warnings).toEqual(read === null ? ['plate.invalid'] : []);
  });

  it('none given is none, without a warning', async () => {
    for (const plate of [undefined, '']) {
      const { draft, warnings } = await normalise({ plate });
      expect([draft.plate, warnings]).toEqual([null, []]);
    }
  });
});

describe('[CD1] VINs', () => {
  it.each([
    ['11111111111111111', '11111111111111111', []],
    ['1M8GDM9AXKP042788', '1M8GDM9AXKP042788', []],
    ['1m8g dm9a-xkp0 42788', '1M8GDM9AXKP042788', []],
    ['１Ｍ８ＧＤＭ９ＡＸＫＰ０４２７８８', '1M8GDM9AXKP042788', []],
    ['1M8GDM9A0KP042788', '1M8GDM9A0KP042788', ['vin.check_digit']],
    ['1M8GDM9AXKP04278', null, ['vin.invalid']],
    ['1M8GDM9AXKP0427888', null, ['vin.invalid']],
    ['1M8GDM9AXKPO42788', null, ['vin.invalid']],
    ['1M8GDM9AXKPI42788', null, ['vin.invalid']],
    ['1M8GDM9AXKPQ42788', null, ['vin.invalid']],
    ['看行驶证', null, ['vin.invalid']],
    ['', null, []],
  ])('%s is %s: %j', async (vin, read, warned) => {
    const { draft, warnings } = await normalise({ vin });
    expect(draft.vin).toBe(read);
    expect(warnings).toEqual(warned);
  });
});

describe('[CD1] names, cities and remarks', () => {
  it.each([
    ['王小明', '王小明'],
    ['  王  小明 ', '王 小明'],
    ['Ｊｏｈｎ　Ｓｍｉｔｈ', 'John Smith'],
    ['买买提·艾力', '买买提·艾力'],
    ['王\u200b小\u0007明', '王小明'],
    ['<script>王</script>', 'script王/script'],
    ['{{name}}[x]', 'namex'],
    ['名'.repeat(50), '名'.repeat(40)],
    [undefined, ''],
  ])('the name %j is %j', async (name, read) => {
    expect((await normalise({ name })).draft.name).toBe(read);
  });

  it.each([
    ['上海市', '上海'],
    ['上海', '上海'],
    [' 苏州市 ', '苏州'],
    ['市', null],
    ['', null],
    ['沙市区', '沙市区'],
    [undefined, null],
  ])('the city %j is %j', async (city, read) => {
    expect((await normalise({ city })).draft.city).toBe(read);
  });

  it.each([
    [' 周末看车 ', '周末看车'],
    ['第一行\n第二行', '第一行\n第二行'],
    ['a\tb\u0000c\u202ed', 'abcd'],
    ['ＡＢＣ', 'ABC'],
    ['长'.repeat(600), '长'.repeat(500)],
    [undefined, null],
    ['', null],
  ])('the remark %j is %j', async (remark, read) => {
    expect((await normalise({ remark })).draft.remark).toBe(read);
  });
});

describe('[LC7] late, early and undated', () => {
  const HOUR = 3_600_000;
  it.each([
    ['now', 0, 0, []],
    ['an hour ago', -HOUR, -HOUR, []],
    ['a day ago to the millisecond', -24 * HOUR, -24 * HOUR, []],
    ['a day and a millisecond ago', -24 * HOUR - 1, -24 * HOUR - 1, ['askedAt.late']],
    ['a month ago', -720 * HOUR, -720 * HOUR, ['askedAt.late']],
    ['in a millisecond', 1, 0, []],
    ['next year', 8_760 * HOUR, 0, []],
  ])('asked %s', async (_what, offset, kept, warned) => {
    const askedAt = new Date(MONDAY_10.getTime() + offset);
    const { draft, warnings } = await normalise({ askedAt, consent: true });
    expect(draft.at).toEqual(new Date(MONDAY_10.getTime() + kept));
    expect(draft.consent).toEqual({ textVersion: 'unversioned', at: draft.at });
    expect(warnings).toEqual(warned);
  });

  it.each([undefined, new Date(Number.NaN)])('asked at %s counts as now', async (askedAt) => {
    const { draft, warnings } = await normalise({ askedAt });
    expect([draft.at, warnings]).toEqual([MONDAY_10, []]);
  });
});

describe('[LC7] what surrounds a payload', () => {
  const member = { id: 'staff-lina', storeId: 'store-b' };
  it.each([
    ['the named store', { storeId: 'store-a' }, campaign(), member, 'store-a', []],
    [
      'the campaign’s, when the named one is unknown',
      { storeId: 'x' },
      campaign(),
      member,
      'store-c',
      ['storeId.unknown'],
    ],
    ['the campaign’s', {}, campaign(), member, 'store-c', []],
    ['the member’s, when the campaign has none', {}, campaign({ storeId: null }), member, 'store-b', []],
    ['the member’s', {}, null, member, 'store-b', []],
    ['none, from a member without one', {}, null, { id: 'm', storeId: null }, null, []],
    ['none', {}, null, null, null, []],
    [
      'none, and two names nobody knows',
      { storeId: 'x', campaign: 'y' },
      null,
      null,
      null,
      ['storeId.unknown', 'campaign.unknown'],
    ],
  ] as const)('the store is %s', async (_what, reading, of, by, storeId, warned) => {
    const { draft, warnings } = await normalise(reading, { campaign: of, member: by });
    expect(draft.storeId).toBe(storeId);
    expect(draft.campaignId).toBe(of === null ? null : 'camp-1');
    expect(draft.contactStaffId).toBe(by?.id ?? null);
    expect(warnings).toEqual(warned);
  });

  it.each([
    [undefined, null, null],
    [undefined, campaign(), null],
    [true, null, { textVersion: 'unversioned', at: MONDAY_10 }],
    [true, campaign(), { textVersion: 'v7', at: MONDAY_10 }],
    [{ textVersion: 'v1', at: new Date(0) }, campaign(), { textVersion: 'v1', at: new Date(0) }],
  ] as const)('consent %j', async (consent, of, kept) => {
    expect((await normalise({ consent }, { campaign: of })).draft.consent).toEqual(kept);
  });

  it.each([
    [undefined, [], []],
    [[], [], []],
    [['quote', 'test_drive', 'quote'], ['quote', 'test_drive'], []],
    [['Quote', 'test_drive'], ['test_drive'], ['wants.unknown']],
    [['toString', 'constructor', '__proto__'], [], ['wants.unknown']],
  ])('wants %j are %j', async (wants, kept, warned) => {
    const { draft, warnings } = await normalise(wants === undefined ? {} : { wants });
    expect(draft.wants).toEqual(kept);
    expect(warnings).toEqual(warned);
  });

  it.each([
    [undefined, null],
    [{ min: null, max: null }, null],
    [
      { min: 0, max: null },
      { min: 0, max: null },
    ],
    [
      { min: null, max: 200_000 },
      { min: null, max: 20_000_000 },
    ],
    [
      { min: 99_999.99, max: 100_000.005 },
      { min: 9_999_999, max: 10_000_001 },
    ],
  ])('a budget of %j yuan is %j fen', async (budgetYuan, kept) => {
    expect((await normalise({ budgetYuan })).draft.budgetFen).toEqual(kept);
  });
});
