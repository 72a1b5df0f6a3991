import { describe, expect, it } from 'vitest';
import { channelAdapter } from '#domain/intake/channels';
import { PayloadRejection } from '#domain/intake/reading';

const read = (channel: string, raw: unknown) => channelAdapter(channel).read(raw, null);
const form = (extra: object = {}) => ({ phone: '13812345678', ...extra });
const FORMS = ['site_form', 'campaign_form', 'mini_program', 'auto_show'] as const;
const AT = '2026-11-23T10:00:00+08:00';

/** Where and why a payload is refused; null when it is read. */
function refusal(channel: string, raw: unknown): { field: string; reason: string } | null {
  try {
    read(channel, raw);
    return null;
  } catch (error) {
    if (!(error instanceof PayloadRejection)) throw error;
    return { field: error.field, reason: error.reason };
  }
}

describe.each(FORMS)('[LC1] what the form %s takes', (channel) => {
  it.each([
    ['a number as text', { phone: ' 138 1234 5678 ' }, { phone: '138 1234 5678' }],
    ['a number as a number', { phone: 13_812_345_678 }, { phone: '13812345678' }],
    ['a name with spaces', form({ name: ' 王小明 ' }), { name: '王小明' }],
    ['an empty name', form({ name: '' }), { name: undefined }],
    ['a null name', form({ name: null }), { name: undefined }],
    [
      'brand and model',
      form({ brand: '比亚迪', model: '宋PLUS' }),
      { brandText: '比亚迪', modelText: '宋PLUS' },
    ],
    ['a city', form({ city: '上海' }), { city: '上海' }],
    ['wants', form({ wants: ['test_drive', 'quote'] }), { wants: ['test_drive', 'quote'] }],
    ['no wants', form({ wants: null }), { wants: [] }],
    ['a remark', form({ remark: '周末有空' }), { remark: '周末有空' }],
    [
      'a budget',
      form({ budget: { min: 100_000, max: 150_000 } }),
      { budgetYuan: { min: 100_000, max: 150_000 } },
    ],
    ['half a budget', form({ budget: { max: 150_000 } }), { budgetYuan: { min: null, max: 150_000 } }],
    ['no budget', form({ budget: null }), { budgetYuan: undefined }],
    [
      'plate and VIN',
      form({ plate: '沪A12345', vin: '1HGCM82633A004352' }),
      { plate: '沪A12345', vin: '1HGCM82633A004352' },
    ],
    [
      'behaviours',
      form({ behaviours: [{ type: 'home_page_view', at: AT }] }),
      { behaviours: [{ type: 'home_page_view', at: new Date(AT) }] },
    ],
    ['a business line', form({ businessLine: 'used_car' }), { businessLine: 'used_car' }],
    ['a store', form({ storeId: 'store-a' }), { storeId: 'store-a' }],
    ['a campaign', form({ campaign: 'winter' }), { campaign: 'winter' }],
    ['consent by a tick', form({ consent: true }), { consent: true }],
    [
      'consent to a text',
      form({ consent: { textVersion: 'v2', at: AT } }),
      { consent: { textVersion: 'v2', at: new Date(AT) } },
    ],
    ['when it was sent', form({ submittedAt: AT }), { askedAt: new Date(AT) }],
    ['its own id', form({ submissionId: 'sub-1' }), { externalId: 'sub-1' }],
  ])('%s', (_what, raw, expected) => {
    expect(read(channel, raw)).toMatchObject(expected);
  });

  it.each([
    ['nothing', null, 'body'],
    ['a list', [], 'body'],
    ['a word', 'lead', 'body'],
    ['no phone', { name: '王' }, 'phone'],
    ['an empty phone', { phone: '  ' }, 'phone'],
    ['a long phone', { phone: '1'.repeat(41) }, 'phone'],
    ['a negative phone', { phone: -1 }, 'phone'],
    ['a fractional phone', { phone: 1.5 }, 'phone'],
    ['a phone as an operator', { phone: { $gt: '' } }, 'phone'],
    ['a phone as a list', { phone: ['13812345678'] }, 'phone'],
    ['a name of 61 letters', form({ name: 'x'.repeat(61) }), 'name'],
    ['a name as a number', form({ name: 1 }), 'name'],
    ['a remark of 501', form({ remark: 'x'.repeat(501) }), 'remark'],
    ['eleven wants', form({ wants: Array.from({ length: 11 }, () => 'quote') }), 'wants'],
    ['a want as a number', form({ wants: [1] }), 'wants.0'],
    ['wants as a word', form({ wants: 'quote' }), 'wants'],
    ['a budget below zero', form({ budget: { min: -1 } }), 'budget.min'],
    ['a budget in words', form({ budget: { max: '十万' } }), 'budget.max'],
    ['a budget with a stranger', form({ budget: { min: 1, currency: 'CNY' } }), 'budget.currency'],
    [
      'a behaviour with a bad name',
      form({ behaviours: [{ type: 'Home View', at: AT }] }),
      'behaviours.0.type',
    ],
    ['a behaviour without a time', form({ behaviours: [{ type: 'view' }] }), 'behaviours.0.at'],
    ['a time without a zone', form({ submittedAt: '2026-11-23T10:00:00' }), 'submittedAt'],
    ['a day for a time', form({ submittedAt: '2026-11-23' }), 'submittedAt'],
    ['a business line nobody runs', form({ businessLine: 'boats' }), 'businessLine'],
    ['consent refused', form({ consent: false }), 'consent'],
    ['consent to no text', form({ consent: { at: AT } }), 'consent'],
    ['a field nobody knows', form({ colour: 'red' }), 'colour'],
  ])('refuses %s, and says where', (_what, raw, field) => {
    const refused = refusal(channel, raw);
    expect(refused?.field).toBe(field);
    expect(refused!.reason).toMatch(/^(不认识的字段|缺少必填字段|格式不正确)$/);
  });

  it('a missing field is called missing, a stranger is called by its name, shortened', () => {
    expect(refusal(channel, {})).toEqual({ field: 'phone', reason: '缺少必填字段' });
    const stranger = refusal(channel, form({ ['x'.repeat(100)]: 1 }));
    expect(stranger).toEqual({ field: 'x'.repeat(40), reason: '不认识的字段' });
  });
});

describe('[LC2] fields of one channel only', () => {
  it.each([
    [
      'mini_program',
      { openId: 'o1', nickName: ' 晓燕 ', page: 'pages/car' },
      { name: '晓燕', phoneVerified: true },
    ],
    ['mini_program', { name: '王晓燕', nickName: '晓燕' }, { name: '王晓燕' }],
    ['mini_program', { phoneTyped: true }, { phoneVerified: false }],
    ['mini_program', { phoneTyped: null }, { phoneVerified: true }],
    ['auto_show', { booth: 'A1' }, { remark: '展位 A1' }],
    ['auto_show', { booth: 'A1', remark: '看车' }, { remark: '看车；展位 A1' }],
    ['auto_show', { event: 'winter-show', campaign: 'other' }, { campaign: 'winter-show' }],
    ['auto_show', { event: '', campaign: 'other' }, { campaign: 'other' }],
    ['auto_show', {}, { remark: undefined, campaign: undefined }],
  ])('%s: %j', (channel, extra, expected) => {
    expect(read(channel, form(extra))).toMatchObject(expected);
  });

  it.each([
    ['site_form', 'openId'],
    ['site_form', 'booth'],
    ['campaign_form', 'nickName'],
    ['auto_show', 'openId'],
    ['mini_program', 'event'],
  ])('%s does not know %s', (channel, field) => {
    expect(refusal(channel, form({ [field]: 'x' }))).toEqual({ field, reason: '不认识的字段' });
  });
});

describe('[LC3] calls', () => {
  const call = (extra: object = {}) => ({
    callId: 'c1',
    from: '021-50001234',
    startedAt: AT,
    durationSeconds: 60,
    ...extra,
  });

  it('are read with the caller’s number vouched for', () => {
    const all = { to: '4008', name: ' 王 ', model: '汉', city: '上海', storeId: 'store-a', note: '问价' };
    expect(read('phone_call', call(all))).toEqual({
      externalId: 'c1',
      phone: '021-50001234',
      phoneVerified: true,
      name: '王',
      modelText: '汉',
      city: '上海',
      storeId: 'store-a',
      remark: '问价',
      wants: [],
      askedAt: new Date(AT),
    });
  });

  it.each([
    [0, ['call_back']],
    [1, []],
    [86_400, []],
  ])('of %i seconds want %j', (durationSeconds, wants) => {
    expect(read('phone_call', call({ durationSeconds })).wants).toEqual(wants);
  });

  it.each([
    [{ callId: '' }, 'callId'],
    [{ callId: undefined }, 'callId'],
    [{ from: '' }, 'from'],
    [{ from: null }, 'from'],
    [{ startedAt: 'now' }, 'startedAt'],
    [{ startedAt: 1_700_000_000 }, 'startedAt'],
    [{ durationSeconds: -1 }, 'durationSeconds'],
    [{ durationSeconds: '60' }, 'durationSeconds'],
    [{ durationSeconds: 86_401 }, 'durationSeconds'],
    [{ note: 'x'.repeat(501) }, 'note'],
    [{ recording: 'http://x' }, 'recording'],
  ])('%j is refused at %s', (extra, field) => {
    expect(refusal('phone_call', call(extra))?.field).toBe(field);
  });
});

describe('[LC2] contacts', () => {
  it.each([
    [{}, 'externalUserId'],
    [{ externalUserId: '' }, 'externalUserId'],
    [{ externalUserId: 'x'.repeat(65) }, 'externalUserId'],
    [{ externalUserId: 'wm1', state: 'x'.repeat(129) }, 'state'],
    [{ externalUserId: 'wm1', tags: [] }, 'tags'],
  ])('%j is refused at %s', (raw, field) => {
    expect(refusal('wecom_contact', raw)?.field).toBe(field);
  });

  it('carry the member who was added', () => {
    const raw = { externalUserId: 'wm1', userId: 'LiNa', staffId: 'staff-lina', name: '', phone: '' };
    expect(read('wecom_contact', raw)).toMatchObject({
      externalUserId: 'wm1',
      staffId: 'staff-lina',
      name: undefined,
      phone: undefined,
    });
  });
});
