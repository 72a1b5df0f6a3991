import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser';
import { scanXml } from './scan-xml.ts';

/** Parsed XML: every leaf is the string as sent; repeated tags are arrays. */
export interface XmlNode {
  readonly [tag: string]: XmlValue;
}
export type XmlValue = string | XmlNode | readonly (string | XmlNode)[];

/** What goes into `buildXml`: strings become CDATA, numbers stand bare, arrays repeat their tag. */
export interface XmlFields {
  readonly [tag: string]: XmlField;
}
export type XmlField = string | number | undefined | XmlFields | readonly (string | XmlFields)[];

export type XmlRefusal = 'too_large' | 'doctype' | 'bad_xml';
export type ParsedXml =
  | { readonly ok: true; readonly root: XmlNode }
  | { readonly ok: false; readonly reason: XmlRefusal };

/** Larger bodies are refused unread; real callbacks stay below 8 KB. */
export const MAX_XML_BYTES = 64 * 1024;

/** Tags that are lists even when only one element is sent (wecom docs 90240). */
export const LIST_TAGS: ReadonlySet<string> = new Set(['SelectedItem', 'OptionId']);

// No value parsing: `00123`, `0x7B` and `123` must stay three different members. No entities: nothing to
// expand, and CDATA that happens to hold `&amp;` stays as it was written.
const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  htmlEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  isArray: (tag) => LIST_TAGS.has(tag),
});

const builder = new XMLBuilder({ cdataPropName: '#cdata', suppressEmptyNode: false });

/** Reads the single `<xml>` element of a callback. Refuses rather than throws, whatever the bytes are. */
export function parseXml(text: string): ParsedXml {
  if (text.length > MAX_XML_BYTES || Buffer.byteLength(text) > MAX_XML_BYTES) return refuse('too_large');
  if (/<!\s*(?:DOCTYPE|ENTITY)/i.test(text)) return refuse('doctype');
  const root = scanXml(text, LIST_TAGS);
  return root === null ? parseByLibrary(text) : { ok: true, root };
}

/** The general parser: every form the short cut leaves alone. Exported as the measure of the short cut. */
export function parseByLibrary(text: string): ParsedXml {
  try {
    if (XMLValidator.validate(text) !== true) return refuse('bad_xml');
    const document = parser.parse(text) as Record<string, unknown>;
    const root = document.xml;
    if (typeof root !== 'object' || root === null || Array.isArray(root)) return refuse('bad_xml');
    return { ok: true, root: root as XmlNode };
  } catch {
    // Reserved names (`__proto__`), too deep nesting: the parser refuses by throwing.
    return refuse('bad_xml');
  }
}

/** `<xml>…</xml>` with strings in CDATA (a `]]>` inside is split) and characters XML forbids left out. */
export function buildXml(fields: XmlFields): string {
  return builder.build({ xml: wrap(fields) });
}

function wrap(value: Exclude<XmlField, undefined>): unknown {
  if (typeof value === 'string') return { '#cdata': value.replace(FORBIDDEN, '') };
  if (typeof value === 'number') return value;
  if (Array.isArray(value)) return value.map((item: string | XmlFields) => wrap(item));
  const entries = Object.entries(value as XmlFields).flatMap(([tag, field]) =>
    field === undefined ? [] : [[tag, wrap(field)] as const],
  );
  return Object.fromEntries(entries);
}

/** Controls but tab and line breaks, lone surrogates, non-characters: XML 1.0 has no place for them. */
const FORBIDDEN = /(?![\t\n\r])[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu;

function refuse(reason: XmlRefusal): ParsedXml {
  return { ok: false, reason };
}
