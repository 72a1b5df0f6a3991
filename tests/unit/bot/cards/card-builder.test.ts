import { describe, expect, it } from 'vitest';
import { createActionTable } from '#bot/actions/action';
import { cardActions } from '#bot/actions/card.actions';
import { leadActions } from '#bot/actions/lead.actions';
import { formatActionKey, parseActionKey } from '#bot/cards/action-key';
import { createCardBuilders } from '#bot/cards/card-builder';

const builder = (card: string) => ({ card, build: async () => [] });

describe('tables that are put together at start', () => {
  it('finds a builder by the kind of card', () => {
    const builders = createCardBuilders([builder('lead'), builder('lead.manager')]);
    expect([...builders.keys()]).toEqual(['lead', 'lead.manager']);
  });

  it('refuses two builders for one card, instead of drawing with either', () => {
    expect(() => createCardBuilders([builder('lead'), builder('lead')])).toThrow(
      'card lead has two builders',
    );
  });

  it('refuses an action that is registered twice', () => {
    expect(() => createActionTable(leadActions, { 'lead.accept': async () => ({}) })).toThrow(
      'action lead.accept is registered twice',
    );
  });

  it('holds an answer for every button', () => {
    expect([...createActionTable(leadActions, cardActions).keys()].sort()).toEqual([
      'card.done',
      'lead.accept',
      'lead.assign_to',
      'lead.contact',
      'lead.follow_up',
      'lead.lose',
      'lead.lose_for',
      'lead.reveal',
      'lead.save_follow_up',
      'lead.transfer',
      'lead.transfer_to',
      'lead.why',
    ]);
  });
});

describe('keys of buttons', () => {
  it('come back as they were given', () => {
    const key = { action: 'lead.save_follow_up', subjectId: '01J0000000000000000000000A', revision: 12 };
    expect(parseActionKey(formatActionKey(key))).toEqual(key);
  });

  it.each([
    '',
    'lead.accept',
    'lead.accept|01J',
    'lead.accept|01J|-1',
    'lead.accept|01J|1e9',
    'lead.accept|01J|1234567890',
    'lead.accept|../../x|1',
    'Lead.Accept|01J|1',
    'lead.accept|01J|1|extra',
    ' lead.accept|01J|1',
    'lead.accept|01J|1\n',
    `lead.accept|${'x'.repeat(41)}|1`,
    '__proto__|01J|1',
  ])('%j is not one of ours', (text) => {
    expect(parseActionKey(text)).toBeNull();
  });
});
