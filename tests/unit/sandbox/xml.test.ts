import { decrypt, encrypt, getSignature } from '@wecom/crypto';
import { XMLParser } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { openReply, sealEcho, sealEvent } from '#sandbox/callbacks/envelope';
import { withQuery } from '#sandbox/callbacks/sender';
import { cdata, eventXml } from '#sandbox/callbacks/xml';
import { openCore } from './open-core.ts';

const parser = new XMLParser({ parseTagValue: false, cdataPropName: '' });
const inner = (xml: string) => new XMLParser({ parseTagValue: false }).parse(xml).xml;

describe('XML as the platform writes it', () => {
  it.each<[string, Parameters<typeof eventXml>[0], string]>([
    ['text goes into CDATA', { Event: 'click' }, '<xml><Event><![CDATA[click]]></Event></xml>'],
    ['numbers stay bare', { AgentID: 7 }, '<xml><AgentID>7</AgentID></xml>'],
    ['zero is a number', { AgentID: 0 }, '<xml><AgentID>0</AgentID></xml>'],
    ['an empty text is there', { EventKey: '' }, '<xml><EventKey><![CDATA[]]></EventKey></xml>'],
    ['undefined is not', { A: undefined, B: 1 }, '<xml><B>1</B></xml>'],
    ['order is kept', { B: 1, A: 2 }, '<xml><B>1</B><A>2</A></xml>'],
    [
      'a list repeats the element',
      { OptionId: ['a', 'b'] },
      '<xml><OptionId><![CDATA[a]]></OptionId><OptionId><![CDATA[b]]></OptionId></xml>',
    ],
    ['an empty list leaves nothing', { OptionId: [] }, '<xml></xml>'],
    [
      'objects nest',
      { Items: { Item: [{ Key: 'q' }, { Key: 'r' }] } },
      '<xml><Items><Item><Key><![CDATA[q]]></Key></Item><Item><Key><![CDATA[r]]></Key></Item></Items></xml>',
    ],
  ])('%s', (_what, fields, xml) => {
    expect(eventXml(fields)).toBe(xml);
  });

  it.each([
    'plain',
    'a]]>b',
    ']]>]]>',
    ']]',
    '<script>&amp;',
    '张伟 按下“接单”',
    'line\nbreak',
    '😀',
    ']]&gt;',
  ])('%j survives a parser written by others', (text) => {
    expect(inner(`<xml><T>${cdata(text)}</T></xml>`).T).toBe(text);
  });

  it('never lets a person break out of the section', () => {
    const xml = eventXml({ Content: ']]><Event>forged</Event><![CDATA[' });
    const parsed = parser.parse(xml).xml as Record<string, unknown>;
    expect(Object.keys(parsed)).toEqual(['Content']);
  });
});

describe('the envelope', () => {
  const receiver = { url: 'http://127.0.0.1:1/cb', token: 'aToken', aesKey: `${'k'.repeat(42)}A` };

  it('is signed over exactly what it carries, and opens to what went in', () => {
    const { core } = openCore();
    const { query, body } = sealEvent(core, receiver, '<xml>张伟</xml>', 1_000_002);
    const given = new URLSearchParams(query);
    const sealed = inner(body).Encrypt as string;
    expect(given.get('msg_signature')).toBe(
      getSignature(receiver.token, given.get('timestamp')!, given.get('nonce')!, sealed),
    );
    expect(decrypt(receiver.aesKey, sealed)).toMatchObject({
      message: '<xml>张伟</xml>',
      id: core.credentials.corpId,
    });
    expect(given.get('timestamp')).toBe(String(core.clock.seconds()));
  });

  it.each<[number | null, string | undefined]>([
    [1_000_002, '1000002'],
    [0, '0'],
    [null, undefined],
  ])('names the agent %s outside, or nobody', (agentId, shown) => {
    const { core } = openCore();
    const { body } = sealEvent(core, receiver, 'x', agentId);
    expect(inner(body).AgentID).toBe(shown);
  });

  it('never repeats a ciphertext, a nonce or a signature for the same message', () => {
    const { core } = openCore();
    const sent = Array.from({ length: 20 }, () => sealEvent(core, receiver, 'same', null));
    expect(new Set(sent.map((each) => each.body)).size).toBe(20);
    expect(new Set(sent.map((each) => new URLSearchParams(each.query).get('nonce'))).size).toBe(20);
    expect(new Set(sent.map((each) => new URLSearchParams(each.query).get('msg_signature'))).size).toBe(20);
  });

  it('asks with an echo a receiver can open, also for a foreign corp', () => {
    const { core } = openCore();
    const own = sealEcho(core, receiver, '1234567890');
    expect(decrypt(receiver.aesKey, own.get('echostr')!)).toMatchObject({
      message: '1234567890',
      id: core.credentials.corpId,
    });
    const foreign = sealEcho(core, receiver, '1234567890', 'wwother');
    expect(decrypt(receiver.aesKey, foreign.get('echostr')!).id).toBe('wwother');
  });

  it.each<[string, (sealed: string) => string, boolean]>([
    ['with CDATA', (sealed) => `<xml><Encrypt><![CDATA[${sealed}]]></Encrypt></xml>`, true],
    ['without', (sealed) => `<xml><Encrypt>${sealed}</Encrypt></xml>`, true],
    ['with white space', (sealed) => `<xml><Encrypt>\n ${sealed}\n</Encrypt></xml>`, true],
    ['half a ciphertext', (sealed) => `<xml><Encrypt>${sealed.slice(0, 20)}</Encrypt></xml>`, false],
    ['no ciphertext', () => '<xml></xml>', false],
    ['success', () => 'success', false],
    ['nothing', () => '', false],
  ])('reads a reply %s', (_what, reply, isRead) => {
    const { core } = openCore();
    const sealed = encrypt(receiver.aesKey, 'answer', core.credentials.corpId);
    expect(openReply(core, receiver, reply(sealed))).toBe(isRead ? 'answer' : null);
  });

  it('ignores a reply for another corp', () => {
    const { core } = openCore();
    const sealed = encrypt(receiver.aesKey, 'answer', 'wwother');
    expect(openReply(core, receiver, `<xml><Encrypt>${sealed}</Encrypt></xml>`)).toBeNull();
  });

  it.each([
    ['http://a/cb', 'http://a/cb?x=1'],
    ['http://a/cb?v=2', 'http://a/cb?v=2&x=1'],
  ])('keeps the query of %s', (url, asked) => {
    expect(withQuery(url, 'x=1')).toBe(asked);
  });
});
