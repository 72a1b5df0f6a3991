import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseActionKey } from '#bot/cards/action-key';
import type { Card } from '#bot/cards/card';
import { leadCard } from '#bot/cards/lead.card';
import { leadFollowUpCard } from '#bot/cards/lead-follow-up.card';
import { leadLoseCard } from '#bot/cards/lead-lose.card';
import { leadManagerCard, MANAGER_REASONS } from '#bot/cards/lead-manager.card';
import { leadTransferCard } from '#bot/cards/lead-transfer.card';
import type { LeadView } from '#bot/cards/lead-view';
import { renderCard, renderText, renderUpdate } from '#bot/platforms/wecom/render-card';
import { SentTemplateCard, TemplateCard } from '#bot/platforms/wecom/wire/template-card';
import { type Lead, LOST_REASONS } from '#domain/leads/index';
import { buildLead, render } from '../../../factories/lead-view.ts';

const PHONE = '13812345678';
const STATUSES = [
  'new',
  'unassigned',
  'assigned',
  'accepted',
  'contacted',
  'pooled',
  'converted',
  'lost',
] as const;
const CLOSED = new Set(['converted', 'lost']);
const CHANNELS = [
  'site_form',
  'mini_program',
  'wecom_contact',
  'auto_show',
  'autohome',
  'yiche',
  'phone_call',
] as const;

/** What strangers write: anything at all, and what does harm where a text is taken for mark-up. */
const text = (maxLength: number) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength }) },
    { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength }) },
    fc.constantFrom(
      '<a href="https://evil.example">王</a>',
      '$userName=boss$',
      '{{phone}}',
      '\u202E坏',
      '',
      ' ',
      'lead.accept|X|1',
      '长'.repeat(300),
    ),
  );
const moment = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });

const leads: fc.Arbitrary<Lead> = fc
  .record({
    status: fc.constantFrom(...STATUSES),
    name: text(60),
    rev: fc.nat(999_999),
    phoneMasked: fc.constantFrom('138****5678', ''),
    city: maybe(text(30)),
    channel: fc.constantFrom(...CHANNELS),
    modelText: maybe(text(80)),
    series: maybe(fc.constant({ id: 's', brand: '比亚迪', name: '宋PLUS', body: 'suv' as const })),
    wants: fc.subarray(['test_drive', 'quote', 'trade_in'] as const),
    remark: maybe(text(400)),
    score: fc.integer({ min: 0, max: 100 }),
    level: fc.constantFrom('hot', 'warm', 'low'),
    scoreReasons: fc.array(
      fc.record({ ruleId: fc.constant('r'), label: text(30), points: fc.integer({ min: -50, max: 50 }) }),
      { maxLength: 6 },
    ),
    ownerId: maybe(fc.constantFrom('staff-a', 'staff-b')),
    assignedAt: maybe(moment),
    firstContactAt: maybe(moment),
    lastFollowUpAt: maybe(moment),
    nextFollowUpAt: maybe(moment),
    lostReason: maybe(fc.constantFrom(...LOST_REASONS.map((reason) => reason.id))),
  })
  .map(({ wants, ...values }) =>
    buildLead({ ...values, wants: [...wants], open: !CLOSED.has(values.status) } as Partial<Lead>),
  );

const views: fc.Arbitrary<LeadView> = fc.record({
  lead: leads,
  ownerName: maybe(text(40)),
  storeName: text(40),
  contactBy: maybe(moment),
  reader: fc.record({
    staffId: fc.constantFrom('staff-a', 'staff-b', 'staff-m'),
    managesStore: fc.boolean(),
  }),
  now: moment,
  pageUrl: fc.constant('https://crm.example.com/app/leads/01LEAD'),
});
const colleagues = fc.array(fc.record({ id: fc.uuid(), text: text(30) }), { maxLength: 12 });

/** Every card there is about a lead, for one reader. */
const cards: fc.Arbitrary<{ view: LeadView; card: Card }> = fc
  .record({ view: views, people: colleagues, which: fc.nat(4), reason: fc.constantFrom(...MANAGER_REASONS) })
  .map(({ view, people, which, reason }) => {
    const extra = { colleagues: people, assignmentId: '01ASSIGNMENT00000000000001' };
    const draw = [
      () => leadCard(view, render),
      () => leadManagerCard({ ...view, ...extra, reason }, render),
      () => leadTransferCard({ ...view, ...extra }, render),
      () => leadFollowUpCard({ ...view, since: '' }, render),
      () => leadLoseCard(view, render),
    ][which]!;
    return { view, card: draw() };
  });

const keysOf = (card: Card) =>
  [...card.buttons, ...(card.menu ?? []), ...(card.form ? [card.form.submit] : [])].map(
    (button) => button.key,
  );

describe('a card about any lead, for any reader', () => {
  it('[CH1] is one the platform takes, when it is sent and when it replaces another', () => {
    fc.assert(
      fc.property(cards, ({ card }) => {
        const sent = renderCard(card, '01CARD');
        expect(SentTemplateCard.safeParse(sent).error?.issues).toBeUndefined();
        expect(TemplateCard.safeParse(renderUpdate(card)).error?.issues).toBeUndefined();
        expect(renderText(card)).not.toBe('');
      }),
      { numRuns: 500 },
    );
  });

  it('[PM2] never carries a number: only the mask the lead has', () => {
    fc.assert(
      fc.property(cards, ({ card }) => {
        expect(JSON.stringify([renderUpdate(card), renderText(card)])).not.toContain(PHONE);
      }),
    );
  });

  it('carries no link, translation or writing direction of a stranger', () => {
    fc.assert(
      fc.property(cards, ({ card }) => {
        const texts = JSON.stringify([renderUpdate(card), renderText(card)]);
        expect(texts).not.toMatch(/<[a-z/!?]|\$userName=|[\u202A-\u202E\u2066-\u2069]/i);
      }),
      { numRuns: 300 },
    );
  });

  it('[CH2] every button names this lead and the revision that is shown', () => {
    fc.assert(
      fc.property(cards, ({ view, card }) => {
        for (const key of keysOf(card)) {
          expect(parseActionKey(key)).toMatchObject({ subjectId: view.lead.id, revision: view.lead.rev });
        }
        expect(new Set(keysOf(card)).size).toBe(keysOf(card).length);
      }),
    );
  });

  it('[CH2] nothing can be pressed once the lead is closed', () => {
    fc.assert(
      fc.property(cards, ({ view, card }) => {
        fc.pre(!view.lead.open);
        expect(keysOf(card)).toEqual([]);
        expect(card.outcome).toBeTruthy();
      }),
    );
  });

  it('the lead card of somebody else has nothing to press and says where the lead went', () => {
    fc.assert(
      fc.property(views, (view) => {
        fc.pre(view.lead.ownerId !== view.reader.staffId);
        const card = leadCard(view, render);
        expect(keysOf(card)).toEqual([]);
        expect(card.outcome).toBeTruthy();
      }),
    );
  });

  it('is a pure function: the same record draws the same card', () => {
    fc.assert(
      fc.property(views, (view) => {
        expect(leadCard(structuredClone(view), render)).toEqual(leadCard(view, render));
      }),
    );
  });
});
