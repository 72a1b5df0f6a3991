import type { ReactNode } from 'react';

/** Opens an address the way the phone does: inside itself. */
export type OpenLink = (url: string) => void;

const LINK = /<a\s[^>]*?href=["']([^"']*)["'][^>]*>([\s\S]*?)<\/a>|(https?:\/\/[^\s<>"，。；）]+)/gi;

/** `text` messages: line breaks, `<a href>` and bare addresses; everything else is shown as written. */
export function LinkedText({ content, openLink }: { content: string; openLink: OpenLink }) {
  return (
    <>{pieces(content, LINK, (match, key) => linkOf(match[1] ?? match[3] ?? '', match[2], key, openLink))}</>
  );
}

function linkOf(url: string, label: string | undefined, key: number, openLink: OpenLink) {
  return (
    <button type="button" className="link" key={key} onClick={() => openLink(url)}>
      {label ?? url}
    </button>
  );
}

/** `textcard` descriptions know `<div class="gray|highlight|normal">` and `<br>`; other tags are dropped. */
export function CardDescription({ html }: { html: string }) {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  return <>{Array.from(parsed.body.childNodes, describe)}</>;
}

function describe(node: Node, key: number): ReactNode {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  const element = node as Element;
  const children = Array.from(element.childNodes, describe);
  if (element.tagName === 'BR') return <br key={key} />;
  if (element.tagName !== 'DIV') return <span key={key}>{children}</span>;
  const tone = ['gray', 'highlight'].find((name) => element.classList.contains(name)) ?? 'normal';
  return (
    <div key={key} className={`desc-${tone}`}>
      {children}
    </div>
  );
}

const INLINE = /\*\*(.+?)\*\*|`([^`]+)`|\[([^\]]+)\]\(([^)]+)\)|<font color="?(\w+)"?>([\s\S]*?)<\/font>/g;

/** The subset of markdown WeCom knows: headings, bold, link, inline code, quote and three font colours. */
export function Markdown({ content, openLink }: { content: string; openLink: OpenLink }) {
  return (
    <div className="markdown">
      {content.split('\n').map((line, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of a finished text never move
        <MarkdownLine key={i} line={line} openLink={openLink} />
      ))}
    </div>
  );
}

function MarkdownLine({ line, openLink }: { line: string; openLink: OpenLink }) {
  const heading = /^#{1,6}\s+(.*)$/.exec(line);
  if (heading !== null) return <p className="md-heading">{inline(heading[1]!, openLink)}</p>;
  const quote = /^>\s?(.*)$/.exec(line);
  if (quote !== null) return <p className="md-quote">{inline(quote[1]!, openLink)}</p>;
  return <p>{line === '' ? '\u00a0' : inline(line, openLink)}</p>;
}

function inline(text: string, openLink: OpenLink): ReactNode[] {
  return pieces(text, INLINE, (match, key) => {
    const [, bold, code, label, url, color, colored] = match;
    if (bold !== undefined) return <strong key={key}>{inline(bold, openLink)}</strong>;
    if (code !== undefined) return <code key={key}>{code}</code>;
    if (label !== undefined) return linkOf(url ?? '', label, key, openLink);
    return (
      <span key={key} className={`md-${color ?? 'comment'}`}>
        {inline(colored ?? '', openLink)}
      </span>
    );
  });
}

/** Splits a text at every match and lets `draw` turn the matches into nodes. */
function pieces(text: string, pattern: RegExp, draw: (match: RegExpExecArray, key: number) => ReactNode) {
  const nodes: ReactNode[] = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > from) nodes.push(text.slice(from, match.index));
    nodes.push(draw(match, match.index));
    from = match.index + match[0].length;
  }
  if (from < text.length) nodes.push(text.slice(from));
  return nodes;
}
