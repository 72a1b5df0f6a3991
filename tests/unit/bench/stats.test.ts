import { fc, it as prop } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { median, percentile, ratio, rotated, spread } from '../../../bench/stats.ts';

const values = fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 });

describe('stats', () => {
  it('takes the middle of an odd and between the two of an even number of values', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([1, 2, 10, 100])).toBe(6);
    expect(() => median([])).toThrow(RangeError);
  });

  prop.prop([values])('keeps the order min ≤ median ≤ max and does not disturb its input', (list) => {
    const before = [...list];
    const { min, median: middle, max } = spread(list);
    expect(min).toBeLessThanOrEqual(middle);
    expect(middle).toBeLessThanOrEqual(max);
    expect(list).toEqual(before);
  });

  it('gives the smallest value that the share does not exceed', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect(percentile(hundred, 0.99)).toBe(99);
    expect(percentile(hundred, 0.999)).toBe(100);
    expect(percentile(hundred, 0)).toBe(1);
    expect(percentile([7], 0.99)).toBe(7);
    expect(() => percentile([], 0.5)).toThrow(RangeError);
  });

  prop.prop([values, fc.double({ min: 0, max: 1, noNaN: true })])(
    'a percentile is one of the values, and enough of them are no greater',
    (list, share) => {
      const found = percentile(list, share);
      expect(list).toContain(found);
      expect(list.filter((value) => value <= found).length).toBeGreaterThanOrEqual(share * list.length);
    },
  );

  it('divides medians, and shows the rounds that were furthest from it', () => {
    expect(ratio([10, 20, 60], [10, 10, 20])).toEqual({ min: 1, median: 2, max: 3 });
    expect(() => ratio([1, 2], [1])).toThrow(RangeError);
  });

  it('lets each item come first, and follows none with the same one always', () => {
    const orders = [0, 1, 2, 3].map((round) => rotated(['a', 'b', 'c'], round).join(''));
    expect(new Set(orders.map((order) => order[0])).size).toBe(3);
    expect(new Set(orders).size).toBeGreaterThan(2);
    for (const order of orders) expect([...order].toSorted().join('')).toBe('abc');
  });
});
