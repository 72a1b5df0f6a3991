import { declaredEvents } from '#events/domain-event';
import type { Subscriber } from '#events/subscriber';
import { VARIABLES, type VariableNote } from '#infra/config-variables';

/** Replaces what stands between `<!-- name:start -->` and `<!-- name:end -->`. Throws when a mark is missing. */
export function replaceBetween(text: string, name: string, content: string): string {
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`the marks of ${name} are missing`);
  return `${text.slice(0, from + start.length)}\n${content}\n${text.slice(to)}`;
}

const FALLBACKS_ZH: Readonly<Record<string, string>> = {
  'an embedded mongod': '内置 mongod',
  'found on PATH or fetched': '在 PATH 中查找，或自动获取一次',
  'generated in DATA_DIR without real credentials': '未接真实凭证时自动生成在 DATA_DIR',
};

/** The environment variables as a table; every one that the code reads, and no other. */
export function configurationTable(language: 'en' | 'zh'): string {
  const head =
    language === 'en'
      ? ['| variable | meaning | default |', '|---|---|---|']
      : ['| 变量 | 含义 | 默认值 |', '|---|---|---|'];
  const rows = (Object.entries(VARIABLES) as [string, VariableNote][]).map(
    ([name, { what, whatZh, fallback }]) =>
      `| \`${name}\` | ${language === 'en' ? what : whatZh} | ${fallback === null ? '—' : language === 'en' ? fallback : (FALLBACKS_ZH[fallback] ?? fallback)} |`,
  );
  return [...head, ...rows].join('\n');
}

/** Every declared event: what it means and who reacts to it. */
export function eventsDocument(subscribers: readonly Subscriber[]): string {
  const rows = [...declaredEvents()]
    .sort((a, b) => a.type.localeCompare(b.type))
    .map(({ type, means }) => {
      const reactions = subscribers
        .filter((subscriber) => subscriber.on.includes(type))
        .map(({ id }) => `\`${id}\``);
      return `| \`${type}\` | ${means} | ${reactions.join(', ') || '—'} |`;
    });
  return [
    '# Events',
    '',
    'A command changes state and records an event in the same transaction (`outbox_events`); the relay carries it to its',
    'subscribers at least once each. Payloads hold ids and codes, never personal data. Written by `npm run docs`.',
    '',
    '| event | when, and who cares | subscribers |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
