/** A child of an event: text goes into CDATA, numbers stay bare, an array repeats the element. */
export type XmlValue = string | number | XmlFields | readonly (string | XmlFields)[];
export interface XmlFields {
  readonly [name: string]: XmlValue | undefined;
}

/** `<xml>…</xml>` in the order given, one line, as production sends it. */
export function eventXml(fields: XmlFields): string {
  return `<xml>${elements(fields)}</xml>`;
}

function elements(fields: XmlFields): string {
  return Object.entries(fields)
    .map(([name, value]) => element(name, value))
    .join('');
}

function element(name: string, value: XmlValue | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return `<${name}>${value}</${name}>`;
  if (typeof value === 'string') return `<${name}>${cdata(value)}</${name}>`;
  if (Array.isArray(value)) return value.map((item: string | XmlFields) => element(name, item)).join('');
  return `<${name}>${elements(value as XmlFields)}</${name}>`;
}

/** `]]>` inside text would end the section: it is split over two. */
export function cdata(value: string): string {
  return `<![CDATA[${value.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}
