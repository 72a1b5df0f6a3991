import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBot } from '#bot/index';
import { assignmentSubscribers } from '#domain/assignment/index';
import { auditSubscriber } from '#domain/audit/index';
import { clockSubscribers } from '#domain/clocks/index';
import { systemClock } from '#infra/clock';
import { createLogger } from '#infra/logger';
import { configurationTable, eventsDocument, replaceBetween } from './docs-text.ts';

const ROOT = join(import.meta.dirname, '..');
const check = process.argv.includes('--check');

/** Every reaction there is, wired as the product wires them but connected to nothing. */
function allSubscribers() {
  const options = { platforms: new Map(), publicUrl: '', clock: systemClock, logger: createLogger('silent') };
  const bot = createBot({ ...options, templatesDirectory: join(ROOT, 'templates') });
  return [
    ...assignmentSubscribers(systemClock),
    ...clockSubscribers(systemClock),
    auditSubscriber,
    ...bot.subscribers,
  ];
}

/** Files whose content follows from the code, with what they should say. */
function documents(): Map<string, string> {
  const documents = new Map<string, string>();
  for (const [file, language] of [
    ['README.md', 'en'],
    ['README.zh-CN.md', 'zh'],
  ] as const) {
    const text = readFileSync(join(ROOT, file), 'utf8');
    documents.set(file, replaceBetween(text, 'configuration', configurationTable(language)));
  }
  documents.set('docs/events.md', eventsDocument(allSubscribers()));
  return documents;
}

let stale = 0;
for (const [file, text] of documents()) {
  const path = join(ROOT, file);
  let current = '';
  try {
    current = readFileSync(path, 'utf8');
  } catch {
    // Written for the first time.
  }
  if (current === text) continue;
  stale += 1;
  console.log(check ? `${file} is out of date: run npm run docs` : `${file} written`);
  if (!check) writeFileSync(path, text);
}
process.exit(check && stale > 0 ? 1 : 0);
