import { fc, test } from '@fast-check/vitest';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LeadDraft, Want } from '#domain/leads/index';
import type { LeadRecord } from '#domain/leads/lead.model';
import { mergeDraft } from '#domain/leads/merge-draft';
import { DEFAULT_SCORING_RULES } from '#domain/scoring/index';
import { useFieldKey } from '#infra/field-crypto';
import { leadDraft, MONDAY_10 } from '../../../factories/lead.ts';
import { leadRecord } from '../../../factories/lead-record.ts';
import { TEST_FIELD_KEY } from '../../../support/mongo.ts';

beforeAll(() => useFieldKey(TEST_FIELD_KEY));

const LATER = new Date(MONDAY_10.getTime() + 3_600_000);
const merge = (record: LeadRecord, draft: Partial<LeadDraft>) =>
  mergeDraft(record, leadDraft(draft), LATER, DEFAULT_SCORING_RULES);
const HAN = { id: 'byd-han', brand: '比亚迪', name: '汉', body: 'sedan' };
const SONG = { id: 'byd-song', brand: '比亚迪', name: '宋', body: 'suv' };

describe('[CD2] the same customer again', () => {
  it.each([
    ['externalUserId', 'wm1', 'wm2'],
    ['contactStaffId', 'staff-lina', 'staff-sunlei'],
    ['city', '上海', '苏州'],
    ['region', '华东', '华北'],
    ['storeId', 'store-a', 'store-b'],
    ['series', HAN, SONG],
    ['modelText', '汉', '宋'],
    ['budgetFen', { min: 1, max: 2 }, { min: 3, max: 4 }],
    ['plate', '沪A12345', '沪B12345'],
    ['vin', '1HGCM82633A004352', '1M8GDM9AXKP042788'],
  ] as const)('%s: a gap is filled, what is known stays', (field, known, other) => {
    const empty = leadRecord();
    expect(merge(empty, { [field]: other })[field]).toEqual(other);
    const filled = leadRecord({ [field]: known });
    expect(merge(filled, { [field]: other })[field]).toEqual(known);
    expect(merge(filled, { [field]: null })[field]).toEqual(known);
    expect(merge(filled, {})[field]).toEqual(known);
  });

  it.each([
    ['', '王小明', '王小明'],
    ['王小明', '', '王小明'],
    ['王小明', '王明', '王小明'],
  ])('a name %j met by %j is %j', (known, other, name) => {
    expect(merge(leadRecord({ name: known }), { name: other }).name).toBe(name);
  });

  it('a number once vouched for stays vouched for', () => {
    expect(merge(leadRecord({ phoneVerified: true }), { phoneVerified: false }).phoneVerified).toBe(true);
    expect(merge(leadRecord({ phoneVerified: false }), { phoneVerified: true }).phoneVerified).toBe(true);
    expect(merge(leadRecord(), {}).phoneVerified).toBe(false);
  });

  it('the latest consent counts', () => {
    const first = { textVersion: 'v1', at: MONDAY_10 };
    const second = { textVersion: 'v2', at: LATER };
    expect(merge(leadRecord({ consent: first }), { consent: second }).consent).toEqual(second);
    expect(merge(leadRecord({ consent: first }), {}).consent).toEqual(first);
  });

  it.each([
    [null, '看车', '看车'],
    ['看车', null, '看车'],
    ['看车', '问价', '看车\n问价'],
    ['看车，周末', '看车', '看车，周末'],
    [null, null, null],
  ])('remarks %j and %j are %j', (known, other, remark) => {
    expect(merge(leadRecord({ remark: known }), { remark: other }).remark).toBe(remark);
  });

  it('remarks stay within a thousand characters', () => {
    const merged = merge(leadRecord({ remark: 'a'.repeat(900) }), { remark: 'b'.repeat(900) });
    expect(merged.remark).toHaveLength(1_000);
  });

  it('every arrival is a source, the newest hundred of them', () => {
    let record = leadRecord({ channel: 'autohome' });
    record = merge(record, { channel: 'yiche', payloadId: 'p2' });
    expect(record.sources.map(({ channel }) => channel)).toEqual(['autohome', 'yiche']);
    expect(record.channel).toBe('autohome');
    for (let i = 0; i < 120; i += 1) record = merge(record, { payloadId: `p${i}` });
    expect(record.sources).toHaveLength(100);
    expect(record.sources.at(-1)!.payloadId).toBe('p119');
  });

  it('[SC1] is scored anew: wants add up, a second channel counts', () => {
    const record = leadRecord({ channel: 'site_form', wants: ['quote'] });
    const merged = merge(record, { channel: 'auto_show', wants: ['test_drive', 'quote'] });
    expect([record.score, record.level]).toEqual([20, 'low']);
    expect(merged.wants).toEqual(['quote', 'test_drive']);
    expect([merged.score, merged.level]).toEqual([80, 'hot']);
    expect(merged.scoreReasons.map(({ ruleId }) => ruleId)).toEqual([
      'test_drive',
      'quote',
      'several_sources',
    ]);
  });

  it('touches neither life cycle nor owner, and leaves the record it was given alone', () => {
    const record = leadRecord({}, { status: 'accepted', rev: 7, ownerId: 'staff-a', assignmentId: 'as1' });
    const before = structuredClone(record);
    const merged = merge(record, { wants: ['quote'], city: '上海' });
    expect(merged).toMatchObject({ status: 'accepted', rev: 7, ownerId: 'staff-a', assignmentId: 'as1' });
    expect(merged).toMatchObject({ createdAt: MONDAY_10, updatedAt: LATER, _id: record._id });
    expect(record).toEqual(before);
  });

  const wants = fc.subarray<Want>(['test_drive', 'quote', 'trade_in', 'service', 'call_back']);
  test.prop([fc.array(wants, { minLength: 1, maxLength: 5 })])(
    'in whatever order arrivals come, the wants and the score are the same',
    (arrivals) => {
      const all = (order: readonly (readonly Want[])[]) =>
        order.reduce((record, some) => merge(record, { wants: some }), leadRecord());
      const forth = all(arrivals);
      const back = all(arrivals.toReversed());
      expect([...forth.wants].sort()).toEqual([...back.wants].sort());
      expect([forth.score, forth.level]).toEqual([back.score, back.level]);
    },
  );
});
