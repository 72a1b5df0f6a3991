/** What several rounds of one measurement gave. */
export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** The middle value; of an even number of values the mean of the two in the middle. Throws on none. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('no values');
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function spread(values: readonly number[]): Spread {
  return { min: Math.min(...values), median: median(values), max: Math.max(...values) };
}

/** The smallest value that at least `share` (0..1) of the values do not exceed. */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new RangeError('no values');
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))]!;
}

/**
 * How many times `base` the values are: the ratio of the medians, with the lowest and highest ratio that one
 * round gave. Both were measured in the same rounds, so index by index they shared the machine's mood.
 */
export function ratio(values: readonly number[], base: readonly number[]): Spread {
  if (values.length !== base.length) throw new RangeError('a ratio needs as many rounds on both sides');
  const each = values.map((value, round) => value / base[round]!);
  return { min: Math.min(...each), median: median(values) / median(base), max: Math.max(...each) };
}

/** The items in an order of their own per round, so that none is always measured after the same other. */
export function rotated<T>(items: readonly T[], round: number): T[] {
  const [first, ...rest] = items.map((_, i) => items[(i + round) % items.length]!);
  if (first === undefined) return [];
  return [first, ...(round % 2 === 0 ? rest : rest.reverse())];
}
