import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { normaliseReading, type Surroundings } from '#domain/intake/normalise-reading';
import { PayloadRejection, type Reading } from '#domain/intake/reading';
import { maskPhone } from '#domain/kernel/phone';
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

const national = fc
  .tuple(fc.constantFrom('138', '139', '150', '158', '186', '188'), fc.integer({ min: 0, max: 99_999_999 }))
  .map(([head, tail]) => `${head}${String(tail).padStart(8, '0')}`);
const fullWidth = (text: string) =>
  text.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
const spellings: readonly ((number: string) => string)[] = [
  (number) => number,
  (number) => `+86${number}`,
  (number) => `+86 ${number.slice(0, 3)}-${number.slice(3, 7)}-${number.slice(7)}`,
  (number) => `(86)${number}`.replace('(86)', '+86 '),
  (number) => `${number.slice(0, 3)} ${number.slice(3, 7)} ${number.slice(7)}`,
  fullWidth,
];

describe('[CD1] phone', () => {
  test.prop([national, fc.constantFrom(...spellings)])(
    'every way to write a number is one number',
    async (number, spell) => {
      const { draft } = await normalise({ phone: spell(number) });
      expect(draft.phone).toBe(`+86${number}`);
    },
  );

  test.prop([national])('a masked number never holds the full one', (number) => {
    const masked = maskPhone(`+86${number}`);
    expect(masked).not.toContain(number);
    expect(masked.replace(/\D/g, '')).toHaveLength(7);
  });

  test.prop([fc.string({ maxLength: 30 })])(
    'anything else is refused by name, never stored',
    async (text) => {
      try {
        const { draft } = await normalise({ phone: text });
        expect(draft.phone).toMatch(/^\+\d{8,15}$/);
      } catch (error) {
        expect(error).toBeInstanceOf(PayloadRejection);
        expect((error as PayloadRejection).field).toBe('phone');
        if (text.trim().length > 3) expect((error as PayloadRejection).reason).not.toContain(text);
      }
    },
  );

  it.each([
    ['phone_call', '021-50001234', '+862150001234', []],
    ['site_form', '(021)50001234', '+862150001234', []],
    ['campaign_form', '0571-87654321', '+8657187654321', []],
    ['autohome', '02150001234', '+862150001234', []],
    ['yiche', '+86 21 50001234', '+862150001234', []],
    ['site_form', '021-50001234转801', '+862150001234', ['phone.extension_dropped']],
  ] as const)('[LC7] %s takes the landline %s', async (channel, phone, e164, warned) => {
    const { draft, warnings } = await normalise({ phone }, { channel });
    expect(draft.phone).toBe(e164);
    expect(warnings).toEqual(warned);
  });

  it.each(['mini_program', 'auto_show'] as const)('in %s a landline is a slip', async (channel) => {
    await expect(normalise({ phone: '021-50001234' }, { channel })).rejects.toMatchObject({
      field: 'phone',
      reason: '手机号无法识别',
    });
  });

  it.each([
    ['', '缺少手机号'],
    [undefined, '缺少手机号'],
    ['12345678901', '手机号无法识别'],
    ['50001234', '手机号无法识别'],
    ['400-812-3123', '手机号无法识别'],
  ])('%j is no number anybody could call: %s', async (phone, reason) => {
    await expect(normalise({ phone })).rejects.toMatchObject({ field: 'phone', reason });
  });

  it('is vouched for only where there is one', async () => {
    const vouched = await normalise({ phone: '13800138000', phoneVerified: true });
    expect(vouched.draft.phoneVerified).toBe(true);
    const none = await normalise({ phone: '', phoneVerified: true, externalUserId: 'wm1' });
    expect(none.draft).toMatchObject({ phone: null, phoneVerified: false });
    expect(none.warnings).toEqual([]);
  });

  it('a chat contact needs none, and a wrong one only warns', async () => {
    const { draft, warnings } = await normalise({ phone: '12', externalUserId: 'wm1' });
    expect(draft).toMatchObject({ phone: null, externalUserId: 'wm1', phoneVerified: false });
    expect(warnings).toEqual(['phone.invalid']);
  });
});

describe('[CD1] other values', () => {
  it.each([
    [{ plate: '沪A·12345' }, { plate: '沪A12345' }, []],
    [{ plate: 'nonsense' }, { plate: null }, ['plate.invalid']],
    [{ vin: '1m8gdm9axkp042788' }, { vin: '1M8GDM9AXKP042788' }, []],
    [{ vin: '1M8GDM9A1KP042788' }, { vin: '1M8GDM9A1KP042788' }, ['vin.check_digit']],
    [{ vin: 'IOQ' }, { vin: null }, ['vin.invalid']],
    [{ name: ' 王\u0000 小\u202e明<b> ' }, { name: '王 小明b' }, []],
    [{ city: '上海市' }, { city: '上海' }, []],
    [{ wants: ['quote', 'quote', '__proto__'] }, { wants: ['quote'] }, ['wants.unknown']],
    [{ storeId: 'store-a' }, { storeId: 'store-a' }, []],
    [{ storeId: 'store-x' }, { storeId: null }, ['storeId.unknown']],
    [{ campaign: 'gone' }, { campaignId: null }, ['campaign.unknown']],
    [{ budgetYuan: { min: 150_000.5, max: null } }, { budgetFen: { min: 15_000_050, max: null } }, []],
    [{ budgetYuan: { min: null, max: null } }, { budgetFen: null }, []],
    [{ consent: true as const }, { consent: { textVersion: 'unversioned', at: MONDAY_10 } }, []],
  ])('%j', async (reading, expected, warned) => {
    const { draft, warnings } = await normalise(reading);
    expect(draft).toMatchObject(expected);
    expect(warnings).toEqual(warned);
  });

  it('the member a customer added is on the lead, and their store where nothing else names one', async () => {
    const member = { id: 'staff-lina', storeId: 'store-b' };
    const read = (reading: Reading) => normalise({ externalUserId: 'wm1', ...reading }, { member });
    expect((await read({})).draft).toMatchObject({ contactStaffId: 'staff-lina', storeId: 'store-b' });
    expect((await read({ storeId: 'store-a' })).draft).toMatchObject({ storeId: 'store-a' });
    expect((await normalise({})).draft).toMatchObject({ contactStaffId: null, storeId: null });
  });

  it.each([
    [new Date(MONDAY_10.getTime() - 24 * 3_600_000), []],
    [new Date(MONDAY_10.getTime() - 24 * 3_600_000 - 1), ['askedAt.late']],
    [MONDAY_10, []],
  ])('asked at %s: %j', async (askedAt, warned) => {
    const { draft, warnings } = await normalise({ askedAt });
    expect(draft.at).toEqual(askedAt);
    expect(warnings).toEqual(warned);
  });

  it('behaviours of the future happened now', async () => {
    const early = new Date(MONDAY_10.getTime() - 1);
    const late = new Date(MONDAY_10.getTime() + 3_600_000);
    const { draft } = await normalise({
      behaviours: [
        { type: 'view', at: late },
        { type: 'view', at: early },
      ],
    });
    expect(draft.behaviours).toEqual([
      { type: 'view', at: MONDAY_10 },
      { type: 'view', at: early },
    ]);
  });

  it('a time in the future is now; one of last week is kept and called late', async () => {
    const future = new Date(MONDAY_10.getTime() + 60_000);
    expect((await normalise({ askedAt: future })).draft.at).toEqual(MONDAY_10);
    const past = new Date(MONDAY_10.getTime() - 7 * 86_400_000);
    expect(await normalise({ askedAt: past })).toMatchObject({
      draft: { at: past },
      warnings: ['askedAt.late'],
    });
    expect((await normalise({ askedAt: new Date(Number.NaN) })).draft.at).toEqual(MONDAY_10);
  });

  test.prop([fc.string({ maxLength: 200 }), fc.string({ maxLength: 800 })])(
    'free text comes out bounded',
    async (name, remark) => {
      const { draft } = await normalise({ name, remark });
      expect(draft.name.length).toBeLessThanOrEqual(40);
      expect(draft.name).not.toMatch(/[\p{Cc}<>]/u);
      expect((draft.remark ?? '').length).toBeLessThanOrEqual(500);
    },
  );
});
