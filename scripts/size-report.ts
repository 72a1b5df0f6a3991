interface Sized {
  readonly path: string;
  readonly lines: number;
}

const LIMITS = { median: 75, p90: 250, max: 400, testsToSource: 1 } as const;

/** Judges file lengths and the amount of tests; `problems` is empty when all limits hold. */
export function sizeReport(
  source: readonly Sized[],
  tests: readonly Sized[],
): { summary: string; problems: readonly string[] } {
  const sorted = source.map((file) => file.lines).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  const sum = (files: readonly Sized[]) => files.reduce((total, file) => total + file.lines, 0);
  const [median, p90, ratio] = [at(0.5), at(0.9), sum(tests) / Math.max(1, sum(source))];
  const problems: string[] = [];
  if (median > LIMITS.median) problems.push(`median of ${median} lines, at most ${LIMITS.median}`);
  if (p90 > LIMITS.p90) problems.push(`90 % within ${p90} lines, at most ${LIMITS.p90}`);
  for (const { path, lines } of source) {
    if (lines > LIMITS.max) problems.push(`${path}: ${lines} lines, at most ${LIMITS.max}`);
  }
  if (ratio < LIMITS.testsToSource) problems.push(`tests to source ${ratio.toFixed(2)} : 1, at least 1 : 1`);
  const counts = `${source.length} source files, ${sum(source)} lines, ${sum(tests)} lines of tests`;
  return { summary: `${counts}; median ${median}, p90 ${p90}, ratio ${ratio.toFixed(2)}`, problems };
}
