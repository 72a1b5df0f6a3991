import { describe, expect, it } from 'vitest';
import { CHANNEL_LABELS, isLostReason, LEAD_STATUS_LABELS, leadLifecycle } from '#domain/leads/index';

describe('[ST5] the life of a lead', () => {
  it('ends in 已成交 or 已战败 only', () => {
    const final = leadLifecycle.states.filter((state) => leadLifecycle.isFinal(state));
    expect(final.sort()).toEqual(['converted', 'lost']);
  });

  it('every open state can be lost, and can get an owner', () => {
    for (const state of leadLifecycle.states.filter((one) => !leadLifecycle.isFinal(one))) {
      expect([state, leadLifecycle.canMove(state, 'lost')]).toEqual([state, true]);
      expect([state, leadLifecycle.canMove(state, 'assigned')]).toEqual([state, true]);
    }
  });

  it.each([
    ['new', 'accepted'],
    ['unassigned', 'contacted'],
    ['accepted', 'accepted'],
    ['contacted', 'accepted'],
    ['contacted', 'contacted'],
    ['pooled', 'converted'],
    ['lost', 'assigned'],
    ['converted', 'lost'],
  ] as const)('never %s → %s', (from, to) => {
    expect(() => leadLifecycle.assertMove(from, to)).toThrow(
      expect.objectContaining({
        code: 'ILLEGAL_TRANSITION',
        details: { from: LEAD_STATUS_LABELS[from], to: LEAD_STATUS_LABELS[to] },
      }),
    );
  });

  it('has a word for every state and channel', () => {
    expect(Object.keys(LEAD_STATUS_LABELS).sort()).toEqual([...leadLifecycle.states].sort());
    expect(new Set(Object.values(CHANNEL_LABELS)).size).toBe(Object.keys(CHANNEL_LABELS).length);
  });

  it('knows its lost reasons and no others', () => {
    expect(isLostReason('price')).toBe(true);
    for (const other of ['', 'Price', 'toString', '__proto__']) expect(isLostReason(other)).toBe(false);
  });
});
