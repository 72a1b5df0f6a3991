import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import {
  byTurn,
  cohortKey,
  EMPTY_TURN,
  narrowTurn,
  nextByQuota,
  type Turner,
  type TurnState,
  takeTurn,
} from '#domain/assignment/fair-turn';

type Choose = (turners: readonly Turner[], seed: string, turn: TurnState) => string;
const byWait: Choose = (turners, seed, turn) => [...turners].sort(byTurn(seed, turn))[0]!.staffId;

const team = (weights: readonly number[]): Turner[] =>
  weights.map((weight, i) => ({ staffId: `s${i}`, weight }));

/** Serves `steps` leads and tells `check` the counts after each. */
function serve(
  choose: Choose,
  turners: readonly Turner[],
  steps: number,
  check: (counts: Map<string, number>, step: number) => void,
  start: TurnState = EMPTY_TURN,
): TurnState {
  const counts = new Map(turners.map(({ staffId }) => [staffId, 0]));
  let turn = start;
  for (let step = 1; step <= steps; step++) {
    const chosen = choose(turners, 'team', turn);
    counts.set(chosen, counts.get(chosen)! + 1);
    turn = takeTurn(turn, turners, chosen, true);
    check(counts, step);
  }
  return turn;
}

const spread = (counts: Map<string, number>) => Math.max(...counts.values()) - Math.min(...counts.values());

/** The worst |count − share| of a step. */
function error(turners: readonly Turner[], counts: Map<string, number>, step: number): number {
  const total = turners.reduce((sum, { weight }) => sum + weight, 0);
  return Math.max(
    ...turners.map(({ staffId, weight }) => Math.abs(counts.get(staffId)! - (weight / total) * step)),
  );
}

const people = fc.uniqueArray(fc.stringMatching(/^[a-z0-9.@_-]{1,8}$/), { minLength: 1, maxLength: 9 });
const weights = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 2, maxLength: 8 });

describe('[AS7] taking turns', () => {
  test.prop([fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 80 })])(
    '[L3] equal shares differ by at most one at every prefix',
    (size, steps) => {
      serve(byWait, team(Array(size).fill(1)), steps, (counts) =>
        expect(spread(counts)).toBeLessThanOrEqual(1),
      );
    },
  );

  test.prop([
    fc.array(
      fc.tuple(fc.subarray(['a', 'b', 'c', 'd', 'e'], { minLength: 1 }), fc.integer({ min: 1, max: 15 })),
    ),
  ])(
    '[L3] equal shares differ by at most one within every stretch of unchanged candidates, whatever came before',
    (stretches) => {
      let turn = EMPTY_TURN;
      for (const [ids, steps] of stretches) {
        const turners = ids.map((staffId) => ({ staffId, weight: 1 }));
        turn = serve(byWait, turners, steps, (counts) => expect(spread(counts)).toBeLessThanOrEqual(1), turn);
      }
    },
  );

  it('somebody back from leave gets one lead early, not all that were missed', () => {
    const all = team([1, 1, 1]);
    let turn = serve(byWait, all, 3, () => {});
    turn = serve(byWait, all.slice(0, 2), 40, () => {}, turn);
    serve(
      byWait,
      all,
      6,
      (counts, step) => {
        if (step === 1) expect(counts.get('s2')).toBe(1);
        if (step === 6) expect([...counts.values()]).toEqual([2, 2, 2]);
      },
      turn,
    );
  });

  it('the first in line depends neither on the order of ids nor on who was hired first', () => {
    const first = new Map<string, number>();
    const ids = ['a01', 'b02', 'c03', 'd04'];
    for (let i = 0; i < 2_000; i++) {
      const chosen = byWait(
        ids.map((staffId) => ({ staffId, weight: 1 })),
        `team-${i}`,
        EMPTY_TURN,
      );
      first.set(chosen, (first.get(chosen) ?? 0) + 1);
    }
    // 500 each on average; 5 standard deviations (σ ≈ 19.4) either way.
    for (const id of ids) expect(Math.abs(first.get(id)! - 500)).toBeLessThan(97);
  });

  test.prop([people, fc.integer()])(
    'the order in which candidates are listed decides nothing',
    (ids, salt) => {
      const turners = ids.map((staffId, i) => ({ staffId, weight: 1 + ((i + Math.abs(salt)) % 3) }));
      const turn = serve(nextByQuota, turners, 5, () => {});
      const reversed = [...turners].reverse();
      expect(byWait(reversed, 'x', turn)).toBe(byWait(turners, 'x', turn));
      expect(nextByQuota(reversed, 'x', turn)).toBe(nextByQuota(turners, 'x', turn));
      expect(cohortKey(reversed)).toBe(cohortKey(turners));
    },
  );
});

describe('[AS7] taking turns by weight', () => {
  test.prop([weights, fc.integer({ min: 1, max: 300 })], { numRuns: 400 })(
    '[L3] every count stays within 1 − 1/(2k−2) of its exact share at every prefix',
    (ws, steps) => {
      const turners = team(ws);
      const bound = 1 - 1 / (2 * ws.length - 2) + 1e-9;
      serve(nextByQuota, turners, steps, (counts, step) =>
        expect(error(turners, counts, step)).toBeLessThanOrEqual(bound),
      );
    },
  );

  test.prop([fc.integer({ min: 2, max: 9 }), fc.integer({ min: 1, max: 60 })])(
    '[L3] equal weights differ by at most one',
    (size, steps) => {
      serve(nextByQuota, team(Array(size).fill(7)), steps, (counts) =>
        expect(spread(counts)).toBeLessThanOrEqual(1),
      );
    },
  );

  test.prop([weights, fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 60 })])(
    '[L3] each cohort keeps its own error below one while absences come and go',
    (ws, absences) => {
      const all = team(ws);
      const counts = new Map<string, Map<string, number>>();
      const steps = new Map<string, number>();
      let turn = EMPTY_TURN;
      for (const absent of absences) {
        const here = all.filter((_, i) => i !== absent || all.length === 1);
        const chosen = nextByQuota(here, 'team', turn);
        turn = takeTurn(turn, here, chosen, true);
        const key = cohortKey(here);
        const mine = counts.get(key) ?? new Map(here.map(({ staffId }) => [staffId, 0]));
        mine.set(chosen, mine.get(chosen)! + 1);
        counts.set(key, mine);
        steps.set(key, (steps.get(key) ?? 0) + 1);
        expect(error(here, mine, steps.get(key)!)).toBeLessThan(1);
      }
    },
  );

  it('the usual smooth weighted round robin would break the bound: the check can fail', () => {
    const smooth: Choose = (turners, _seed, turn) => {
      const total = turners.reduce((sum, { weight }) => sum + weight, 0);
      const lag = ({ staffId, weight }: Turner) =>
        (weight / total) * (turn.seq + 1) - (turn.given[staffId] ?? 0);
      return [...turners].sort((a, b) => lag(b) - lag(a))[0]!.staffId;
    };
    const worst = (choose: Choose) => {
      let most = 0;
      const turners = team([37, 36, 2, 2, 2, 2, 2, 2]);
      serve(choose, turners, 300, (counts, step) => {
        most = Math.max(most, error(turners, counts, step));
      });
      return most;
    };
    expect(worst(nextByQuota)).toBeLessThan(0.94);
    expect(worst(smooth)).toBeGreaterThan(worst(nextByQuota));
  });

  it('forgets no count after a whole round, and remembers a bounded number of cohorts', () => {
    const turn = serve(nextByQuota, team([3, 2, 1]), 6, () => {});
    expect(turn.cohorts).toMatchObject([{ n: 0, given: {} }]);
    expect(turn.given).toEqual({ s0: 3, s1: 2, s2: 1 });
    let many = turn;
    for (let weight = 1; weight < 40; weight++) many = takeTurn(many, team([weight, 1]), 's0', true);
    expect(many.cohorts).toHaveLength(16);
    expect(many.seq).toBe(45);
  });

  test.prop([weights, fc.integer({ min: 0, max: 40 })])(
    'the narrowed state decides the same',
    (ws, steps) => {
      const all = team(ws);
      const some = all.slice(0, Math.max(1, ws.length - 1));
      const turn = serve(
        nextByQuota,
        some,
        steps,
        () => {},
        serve(nextByQuota, all, steps, () => {}),
      );
      const narrow = narrowTurn(turn, some, true);
      expect(narrow.cohorts.length).toBeLessThanOrEqual(1);
      expect(nextByQuota(some, 'team', narrow)).toBe(nextByQuota(some, 'team', turn));
      expect(byWait(some, 'team', narrow)).toBe(byWait(some, 'team', turn));
    },
  );
});
