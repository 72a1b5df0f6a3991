import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { describeReplay } from '../../../src/console/src/pages/admin/describe-replay.ts';

const of = (accepted: number, merged: number, rejected: number) => ({
  replayed: accepted + merged + rejected,
  accepted,
  merged,
  rejected,
});

describe('[LC3] what a replay came to', () => {
  it.each([
    [of(0, 0, 0), '没有需要重放的报文'],
    [of(3, 0, 0), '重放 3 条：3 条新线索'],
    [of(1, 2, 0), '重放 3 条：1 条新线索，2 条合并'],
    [of(0, 0, 5), '重放 5 条：5 条仍未接收'],
    [of(1, 1, 1), '重放 3 条：1 条新线索，1 条合并，1 条仍未接收'],
  ])('%j is said as %s', (summary, text) => {
    expect(describeReplay(summary)).toBe(text);
  });

  it('of payloads that vanished meanwhile says that nothing changed', () => {
    expect(describeReplay({ replayed: 2, accepted: 0, merged: 0, rejected: 0 })).toBe('重放 2 条：没有变化');
  });

  test.prop([fc.nat(999), fc.nat(999), fc.nat(999)])('names no count of zero and every other', (a, m, r) => {
    const text = describeReplay(of(a, m, r));
    expect(/(^|[^\d])0 条/.test(text)).toBe(false);
    for (const [count, what] of [
      [a, '条新线索'],
      [m, '条合并'],
      [r, '条仍未接收'],
    ] as const) {
      expect(text.includes(`${count} ${what}`)).toBe(count > 0);
    }
  });
});
