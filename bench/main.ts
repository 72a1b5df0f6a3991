/** `npm run bench [-- --only=callback,leads,timers,start] [--quick] [--write]`: the figures of docs/benchmarks.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type BenchDatabase, startDatabase } from './database.ts';
import { describeMachine, loadNow } from './machine.ts';
import { type BenchOptions, readOptions, type SectionName } from './options.ts';
import { isMet, renderSection, replaceBlock, type Section } from './report.ts';

const DOCUMENT = fileURLToPath(new URL('../docs/benchmarks.md', import.meta.url));

/** Each part is loaded when its turn comes, so that none is measured with another's modules in memory. */
const SECTIONS: Readonly<Record<SectionName, (database: BenchDatabase, quick: boolean) => Promise<Section>>> =
  {
    callback: async (database, quick) =>
      (await import('./callbacks.ts')).measureCallbacks(
        database.uri('bench_callback'),
        quick ? { rounds: 2, requests: 500, openSeconds: 1 } : { rounds: 5, requests: 6_000, openSeconds: 5 },
      ),
    leads: async (database, quick) =>
      (await import('./leads.ts')).measureLeads(
        database.uri('bench_leads'),
        quick ? { rounds: 2, leads: 200 } : { rounds: 5, leads: 2_000 },
      ),
    timers: async (database, quick) =>
      (await import('./timers-section.ts')).measureTimerRounds(
        database.uri('bench_timers'),
        quick ? { rounds: 1, asleep: 10_000, due: 2_000 } : { rounds: 3, asleep: 1_000_000, due: 50_000 },
      ),
    start: async (database, quick) =>
      (await import('./start.ts')).measureStart(
        database.uri('bench_start'),
        quick ? { rounds: 2, idleRounds: 1, idleSeconds: 2 } : { rounds: 7, idleRounds: 3, idleSeconds: 10 },
      ),
  };

async function run(options: BenchOptions): Promise<void> {
  const database = await startDatabase();
  const sections: Section[] = [];
  try {
    const machine = describeMachine(database.version);
    console.log(`${machine}\n`);
    if (options.write) write('machine', `${machine}.\n`);
    for (const name of options.only) {
      const before = loadNow();
      const section = await SECTIONS[name](database, options.quick);
      const day = new Date().toISOString().slice(0, 10);
      const load = `Measured on ${day}; load average (1 min) ${before} before and ${loadNow()} after.`;
      const text = renderSection(section, options.quick ? `Quick sizes, not for record. ${load}` : load);
      console.log(text);
      // At once: a later part that fails must not take these figures along.
      if (options.write) write(name, text);
      sections.push(section);
    }
  } finally {
    await database.stop();
  }
  const figures = sections.flatMap((section) => section.figures);
  console.log(`${figures.filter(isMet).length} of ${figures.length} goals met`);
}

function write(block: string, content: string): void {
  writeFileSync(DOCUMENT, replaceBlock(readFileSync(DOCUMENT, 'utf8'), block, content));
}

await run(readOptions(process.argv.slice(2)));
process.exit(0);
