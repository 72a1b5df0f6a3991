import { describe, expect, it } from 'vitest';
import { campaignCard } from '#bot/cards/campaign.card';
import { leadLoseCard } from '#bot/cards/lead-lose.card';
import { LOST_REASONS } from '#domain/leads/index';
import { buildLeadView, render } from '../../../factories/lead-view.ts';

describe('the question for the reason of a loss', () => {
  it('[ST5] shows every reason and ticks none', () => {
    const card = leadLoseCard(buildLeadView(), render);
    const [question] = card.form!.choices;
    expect(card.form!.ticks).toBe('one');
    expect(question!.options.map((option) => option.id)).toEqual(LOST_REASONS.map((reason) => reason.id));
    expect(question!.selected).toBeUndefined();
    expect(card.form!.submit).toMatchObject({
      key: 'lead.lose_for|01LEAD0000000000000000000A|2',
      style: 'danger',
    });
  });

  it('[ST5] once answered says what was answered', () => {
    const card = leadLoseCard(buildLeadView({ status: 'lost', open: false, lostReason: 'rival' }), render);
    expect(card.form).toBeUndefined();
    expect(card.outcome).toBe('已标记战败：选择竞品（10:00）');
  });

  it.each([
    ['went to a colleague', { ownerId: 'staff-b' }],
    ['waits without an owner', { ownerId: null, status: 'unassigned' as const }],
    ['was won after all', { status: 'converted' as const, open: false }],
  ])('is moot when the lead %s', (_, lead) => {
    const card = leadLoseCard(buildLeadView(lead), render);
    expect([card.form, card.outcome]).toEqual([undefined, '这条线索已不在您名下或已关闭']);
  });
});

describe('the card of a campaign', () => {
  it('[LC1] shows the QR code and opens the form', () => {
    const card = campaignCard(
      { name: '浦东车展', slug: 'pudong-auto-show' },
      'https://crm.example.com',
      render,
    );
    expect(card).toMatchObject({
      title: '浦东车展',
      image: { url: 'https://crm.example.com/f/pudong-auto-show/qr.png' },
      link: 'https://crm.example.com/f/pudong-auto-show',
      buttons: [],
    });
  });

  it('a slug cannot lead anywhere else', () => {
    const card = campaignCard({ name: 'x', slug: '../../evil?x=1#y' }, 'https://crm.example.com', render);
    expect(new URL(card.link!).pathname).toBe('/f/..%2F..%2Fevil%3Fx%3D1%23y');
  });
});
