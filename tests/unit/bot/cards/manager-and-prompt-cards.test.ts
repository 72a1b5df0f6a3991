import { describe, expect, it } from 'vitest';
import { leadFollowUpCard } from '#bot/cards/lead-follow-up.card';
import { leadManagerCard, MANAGER_REASONS } from '#bot/cards/lead-manager.card';
import { leadTransferCard } from '#bot/cards/lead-transfer.card';
import { buildLeadView, render } from '../../../factories/lead-view.ts';

const COLLEAGUES = [
  { id: 'staff-b', text: '李娜' },
  { id: 'staff-c', text: '刘芳（休息）' },
];
const ASSIGNMENT = '01ASSIGNMENT00000000000001';

function managerView(
  lead: Parameters<typeof buildLeadView>[0] = {},
  more: { reason?: (typeof MANAGER_REASONS)[number] } = {},
) {
  return {
    ...buildLeadView(lead),
    reason: 'not_accepted' as const,
    assignmentId: ASSIGNMENT,
    colleagues: COLLEAGUES,
    ...more,
  };
}

describe('the manager card', () => {
  it.each(MANAGER_REASONS)('says what is wrong and what to do for %s', (reason) => {
    const card = leadManagerCard(managerView({}, { reason }), render);
    expect(card.title.length).toBeGreaterThan(4);
    expect(card.subtitle?.length).toBeGreaterThan(4);
    expect(card.form?.choices[0]?.options).toEqual(COLLEAGUES);
  });

  it('[AS4] asks to assign a lead nobody owns and to reassign one that somebody has', () => {
    expect(
      leadManagerCard(managerView({ ownerId: null, assignmentId: null }), render).form?.submit.text,
    ).toBe('分配');
    expect(leadManagerCard(managerView(), render).form?.submit.text).toBe('改派');
  });

  it('[CH2] ends when somebody else dealt with it: reassigned, contacted or closed', () => {
    const reassigned = leadManagerCard(managerView({ assignmentId: '01OTHER' }), render);
    const contacted = leadManagerCard(
      managerView({ firstContactAt: new Date('2026-11-23T02:05:00Z') }),
      render,
    );
    const closed = leadManagerCard(managerView({ open: false, status: 'lost' }), render);
    expect([reassigned, contacted, closed].map((card) => [card.form, card.outcome])).toEqual([
      [undefined, '已交给 王强（10:00）'],
      [undefined, '王强 已于 10:05 联系客户'],
      [undefined, '线索已于 10:00 关闭，无需处理'],
    ]);
  });

  it('says plainly when there is nobody to choose', () => {
    const card = leadManagerCard({ ...managerView(), colleagues: [] }, render);
    expect(card.form).toBeUndefined();
    expect(card.note).toContain('没有可分配的在职顾问');
  });
});

describe('the transfer card', () => {
  const view = (lead = {}, colleagues = COLLEAGUES) => ({
    ...buildLeadView(lead),
    assignmentId: ASSIGNMENT,
    colleagues,
  });

  it('offers the colleagues, and never more than the platform can show', () => {
    const many = Array.from({ length: 14 }, (_, i) => ({ id: `s${i}`, text: `顾问${i}` }));
    expect(leadTransferCard(view({}, many), render).form?.choices[0]?.options).toHaveLength(10);
  });

  it('shows where the lead went', () => {
    const card = leadTransferCard(view({ assignmentId: '01NEXT', ownerId: 'staff-b' }), render);
    expect(card.outcome).toBe('已转给 王强');
    expect(card.form).toBeUndefined();
  });

  it('has nothing to offer once the lead is closed', () => {
    expect(leadTransferCard(view({ open: false, status: 'lost' }), render).outcome).toBe(
      '线索已关闭，无需转派',
    );
  });
});

describe('the follow-up card', () => {
  it('[ST4] asks how, what came out and when next', () => {
    const card = leadFollowUpCard({ ...buildLeadView(), since: '' }, render);
    expect(card.form?.choices.map((choice) => choice.key)).toEqual(['method', 'result', 'next']);
    for (const choice of card.form?.choices ?? []) expect(choice.options.length).toBeLessThanOrEqual(10);
  });

  it('shows what was written instead of asking again', () => {
    const lead = {
      lastFollowUpAt: new Date('2026-11-23T02:01:00Z'),
      nextFollowUpAt: new Date('2026-11-24T02:00:00Z'),
    };
    const card = leadFollowUpCard({ ...buildLeadView(lead), since: '' }, render);
    expect(card.outcome).toBe('已记录跟进（10:01），下次 11-24 10:00');
  });

  it('asks again for the next one, because the earlier record is known', () => {
    const lead = { lastFollowUpAt: new Date('2026-11-23T02:01:00Z') };
    const card = leadFollowUpCard({ ...buildLeadView(lead), since: '2026-11-23T02:01:00.000Z' }, render);
    expect(card.form).toBeDefined();
  });

  it('is moot for somebody who no longer owns the lead', () => {
    const card = leadFollowUpCard({ ...buildLeadView({ ownerId: 'staff-b' }), since: '' }, render);
    expect([card.form, card.outcome]).toEqual([undefined, '这条线索已不在您名下或已关闭']);
  });
});
