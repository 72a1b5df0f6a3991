import { describe, expect, it } from 'vitest';
import { interpretMessage } from '#bot/platforms/wecom/interpret';
import {
  changeContactEvent,
  changeExternalContactEvent,
  enterAgentEvent,
  templateCardEvent,
  templateCardMenuEvent,
  textMessage,
  visibilityEvent,
} from '#bot/platforms/wecom/wire/build-messages';

const head = { corpId: 'wwsandbox00000001', createTime: 1_790_000_000 };
const at = new Date(1_790_000_000_000);
const press = {
  ...head,
  userId: 'zhaoliu',
  eventKey: 'lead.lose|01J00000000000000000000000|4',
  taskId: 'card-1',
  cardType: 'button_interaction',
  responseCode: 'rc1',
  agentId: 1_000_002,
};
const pressed = {
  kind: 'press',
  userId: 'zhaoliu',
  key: press.eventKey,
  cardId: 'card-1',
  selected: {},
  updateCode: 'rc1',
  at,
};

/** The same message as other versions of the platform write it. */
const spelled: [string, (raw: string) => string][] = [
  ['as built', (raw) => raw],
  ['with an element on each line', (raw) => raw.replace(/(<\/\w+>)</g, '$1\n<')],
  ['with the elements in reverse order', (raw) => reversed(raw)],
  ['without CDATA', (raw) => raw.replaceAll('<![CDATA[', '').replaceAll(']]>', '')],
];

describe('presses', () => {
  it.each(spelled)('[CH1] a button %s', (_name, spell) => {
    expect(interpretMessage(spell(templateCardEvent(press)))).toEqual(pressed);
  });

  it('[CH1] an entry of the menu', () => {
    expect(interpretMessage(templateCardMenuEvent(press))).toEqual(pressed);
  });

  it.each([
    ['one option', { reason: ['price'] }],
    ['several questions and options', { method: ['call'], when: ['d1', 'd2'], third: ['x'] }],
    ['nothing chosen', { reason: [] }],
  ])('[CH1] brings %s', (_name, selected) => {
    expect(interpretMessage(templateCardEvent({ ...press, selected }))).toEqual({ ...pressed, selected });
  });

  it('gives no update code when the platform gives none', () => {
    for (const raw of [
      templateCardEvent({ ...press, responseCode: '' }),
      templateCardEvent(press).replace(/<ResponseCode>.*?<\/ResponseCode>/, ''),
    ]) {
      expect(interpretMessage(raw)).toEqual({ ...pressed, updateCode: null });
    }
  });

  it('a question called like a prototype member is just a question', () => {
    const event = interpretMessage(templateCardEvent({ ...press, selected: { constructor: ['x'] } }));
    expect(event).toMatchObject({ kind: 'press' });
    expect(event.kind === 'press' && Object.entries(event.selected)).toEqual([['constructor', ['x']]]);
  });

  it('a press without card or key is kept, not acted on', () => {
    expect(interpretMessage(templateCardEvent({ ...press, eventKey: '' }))).toEqual({
      kind: 'other',
      name: 'template_card_event',
      at,
    });
  });
});

describe('words and visits', () => {
  it.each(spelled.slice(0, 3))('a text %s', (_name, spell) => {
    const raw = textMessage({
      ...head,
      userId: '00123',
      content: '转派 给张三',
      msgId: '4561255354251345929',
      agentId: 1,
    });
    expect(interpretMessage(spell(raw))).toEqual({ kind: 'text', userId: '00123', text: '转派 给张三', at });
  });

  it.each(spelled)('opening the chat %s', (_name, spell) => {
    const raw = enterAgentEvent({ ...head, userId: 'u', agentId: 1 });
    expect(interpretMessage(spell(raw))).toEqual({ kind: 'chat_opened', userId: 'u', at });
  });
});

describe('contacts', () => {
  it.each([
    ['create_user', { userId: 'u' }, { type: 'member_upserted', userId: 'u', newUserId: null }],
    [
      'update_user',
      { userId: 'u', newUserId: 'v' },
      { type: 'member_upserted', userId: 'u', newUserId: 'v' },
    ],
    ['delete_user', { userId: 'u' }, { type: 'member_removed', userId: 'u' }],
    ['create_party', { partyId: 3 }, { type: 'structure' }],
    ['update_party', { partyId: 3 }, { type: 'structure' }],
    ['delete_party', { partyId: 3 }, { type: 'structure' }],
  ] as const)('%s', (changeType, rest, change) => {
    const event = interpretMessage(changeContactEvent({ ...head, changeType, ...rest }));
    expect(event).toEqual({ kind: 'contacts_changed', change, at });
  });

  it('an app that sees no contact events learns of members by their visibility', () => {
    const of = { ...head, userId: 'u', agentId: 1 };
    expect(interpretMessage(visibilityEvent({ ...of, name: 'subscribe' }))).toEqual({
      kind: 'contacts_changed',
      change: { type: 'member_upserted', userId: 'u', newUserId: null },
      at,
    });
    expect(interpretMessage(visibilityEvent({ ...of, name: 'unsubscribe' }))).toMatchObject({
      change: { type: 'member_removed', userId: 'u' },
    });
  });

  it('a change without a member is kept, not acted on', () => {
    const event = interpretMessage(changeContactEvent({ ...head, changeType: 'delete_user' }));
    expect(event).toEqual({ kind: 'other', name: 'change_contact.delete_user', at });
  });
});

describe('customers', () => {
  const who = { userId: 'zhaoliu', externalUserId: 'wmSANDBOX1' };
  it.each(['add_external_contact', 'add_half_external_contact'] as const)('%s', (changeType) => {
    const raw = changeExternalContactEvent({
      ...head,
      ...who,
      changeType,
      state: 'ch_展会A',
      welcomeCode: 'WC',
    });
    expect(interpretMessage(raw)).toEqual({
      kind: 'customer_added',
      ...who,
      state: 'ch_展会A',
      welcomeCode: 'WC',
      at,
    });
  });

  it('an added customer without state and welcome code', () => {
    const raw = changeExternalContactEvent({ ...head, ...who, changeType: 'add_external_contact' });
    expect(interpretMessage(raw)).toMatchObject({ kind: 'customer_added', state: null, welcomeCode: null });
  });

  it.each([
    ['edit_external_contact', 'customer_edited'],
    ['del_external_contact', 'customer_removed'],
    ['del_follow_user', 'customer_removed'],
  ] as const)('%s', (changeType, kind) => {
    expect(interpretMessage(changeExternalContactEvent({ ...head, ...who, changeType }))).toEqual({
      kind,
      ...who,
      at,
    });
  });

  it('a kind of change nobody handles keeps its name', () => {
    const raw = changeExternalContactEvent({ ...head, ...who, changeType: 'del_follow_user' });
    expect(interpretMessage(raw.replace('del_follow_user', 'transfer_fail'))).toEqual({
      kind: 'other',
      name: 'change_external_contact.transfer_fail',
      at,
    });
  });
});

describe('everything else', () => {
  it.each([
    ['an image', 'image', 'MsgType', 'image'],
    ['a location event', 'LOCATION', 'Event', 'LOCATION'],
  ])('%s', (_name, value, tag, name) => {
    const raw = enterAgentEvent({ ...head, userId: 'u', agentId: 1 });
    const changed = raw.replace(new RegExp(`<${tag}>.*?</${tag}>`), `<${tag}>${value}</${tag}>`);
    expect(interpretMessage(changed)).toEqual({ kind: 'other', name, at });
  });

  it.each(['', 'not xml', '<xml></xml>', '<!DOCTYPE a><xml></xml>'])('never throws for stored %j', (raw) => {
    expect(interpretMessage(raw).kind).toBe('other');
  });
});

/** The children of the root in reverse order. */
function reversed(raw: string): string {
  const inner = raw.slice('<xml>'.length, -'</xml>'.length);
  const children = inner.match(/<(\w+)>(?:<!\[CDATA\[[\s\S]*?\]\]>|[^<]*|<\w+>[\s\S]*?)<\/\1>/g) ?? [];
  return `<xml>${children.reverse().join('')}</xml>`;
}
