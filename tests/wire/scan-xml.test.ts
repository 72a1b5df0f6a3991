import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanXml } from '#bot/platforms/wecom/wire/scan-xml';
import { buildXml, LIST_TAGS, parseByLibrary, parseXml } from '#bot/platforms/wecom/wire/xml';
import vectors from '../fixtures/wecom/vectors.json' with { type: 'json' };

/** Where the short cut answers, the library must answer the same. */
function agrees(text: string): boolean {
  const scanned = scanXml(text, LIST_TAGS);
  if (scanned === null) return true;
  expect(parseByLibrary(text)).toEqual({ ok: true, root: scanned });
  return true;
}

const tag = fc.stringMatching(/^[A-Z][A-Za-z0-9]{0,12}$/);
const value = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('', ' ', '00123', '<a>', ']]>', '&amp;', '<!-- x -->', '张三'),
);
const flat = fc.dictionary(tag, value, { maxKeys: 10 });
const nested = fc.dictionary(tag, fc.oneof(value, flat), { maxKeys: 6 });

/** Pieces from which both good and broken documents arise. */
const piece = fc.constantFrom(
  '<xml>',
  '</xml>',
  '<A>',
  '</A>',
  '<B>',
  '</B>',
  '<![CDATA[',
  ']]>',
  'text',
  ' ',
  '\n',
  '&lt;',
  '&',
  '>',
  '<',
  '<A x="1">',
  '<a>',
  '</a>',
  '<?pi?>',
  '<!-- c -->',
  '<SelectedItem>',
  '</SelectedItem>',
  '<OptionId>',
  '</OptionId>',
  '<A/>',
  '<__proto__>',
  '</__proto__>',
  '\u0000',
  '\r\n',
);

describe('the short cut for plain callbacks', () => {
  it('takes what WeCom sends today, and gives what the library gives', () => {
    const plain = vectors.filter(
      (vector) => vector.msg.startsWith('<xml>') && !vector.msg.includes('\n') && vector.msg.length > 100,
    );
    expect(plain.length).toBeGreaterThan(1);
    for (const { msg } of plain) {
      expect(scanXml(msg, LIST_TAGS), msg).not.toBeNull();
      agrees(msg);
    }
  });

  it('takes everything our own builder writes, lists included', () => {
    const text = buildXml({
      ToUserName: 'ww1',
      SelectedItems: { SelectedItem: [{ QuestionKey: 'q', OptionIds: { OptionId: ['a', 'b'] } }] },
      AgentID: 1,
    });
    expect(scanXml(text, LIST_TAGS)).toMatchObject({
      SelectedItems: { SelectedItem: [{ OptionIds: { OptionId: ['a', 'b'] } }] },
      AgentID: '1',
    });
    agrees(text);
  });

  it('agrees with the library on anything built of any values', () => {
    fc.assert(
      fc.property(nested, (fields) => agrees(buildXml(fields))),
      { numRuns: 2_000 },
    );
  });

  it('agrees with the library on heaps of broken pieces, or stays silent', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => agrees(`<xml>${pieces.join('')}</xml>`)),
      { numRuns: 20_000 },
    );
  });

  it.each([
    ['blanks between elements', '<xml>\n<A>1</A>\n</xml>'],
    ['an attribute', '<xml><A b="c">1</A></xml>'],
    ['an entity', '<xml><A>a&lt;b</A></xml>'],
    ['a repeated tag', '<xml><A>1</A><A>2</A></xml>'],
    ['two CDATA sections', '<xml><A><![CDATA[a]]><![CDATA[b]]></A></xml>'],
    ['something after the end', '<xml><A>1</A></xml><xml></xml>'],
    ['an unclosed element', '<xml><A>1</xml>'],
    ['crossed elements', '<xml><A><B>1</A></B></xml>'],
    ['a reserved name', '<xml><__proto__>1</__proto__></xml>'],
    ['deep nesting', `<xml>${'<A>'.repeat(40)}1${'</A>'.repeat(40)}</xml>`],
    ['a self-closed element', '<xml><A/></xml>'],
    ['nothing at all', ''],
  ])('leaves %s to the library', (_, text) => {
    expect(scanXml(text, LIST_TAGS)).toBeNull();
  });

  it('never sees a document type, not even one inside CDATA', () => {
    expect(parseXml('<xml><A><![CDATA[<!DOCTYPE x>]]></A></xml>')).toEqual({ ok: false, reason: 'doctype' });
  });
});
