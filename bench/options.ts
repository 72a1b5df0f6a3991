export const SECTION_NAMES = ['callback', 'leads', 'timers', 'start'] as const;
export type SectionName = (typeof SECTION_NAMES)[number];

export interface BenchOptions {
  readonly only: readonly SectionName[];
  /** Small sizes: shows that it runs, says little. */
  readonly quick: boolean;
  /** Puts the figures into docs/benchmarks.md. */
  readonly write: boolean;
}

/** Reads the arguments of `npm run bench`. Throws on anything it does not know, and on `--quick --write`. */
export function readOptions(argv: readonly string[]): BenchOptions {
  let only: readonly SectionName[] = SECTION_NAMES;
  let quick = false;
  let write = false;
  for (const argument of argv) {
    if (argument === '--quick') quick = true;
    else if (argument === '--write') write = true;
    else if (argument.startsWith('--only=')) only = readNames(argument.slice('--only='.length));
    else throw new Error(`${argument}: give --only=${SECTION_NAMES.join(',')}, --quick or --write`);
  }
  if (quick && write) throw new Error('--quick figures are not for the record: leave --write or --quick out');
  return { only, quick, write };
}

function readNames(list: string): SectionName[] {
  const names = list.split(',');
  const unknown = names.find((name) => !SECTION_NAMES.some((known) => known === name));
  if (unknown !== undefined) throw new Error(`--only: “${unknown}” is none of ${SECTION_NAMES.join(', ')}`);
  return SECTION_NAMES.filter((name) => names.includes(name));
}
