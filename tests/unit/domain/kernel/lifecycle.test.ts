import { describe, expect, it } from 'vitest';
import { defineLifecycle } from '#domain/kernel/lifecycle';

const labels = { draft: '草稿', sent: '已发送', done: '完成' };
const build = () =>
  defineLifecycle({
    initial: 'draft',
    labels,
    transitions: { draft: ['sent'], sent: ['sent', 'draft', 'done'], done: [] },
  });

describe('a declared life cycle', () => {
  const ALLOWED = ['draft>sent', 'sent>sent', 'sent>draft', 'sent>done'];
  const pairs = (['draft', 'sent', 'done'] as const).flatMap((from) =>
    (['draft', 'sent', 'done'] as const).map((to) => [from, to] as const),
  );

  it.each(pairs)('%s → %s', (from, to) => {
    const allowed = ALLOWED.includes(`${from}>${to}`);
    const cycle = build();
    expect(cycle.canMove(from, to)).toBe(allowed);
    if (allowed) expect(() => cycle.assertMove(from, to)).not.toThrow();
    else {
      expect(() => cycle.assertMove(from, to)).toThrow(
        expect.objectContaining({
          code: 'ILLEGAL_TRANSITION',
          message: `当前状态“${labels[from]}”不能变为“${labels[to]}”`,
        }),
      );
    }
  });

  it('knows its states, where it starts and where it ends', () => {
    const cycle = build();
    expect(cycle.states).toEqual(['draft', 'sent', 'done']);
    expect(cycle.initial).toBe('draft');
    expect(cycle.states.filter((state) => cycle.isFinal(state))).toEqual(['done']);
    expect(cycle.next('sent')).toEqual(['sent', 'draft', 'done']);
  });

  it('a transition to a state nobody declared fails at load', () => {
    expect(() =>
      defineLifecycle({ initial: 'a', labels: { a: '甲' }, transitions: { a: ['b' as 'a'] } }),
    ).toThrow('unknown state b');
  });

  it('a state nobody can reach fails at load, and names itself', () => {
    expect(() =>
      defineLifecycle<'a' | 'b' | 'c'>({
        initial: 'a',
        labels: { a: '甲', b: '乙', c: '丙' },
        transitions: { a: ['a'], b: ['c'], c: [] },
      }),
    ).toThrow('unreachable states b, c');
  });
});
