import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  changeContactEvent,
  changeExternalContactEvent,
  enterAgentEvent,
  templateCardEvent,
  templateCardMenuEvent,
  textMessage,
  visibilityEvent,
} from '#bot/platforms/wecom/wire/build-messages';
import { readMessage } from '#bot/platforms/wecom/wire/messages';
import { buildXml, MAX_XML_BYTES, parseXml } from '#bot/platforms/wecom/wire/xml';

const head = { corpId: 'wwsandbox00000001', createTime: 1_790_000_000 };
const press = {
  ...head,
  userId: 'zhaoliu',
  eventKey: 'lead.accept|A|1',
  taskId: 'card-1',
  cardType: 'button_interaction',
  responseCode: 'rc1',
  agentId: 1_000_002,
};

function read(raw: string) {
  const result = readMessage(raw);
  if (!result.ok) throw new Error(result.reason);
  return result.message;
}

describe('what the builders write, the schemas read', () => {
  it.each([
    [
      'text',
      textMessage({
        ...head,
        userId: 'u',
        content: '你好 <b>&amp;</b>',
        msgId: '6972028683187026694',
        agentId: 1,
      }),
    ],
    ['template_card_event', templateCardEvent(press)],
    ['template_card_menu_event', templateCardMenuEvent(press)],
    ['enter_agent', enterAgentEvent({ ...head, userId: 'u', agentId: 1 })],
    ['subscribe', visibilityEvent({ ...head, userId: 'u', agentId: 1, name: 'subscribe' })],
    ['unsubscribe', visibilityEvent({ ...head, userId: 'u', agentId: 1, name: 'unsubscribe' })],
    [
      'change_contact',
      changeContactEvent({ ...head, changeType: 'update_user', userId: 'u', newUserId: 'v' }),
    ],
    [
      'change_external_contact',
      changeExternalContactEvent({
        ...head,
        changeType: 'add_external_contact',
        userId: 'u',
        externalUserId: 'w',
      }),
    ],
  ])('%s', (kind, raw) => {
    const message = read(raw);
    expect(message.kind).toBe(kind);
    expect(message.base).toMatchObject({ ToUserName: head.corpId, CreateTime: '1790000000' });
  });

  it('whatever people type arrives unchanged', () => {
    const typed = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc.constantFrom(']]>', '<![CDATA[x]]>', '&lt;', 'a]]>]]>b', '\n', ' x '),
    );
    fc.assert(
      fc.property(typed, (content) => {
        const message = read(textMessage({ ...head, userId: 'u', content, msgId: '1', agentId: 1 }));
        expect(message.kind === 'text' && message.body.Content).toBe(content);
      }),
      { numRuns: 300 },
    );
  });

  it('characters XML has no place for are left out instead of making the message unreadable', () => {
    const message = read(
      textMessage({ ...head, userId: 'u', content: 'a\u0000\u0008\uD800b\uFFFFc', msgId: '1', agentId: 1 }),
    );
    expect(message).toMatchObject({ body: { Content: 'abc' } });
  });

  it('selected options come back as lists, one or many', () => {
    const message = read(
      templateCardEvent({ ...press, selected: { reason: ['r1'], days: ['d1', 'd2'], none: [] } }),
    );
    expect(message).toMatchObject({
      kind: 'template_card_event',
      body: {
        SelectedItems: [
          { QuestionKey: 'reason', OptionIds: ['r1'] },
          { QuestionKey: 'days', OptionIds: ['d1', 'd2'] },
          { QuestionKey: 'none', OptionIds: [] },
        ],
      },
    });
  });
});

describe('readMessage', () => {
  it('keeps ids as they were written: leading zeros, hexadecimal, 64 bits', () => {
    for (const id of ['00123', '123', '0x7B', '1.23e2', '+123', '6972028683187026694']) {
      expect(
        read(visibilityEvent({ ...head, userId: id, agentId: 1, name: 'subscribe' })).base.FromUserName,
      ).toBe(id);
    }
  });

  it('takes event names in any case', () => {
    const raw = enterAgentEvent({ ...head, userId: 'u', agentId: 1 }).replace('enter_agent', 'ENTER_AGENT');
    expect(read(raw).kind).toBe('enter_agent');
  });

  it.each(['constructor', 'hasOwnProperty', 'toString', '__proto__', ''])(
    'knows no event called %j',
    (name) => {
      const raw = enterAgentEvent({ ...head, userId: 'u', agentId: 1 }).replace('enter_agent', name);
      expect(read(raw).kind).toBe('unknown');
    },
  );

  it('calls a known event of an undocumented shape unknown instead of guessing', () => {
    expect(read(templateCardEvent({ ...press, taskId: '' })).kind).toBe('unknown');
    const twice = templateCardEvent(press).replace('<EventKey>', '<EventKey>other</EventKey><EventKey>');
    expect(read(twice).kind).toBe('unknown');
  });

  it.each([
    [
      'a suite event of a third-party app',
      '<xml><SuiteId>s</SuiteId><InfoType>create_auth</InfoType></xml>',
      'bad_shape',
    ],
    [
      'two senders',
      templateCardEvent(press).replace('<MsgType>', '<FromUserName>sys</FromUserName><MsgType>'),
      'bad_shape',
    ],
    ['a time that is no number', templateCardEvent(press).replace('1790000000', '1e9'), 'bad_shape'],
    ['JSON', '{"ToUserName":"x"}', 'bad_xml'],
    ['another root', '<html></html>', 'bad_xml'],
    ['two roots', '<xml></xml><xml></xml>', 'bad_xml'],
    ['an open element', '<xml><a></xml>', 'bad_xml'],
    ['a reserved name', '<xml><__proto__>1</__proto__></xml>', 'bad_xml'],
    ['20,000 nested elements', `<xml>${'<a>'.repeat(20_000)}`, 'bad_xml'],
    ['a document type', '<!DOCTYPE a><xml><a/></xml>', 'doctype'],
    ['more than 64 KB', `<xml>${'x'.repeat(MAX_XML_BYTES)}</xml>`, 'too_large'],
    ['more than 64 KB in few characters', `<xml>${'字'.repeat(30_000)}</xml>`, 'too_large'],
  ])('refuses %s', (_name, raw, reason) => {
    expect(readMessage(raw)).toEqual({ ok: false, reason });
  });
});

describe('XML', () => {
  it('expands no entities, neither outside CDATA nor inside', () => {
    const parsed = parseXml('<xml><A>a&amp;b&#65;</A><B><![CDATA[&amp;]]></B></xml>');
    expect(parsed).toMatchObject({ ok: true, root: { A: 'a&amp;b&#65;', B: '&amp;' } });
  });

  it('ignores attributes, declarations and blanks between elements', () => {
    const parsed = parseXml('<?xml version="1.0"?>\n<xml a="1">\n<A x="y">1</A>\n</xml>');
    expect(parsed).toMatchObject({ ok: true, root: { A: '1' } });
  });

  it('writes strings as CDATA, numbers bare, lists by repeating, and leaves out what is undefined', () => {
    expect(buildXml({ A: 'x', N: 5, L: ['1', '2'], O: { B: 'y' }, U: undefined })).toBe(
      '<xml><A><![CDATA[x]]></A><N>5</N><L><![CDATA[1]]></L><L><![CDATA[2]]></L><O><B><![CDATA[y]]></B></O></xml>',
    );
  });
});
