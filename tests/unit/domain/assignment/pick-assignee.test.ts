import { describe, expect, it } from 'vitest';
import { EMPTY_TURN } from '#domain/assignment/fair-turn';
import {
  type Candidate,
  EXCLUSION_LABELS,
  exclusionOf,
  pickAssignee,
} from '#domain/assignment/pick-assignee';

const person = (overrides: Partial<Candidate> = {}): Candidate => ({
  staffId: 'a',
  name: '甲',
  weight: 1,
  status: 'active',
  onDuty: true,
  onLeave: false,
  busy: false,
  barred: false,
  closed: false,
  open: 0,
  openCap: null,
  today: 0,
  dailyCap: null,
  ...overrides,
});
const pick = (
  members: Candidate[],
  method: 'round_robin' | 'weighted' | 'least_open' = 'round_robin',
  turn = EMPTY_TURN,
) => pickAssignee({ method, seed: 'team-x', members, turn });

describe('[AS2] who is left out', () => {
  it.each([
    ['left', { status: 'left' }],
    ['previous_owner', { barred: true }],
    ['off_duty', { onDuty: false }],
    ['on_leave', { onLeave: true }],
    ['busy', { busy: true }],
    ['off_hours', { closed: true }],
    ['daily_cap', { today: 5, dailyCap: 5 }],
    ['open_cap', { open: 3, openCap: 2 }],
  ] as const)('%s', (reason, overrides) => {
    expect(exclusionOf(person(overrides))).toBe(reason);
    const result = pick([person(overrides), person({ staffId: 'b' })]);
    expect(result).toMatchObject({
      chosenId: 'b',
      excluded: [{ staffId: 'a', reason }],
      tieBreak: 'only_candidate',
    });
    expect(EXCLUSION_LABELS[reason]).toMatch(/\p{Script=Han}/u);
  });

  it('one below a cap is in; a cap of zero is out; several reasons give the first', () => {
    expect(exclusionOf(person({ today: 4, dailyCap: 5, open: 1, openCap: 2 }))).toBeNull();
    expect(exclusionOf(person({ dailyCap: 0 }))).toBe('daily_cap');
    expect(exclusionOf(person({ status: 'left', busy: true, onDuty: false }))).toBe('left');
  });

  it('nobody at all gives nobody', () => {
    expect(pick([])).toMatchObject({ chosenId: null, excluded: [], tieBreak: null });
    expect(pick([person({ busy: true })])).toMatchObject({ chosenId: null, excluded: [{ reason: 'busy' }] });
  });
});

describe('[AS2] by method', () => {
  const two = [person({ open: 4 }), person({ staffId: 'b', open: 1 })];

  it('least open takes the least loaded, and turns among equals', () => {
    expect(pick(two, 'least_open')).toMatchObject({ chosenId: 'b', tieBreak: 'fewest_open' });
    const equal = [person(), person({ staffId: 'b' }), person({ staffId: 'c', open: 2 })];
    const turn = { ...EMPTY_TURN, seq: 3, last: { a: 3, b: 2, c: 1 } };
    expect(pick(equal, 'least_open', turn)).toMatchObject({ chosenId: 'b', tieBreak: 'longest_wait' });
  });

  it('round robin ignores load and weight, and lets those never served draw lots', () => {
    const turn = { ...EMPTY_TURN, seq: 2, last: { b: 1, a: 2 } };
    expect(pick(two, 'round_robin', turn)).toMatchObject({ chosenId: 'b', tieBreak: 'longest_wait' });
    const fresh = [...two, person({ staffId: 'new' })];
    expect(pick(fresh, 'round_robin', turn)).toMatchObject({ chosenId: 'new', tieBreak: 'drawn_lot' });
  });

  it('weighted serves the larger share first', () => {
    const members = [person({ weight: 1 }), person({ staffId: 'b', weight: 9 })];
    expect(pick(members, 'weighted')).toMatchObject({ chosenId: 'b', tieBreak: 'quota', method: 'weighted' });
  });
});
