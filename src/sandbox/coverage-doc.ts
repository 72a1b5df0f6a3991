import { COMMON_CODES, COVERAGE, type CoverageEntry } from './coverage.ts';

const LEVELS = { simulated: 'simulated', partly: 'partly', not: 'not simulated' } as const;

/** The text of `docs/platform-coverage.md`. */
export function coverageDocument(): string {
  const areas = ['API', 'Page', 'Callback'] as const;
  const count = (level: CoverageEntry['level']) => COVERAGE.filter((entry) => entry.level === level).length;
  return [
    '# What the sandbox plays of WeCom',
    '',
    'Generated from `src/sandbox/coverage.ts` by `npx tsx --conditions=source src/sandbox/coverage-main.ts`; edit the table, not this page.',
    '',
    `${count('simulated')} simulated, ${count('partly')} partly, ${count('not')} not. What is not simulated answers HTTP 404 and is named in the sandbox's log.`,
    '',
    `Every API with a token may also answer ${COMMON_CODES.join(', ')}. **Any** code, on any API, as often as wanted, comes with \`POST /_sandbox/faults {"api":"message/send","errcode":45033,"count":2}\`; so do delays, cut connections, HTML, half JSON and empty answers, and lower rate limits.`,
    '',
    'Not played at all: TLS, trusted IPs (60020 answers while `POST /_sandbox/faults {"allowIps":["203.0.113.9"]}` stands), app visibility (everybody sees everything), licences, the daily person-send quota.',
    ...areas.flatMap(section),
    '',
  ].join('\n');
}

function section(area: CoverageEntry['area']): string[] {
  const entries = COVERAGE.filter((entry) => entry.area === area);
  return [
    '',
    `## ${{ API: 'APIs', Page: 'Pages', Callback: 'Callbacks' }[area]}`,
    '',
    '| what | how far | codes of its own accord | notes |',
    '|---|---|---|---|',
    ...entries.map(row),
  ];
}

function row({ path, level, codes, notes }: CoverageEntry): string {
  return `| \`${path}\` | ${LEVELS[level]} | ${codes.join(', ') || '–'} | ${notes || '–'} |`;
}
