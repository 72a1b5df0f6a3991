import { describe, expect, it } from 'vitest';
import { LEAD_STATUS_LABELS, type LeadStatus, leadLifecycle } from '#domain/leads/index';

/** Every status against every other; `x` is allowed. Read row → column. */
const MATRIX = `
             new unassigned assigned accepted contacted pooled converted lost
new          .   x          x        .        .         x      .         x
unassigned   .   x          x        .        .         x      .         x
assigned     .   x          x        x        x         x      x         x
accepted     .   x          x        .        x         x      x         x
contacted    .   x          x        .        .         x      x         x
pooled       .   x          x        .        .         .      .         x
converted    .   .          .        .        .         .      .         .
lost         .   .          .        .        .         .      .         .
`;
const [head, ...rows] = MATRIX.trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/));
const columns = head as LeadStatus[];
const cells = rows.flatMap(([from, ...marks]) =>
  marks.map((mark, i) => ({ from: from as LeadStatus, to: columns[i]!, allowed: mark === 'x' })),
);

describe('[ST5] the life of a lead, whole', () => {
  it('the table names every status once', () => {
    expect([...columns].sort()).toEqual([...leadLifecycle.states].sort());
    expect(cells).toHaveLength(columns.length ** 2);
  });

  it.each(cells)('$from → $to: $allowed', ({ from, to, allowed }) => {
    expect(leadLifecycle.canMove(from, to)).toBe(allowed);
    const move = () => leadLifecycle.assertMove(from, to);
    if (allowed) expect(move).not.toThrow();
    else expect(move).toThrow(`“${LEAD_STATUS_LABELS[from]}”不能变为“${LEAD_STATUS_LABELS[to]}”`);
  });

  it('nothing becomes new again, and nothing leaves the end', () => {
    for (const state of leadLifecycle.states) expect(leadLifecycle.canMove(state, 'new')).toBe(false);
    for (const end of ['converted', 'lost'] as const) expect(leadLifecycle.next(end)).toEqual([]);
  });

  it('an open lead can always end, in at most two moves', () => {
    for (const state of leadLifecycle.states.filter((one) => !leadLifecycle.isFinal(one))) {
      const ends = [state, ...leadLifecycle.next(state)].flatMap((one) => leadLifecycle.next(one));
      expect(ends).toContain('lost');
      expect(ends).toContain('converted');
    }
  });
});
