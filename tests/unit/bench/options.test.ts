import { describe, expect, it } from 'vitest';
import { readOptions, SECTION_NAMES } from '../../../bench/options.ts';

describe('bench options', () => {
  it('runs every part in full and writes nothing when not asked', () => {
    expect(readOptions([])).toEqual({ only: SECTION_NAMES, quick: false, write: false });
  });

  it('runs the parts named, once each and in the usual order', () => {
    expect(readOptions(['--only=start,callback,start', '--write'])).toEqual({
      ...{ only: ['callback', 'start'], quick: false, write: true },
    });
  });

  it.each([['--only=weather'], ['--only='], ['--fast'], ['start']])(
    'refuses %s and says what there is',
    (argument) => {
      expect(() => readOptions([argument])).toThrow(/callback/);
    },
  );

  it('keeps quick figures out of the record', () => {
    expect(() => readOptions(['--quick', '--write'])).toThrow(/record/);
  });
});
