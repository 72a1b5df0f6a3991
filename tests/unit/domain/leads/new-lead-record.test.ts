import { beforeAll, describe, expect, it } from 'vitest';
import { PHONE_CONTEXT, toLead } from '#domain/leads/lead.model';
import { contactHash, MAX_BEHAVIOURS, newLeadRecord, sourceOf } from '#domain/leads/new-lead-record';
import { DEFAULT_SCORING_RULES } from '#domain/scoring/index';
import { fieldCrypto, useFieldKey } from '#infra/field-crypto';
import { leadDraft, MONDAY_10 } from '../../../factories/lead.ts';
import { leadRecord } from '../../../factories/lead-record.ts';
import { TEST_FIELD_KEY } from '../../../support/mongo.ts';

beforeAll(() => useFieldKey(TEST_FIELD_KEY));

describe('who is the same customer', () => {
  const hash = (phone: string | null, externalUserId: string | null = null) =>
    contactHash({ phone, externalUserId });

  it('the same number, whatever the chat contact', () => {
    expect(hash('+8613812345678', 'wm1')).toBe(hash('+8613812345678', 'wm2'));
    expect(hash('+8613812345678')).not.toBe(hash('+8613812345679'));
  });

  it('the same contact where there is no number; never a number that reads like a contact', () => {
    expect(hash(null, 'wm1')).toBe(hash(null, 'wm1'));
    expect(hash(null, 'wm1')).not.toBe(hash(null, 'wm2'));
    expect(hash(null, '+8613812345678')).not.toBe(hash('+8613812345678'));
  });

  it('a hash says nothing of the number', () => {
    expect(hash('+8613812345678')).not.toContain('5678');
    useFieldKey('f'.repeat(64));
    const other = hash('+8613812345678');
    useFieldKey(TEST_FIELD_KEY);
    expect(other).not.toBe(hash('+8613812345678'));
  });

  it.each([
    [null, null],
    [null, ''],
  ])('nobody without either (%j, %j)', (phone, externalUserId) => {
    expect(() => contactHash({ phone, externalUserId })).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', details: { field: 'phone', fix: '请填写手机号' } }),
    );
  });
});

describe('a new lead', () => {
  it('starts without owner, at revision 1, scored, with its one source', () => {
    const record = leadRecord({ phone: '+8613812345678', wants: ['test_drive'], payloadId: 'p1' });
    expect(record).toMatchObject({
      rev: 1,
      status: 'new',
      open: true,
      ownerId: null,
      assignedAt: null,
      reassignCount: 0,
      score: 50,
      level: 'warm',
      phoneMasked: '138****5678',
      phoneTail: '5678',
      phoneKind: 'mobile',
      sources: [{ channel: 'site_form', campaignId: null, payloadId: 'p1', at: MONDAY_10, modelText: null }],
    });
    expect(record.scoreReasons.reduce((sum, { points }) => sum + points, 0)).toBe(record.score);
  });

  it('of a landline says that nobody can send it a text message', () => {
    expect(leadRecord({ phone: '+862150001234' })).toMatchObject({
      phoneKind: 'fixed_line',
      phoneMasked: '021-****1234',
      phoneTail: '1234',
    });
  });

  it('of a chat contact has no number anywhere', () => {
    expect(leadRecord({ phone: null, externalUserId: 'wm1', contactStaffId: 'staff-lina' })).toMatchObject({
      phoneSealed: null,
      phoneMasked: '',
      phoneTail: '',
      phoneKind: null,
      externalUserId: 'wm1',
      contactStaffId: 'staff-lina',
    });
  });

  it('seals the number so that only this field opens it', () => {
    const record = leadRecord({ phone: '+8613812345678' });
    expect(record.phoneSealed).not.toContain('13812345678');
    expect(fieldCrypto().open(record.phoneSealed!, PHONE_CONTEXT)).toBe('+8613812345678');
    expect(() => fieldCrypto().open(record.phoneSealed!, 'leads:contact')).toThrow();
  });

  it('two of the same draft are two: ids and seals differ', () => {
    const draft = leadDraft();
    const [a, b] = [1, 2].map(() => newLeadRecord(draft, 'h', MONDAY_10, DEFAULT_SCORING_RULES));
    expect(a!._id).not.toBe(b!._id);
    expect(a!.phoneSealed).not.toBe(b!.phoneSealed);
  });

  it('keeps each want once, and the newest hundred behaviours', () => {
    const behaviours = Array.from({ length: 130 }, (_, i) => ({ type: `b_${i}`, at: MONDAY_10 }));
    const record = leadRecord({ wants: ['quote', 'quote', 'service'], behaviours });
    expect(record.wants).toEqual(['quote', 'service']);
    expect(record.behaviours).toHaveLength(MAX_BEHAVIOURS);
    expect(record.behaviours.at(-1)!.type).toBe('b_129');
  });

  it('a source tells when the customer asked, else when we heard of it', () => {
    const asked = new Date('2026-11-20T02:00:00Z');
    expect(sourceOf(leadDraft({ at: asked }), MONDAY_10).at).toEqual(asked);
    expect(sourceOf(leadDraft(), MONDAY_10).at).toEqual(MONDAY_10);
  });

  it('leaves the module without its secrets', () => {
    const lead = toLead(leadRecord()) as unknown as Record<string, unknown>;
    expect(lead.id).toBeTypeOf('string');
    for (const secret of ['_id', 'phoneSealed', 'phoneHash']) expect(secret in lead).toBe(false);
  });
});
