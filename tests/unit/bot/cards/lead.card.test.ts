import { describe, expect, it } from 'vitest';
import { parseActionKey } from '#bot/cards/action-key';
import { leadCard } from '#bot/cards/lead.card';
import { LOST_REASONS } from '#domain/leads/index';
import { buildLeadView, render } from '../../../factories/lead-view.ts';

const texts = (view: ReturnType<typeof buildLeadView>) =>
  leadCard(view, render).buttons.map((button) => button.text);

describe('the lead card', () => {
  it('[CH1] tells a new owner who, what, from where, how hot and until when', () => {
    const card = leadCard(buildLeadView(), render);
    expect(card.title).toBe('新线索：张先生 想试驾 宋PLUS');
    expect(card.subtitle).toBe('高热度 72 分（预约试驾 +50，意向车型明确 +10）');
    expect(Object.fromEntries(card.lines.map(({ label, value }) => [label, value]))).toMatchObject({
      电话: '138****5678',
      来源: '官方小程序',
      车型: '比亚迪 宋PLUS',
      首联时限: '10:15 前',
    });
  });

  it('[CH1] offers 接单, 已联系, 转派, 战败 and 为什么给我 to the owner', () => {
    expect(texts(buildLeadView())).toEqual(['接单', '已联系', '转派', '战败', '为什么给我']);
    expect(texts(buildLeadView({ status: 'accepted' }))).toEqual(['已联系', '转派', '战败', '为什么给我']);
    expect(texts(buildLeadView({ status: 'contacted' }))).toEqual(['写跟进', '转派', '战败', '为什么给我']);
  });

  it('offers every reason of a loss, and none of them by accident', () => {
    const { choice } = leadCard(buildLeadView(), render);
    expect(choice?.selected).toBe('none');
    expect(choice?.options.map((option) => option.id)).toEqual(['none', ...LOST_REASONS.map(({ id }) => id)]);
  });

  it('puts the revision the person sees into every button', () => {
    const card = leadCard(buildLeadView({ rev: 7 }), render);
    for (const button of [...card.buttons, ...(card.menu ?? [])]) {
      expect(parseActionKey(button.key)).toMatchObject({
        subjectId: card.buttons[0] && '01LEAD0000000000000000000A',
        revision: 7,
      });
    }
  });

  it('[CH2] has no buttons left for somebody whose lead went to a colleague, and says to whom', () => {
    const card = leadCard(buildLeadView({ ownerId: 'staff-b' }, { ownerName: '李娜' }), render);
    expect(card.buttons).toEqual([]);
    expect(card.choice).toBeUndefined();
    expect(card.outcome).toBe('已转给 李娜（10:00）');
  });

  it('says that a lead which lost its owner waits', () => {
    const card = leadCard(
      buildLeadView({ ownerId: null, status: 'unassigned' }, { ownerName: null }),
      render,
    );
    expect(card.outcome).toBe('已收回，等待重新分配');
  });

  it.each([
    ['lost', { lostReason: 'price' as const }, '王强 10:00 已标记战败：价格'],
    ['converted', {}, '王强 10:00 已成交，恭喜！'],
  ] as const)('ends as %s without buttons', (status, more, outcome) => {
    const card = leadCard(buildLeadView({ status, open: false, ...more }), render);
    expect(card.buttons).toEqual([]);
    expect(card.outcome).toBe(outcome);
  });

  it('is urgent when the lead is hot or the first contact is late, calm otherwise', () => {
    const calm = { level: 'warm' as const };
    expect(leadCard(buildLeadView(), render).tone).toBe('urgent');
    expect(leadCard(buildLeadView(calm), render).tone).toBe('normal');
    expect(leadCard(buildLeadView(calm, { now: new Date('2026-11-23T02:16:00Z') }), render).tone).toBe(
      'urgent',
    );
  });

  it('[L5] is a pure function: the same record draws the same card', () => {
    expect(leadCard(buildLeadView(), render)).toEqual(leadCard(buildLeadView(), render));
  });

  it('says so when a customer left no number', () => {
    const card = leadCard(buildLeadView({ phoneMasked: '' }), render);
    expect(card.lines[0]).toEqual({ label: '电话', value: '未留电话' });
  });
});
