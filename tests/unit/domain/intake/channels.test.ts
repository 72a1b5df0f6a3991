import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { channelAdapter, INTAKE_CHANNELS, routePayload } from '#domain/intake/channels';
import { PayloadRejection } from '#domain/intake/reading';

const FIXTURES = join(import.meta.dirname, '../../../fixtures/channels');
const sample = (channel: string) =>
  JSON.parse(readFileSync(join(FIXTURES, `${channel.replaceAll('_', '-')}.json`), 'utf8'));
const read = (channel: string, raw: unknown) => channelAdapter(channel).read(raw, null);

describe('channel adapters', () => {
  it('every channel has a sample payload and every sample a channel', () => {
    const samples = readdirSync(FIXTURES).map((file) => file.replace('.json', '').replaceAll('-', '_'));
    expect(samples.sort()).toEqual([...INTAKE_CHANNELS].sort());
  });

  it('[LC1] reads the site form', () => {
    expect(read('site_form', sample('site_form'))).toMatchObject({
      name: '王小明',
      phone: '138 0013 8001',
      modelText: '宋PLUS DM-i',
      wants: ['test_drive'],
      budgetYuan: { min: 150_000, max: 200_000 },
      consent: { textVersion: 'v1', at: new Date('2026-11-23T01:58:00Z') },
      askedAt: new Date('2026-11-23T01:58:00Z'),
      externalId: 'site-20261123-0001',
    });
  });

  it('[LC1] reads the mini-program: its number is vouched for unless it was typed', () => {
    const raw = sample('mini_program');
    expect(read('mini_program', raw)).toMatchObject({
      name: '晓燕',
      phoneVerified: true,
      modelText: '理想L7',
    });
    expect(read('mini_program', { ...raw, phoneTyped: true }).phoneVerified).toBe(false);
  });

  it('[LC2] reads the show form with its booth', () => {
    expect(read('auto_show', sample('auto_show'))).toMatchObject({
      campaign: 'winter-show',
      remark: '展位 3.1H-08',
      wants: ['test_drive', 'trade_in'],
      consent: true,
    });
  });

  it.each([
    ['c_winter-show', { campaign: 'winter-show' }],
    ['s_store-a', { storeId: 'store-a' }],
    ['winter-show', { campaign: 'winter-show' }],
    ['', {}],
    [null, {}],
  ])('reads the state %s of a WeCom contact way', (state, expected) => {
    const reading = read('wecom_contact', { ...sample('wecom_contact'), state });
    expect(reading.externalUserId).toBe('wmSampleExternalUser0000000001');
    expect({ campaign: reading.campaign, storeId: reading.storeId }).toEqual({
      campaign: undefined,
      storeId: undefined,
      ...expected,
    });
  });

  it('[LC3] reads an Autohome-manner push by its mapping and lists what nobody mapped', () => {
    const reading = read('autohome', { ...sample('autohome'), newField: 'x' });
    expect(reading).toMatchObject({
      externalId: 'AH2026112300017',
      name: '赵女士',
      phone: '13800138004',
      brandText: '大众',
      modelText: '途观L',
      wants: ['quote'],
      askedAt: new Date('2026-11-23T01:40:11Z'),
    });
    expect(reading.unmappedFields).toEqual(['dealerId=80012', 'newField']);
  });

  it('[LC3] reads a Yiche-manner push: nested, Unix seconds, words', () => {
    const reading = read('yiche', sample('yiche'));
    expect(reading).toMatchObject({
      externalId: 'YC-99120031',
      phone: '13800138005',
      wants: ['test_drive'],
      askedAt: new Date(1_795_398_000_000),
      remark: '想试四驱',
    });
    expect(reading.unmappedFields).toEqual(['dealerInfo.dealerCode=D-3301']);
  });

  it('a call nobody took asks for a call back', () => {
    const raw = sample('phone_call');
    expect(read('phone_call', raw)).toMatchObject({ wants: ['call_back'], phoneVerified: true });
    expect(read('phone_call', { ...raw, durationSeconds: 65 }).wants).toEqual([]);
  });
});

describe('refusals name the field', () => {
  const rejected = (channel: string, raw: unknown) => {
    try {
      read(channel, raw);
    } catch (error) {
      if (error instanceof PayloadRejection) return [error.field, error.reason];
      throw error;
    }
    return null;
  };

  it.each([
    [{}, ['phone', '缺少必填字段']],
    [{ phone: '13800138000', status: 'accepted' }, ['status', '不认识的字段']],
    [{ phone: '13800138000', ownerId: 'staff-x' }, ['ownerId', '不认识的字段']],
    [{ phone: { $ne: null } }, ['phone', '格式不正确']],
    [{ phone: '13800138000', budget: { min: -1 } }, ['budget.min', '格式不正确']],
    [{ phone: '13800138000', consent: false }, ['consent', '格式不正确']],
    [{ phone: '13800138000', wants: [{ $gt: '' }] }, ['wants.0', '格式不正确']],
    ['13800138000', ['body', '格式不正确']],
    [null, ['body', '格式不正确']],
    [[], ['body', '格式不正确']],
  ])('site_form %j', (raw, expected) => {
    expect(rejected('site_form', raw)).toEqual(expected);
  });

  it.each(INTAKE_CHANNELS)('%s: dangerous keys change no prototype', (channel) => {
    const text = JSON.stringify(sample(channel)).replace(/^\{/, '{"__proto__":{"polluted":1},');
    rejected(channel, JSON.parse(text));
    rejected(channel, JSON.parse(text.replace('__proto__', 'constructor')));
    expect('polluted' in {}).toBe(false);
  });

  it('a portal payload that is deep, wide or empty is bounded', () => {
    let deep: unknown = { phone: 'x' };
    for (let i = 0; i < 1_000; i += 1) deep = { deep };
    expect(rejected('autohome', deep)).toEqual(['body', '内容为空或格式不正确']);
    const wide = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`f${i}`, i]));
    expect(read('autohome', wide).unmappedFields!.length).toBeLessThanOrEqual(200);
    expect(rejected('yiche', 'nothing')).toEqual(['body', '内容为空或格式不正确']);
  });
});

describe('a gateway key', () => {
  it('takes the channel from the body, and the site form without one', () => {
    expect(routePayload('any', { channel: 'autohome', clueId: '1' })).toMatchObject({
      adapter: { channel: 'autohome' },
      raw: { clueId: '1' },
    });
    expect(routePayload('any', { phone: '1' }).adapter.channel).toBe('site_form');
    expect(routePayload('autohome', { channel: 'yiche' }).adapter.channel).toBe('autohome');
  });

  it.each(['wecom_contact', 'manual', 'nobody', '__proto__', { $ne: 1 }])('may not be %j', (channel) => {
    expect(() => routePayload('any', { channel })).toThrow(PayloadRejection);
  });

  it('unknown channels are bad input', () => {
    expect(() => channelAdapter('nobody')).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });
});
