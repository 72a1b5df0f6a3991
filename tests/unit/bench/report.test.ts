import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SECTION_NAMES } from '../../../bench/options.ts';
import { type Figure, isMet, number, renderSection, replaceBlock } from '../../../bench/report.ts';

const DOCUMENT = readFileSync(join(import.meta.dirname, '../../../docs/benchmarks.md'), 'utf8');

function figure(goal: Figure['goal'], median: number): Figure {
  return {
    id: 'made-up',
    what: 'something ÷ its floor',
    goal,
    unit: '×',
    result: { min: 1, median, max: 9 },
  };
}

const section = (figures: Figure[]) => ({
  ...{ name: 'start', title: 'A part', figures, notes: ['Checked: all of it.'] },
  measured: [{ what: 'its floor', unit: 'ms', result: { min: 1, median: 2_345.6, max: 3 } }],
});

describe('report', () => {
  it('lets the median decide, at the limit in favour', () => {
    expect(isMet(figure({ atMost: 5 }, 5))).toBe(true);
    expect(isMet(figure({ atMost: 5 }, 5.01))).toBe(false);
    expect(isMet(figure({ atLeast: 0.5 }, 0.5))).toBe(true);
    expect(isMet(figure({ atLeast: 0.5 }, 0.49))).toBe(false);
    expect(isMet(figure({ atMost: 5 }, Number.NaN))).toBe(false);
  });

  it('writes three digits, separators from a thousand on, and never 0.00 for a small value', () => {
    expect([0, 0.0123, 0.5, 3.168, 25, 243.4, 11_479].map(number)).toEqual([
      '0.00',
      '0.0123',
      '0.50',
      '3.17',
      '25.0',
      '243',
      '11,479',
    ]);
    expect(number(Number.POSITIVE_INFINITY)).toBe('–');
  });

  it('shows a met goal in one row, with its conditions and what it was made of', () => {
    const text = renderSection(section([figure({ atMost: 5 }, 3.2)]), 'Measured somewhere.');
    expect(text).toContain('| something ÷ its floor | ≤ 5.00 × | **3.20 ×** | 1.00 × | 9.00 × | met |');
    expect(text).toContain('| its floor | 2,346 | 1.00 | 3.00 | ms |');
    expect(text).toContain('Measured somewhere.');
    expect(text).toContain('Checked: all of it.');
    expect(text).not.toContain('Missed');
  });

  it('never shows a missed goal without a reason, even one nobody has found yet', () => {
    const text = renderSection(section([figure({ atLeast: 10 }, 3)]), '');
    expect(text).toContain('**missed** |');
    expect(text).toContain('**Missed: something ÷ its floor.** The reason is not known yet.');
  });

  it('says a reason once for all the goals it explains', () => {
    const missed = ['one', 'two'].map((what) => ({ ...figure({ atMost: 1 }, 3), id: 'leads-rate', what }));
    const text = renderSection(section(missed), '');
    expect(text).toContain('**Missed: one; two.** The clocks of a new lead');
    expect(text.match(/\*\*Missed/g)).toHaveLength(1);
  });

  it('replaces the figures of one part and leaves every other byte alone', () => {
    const once = replaceBlock(DOCUMENT, 'leads', 'first\n');
    const twice = replaceBlock(once, 'leads', 'second\n');
    expect(twice).toContain('<!-- figures: leads -->\nsecond\n<!-- end: leads -->');
    expect(twice).not.toContain('first\n');
    expect(replaceBlock(twice, 'leads', '')).toBe(replaceBlock(DOCUMENT, 'leads', ''));
    expect(() => replaceBlock(DOCUMENT, 'weather', '')).toThrow('weather');
  });

  it('finds a place for every part in docs/benchmarks.md', () => {
    for (const name of ['machine', ...SECTION_NAMES]) {
      expect(replaceBlock(DOCUMENT, name, `here ${name}\n`)).toContain(`here ${name}\n`);
    }
  });
});
