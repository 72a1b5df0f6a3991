import { createHash } from 'node:crypto';

/** What a group remembers of whose turn it is. Plain data, kept in `team_turns` and copied into traces. */
export interface TurnState {
  /** Leads given by this group so far. */
  readonly seq: number;
  /** Per person: the `seq` of the last lead, for "who waited longest". */
  readonly last: Readonly<Record<string, number>>;
  /** Per person: leads given in all. */
  readonly given: Readonly<Record<string, number>>;
  /** Weighted counts per set of candidates and weights, newest first; see `nextByQuota`. */
  readonly cohorts: readonly Cohort[];
}

/** Counts within one unchanged set of candidates and weights. */
export interface Cohort {
  readonly key: string;
  readonly n: number;
  readonly given: Readonly<Record<string, number>>;
}

export interface Turner {
  readonly staffId: string;
  readonly weight: number;
}

/** Sets of candidates remembered, so that somebody's short absence does not restart the count. */
const MOST_COHORTS = 16;

export const EMPTY_TURN: TurnState = { seq: 0, last: {}, given: {}, cohorts: [] };

/** Names a set of candidates with their weights, whatever their order. */
export function cohortKey(turners: readonly Turner[]): string {
  const parts = turners.map(({ staffId, weight }) => `${staffId}*${weight}`).sort();
  return createHash('sha256').update(parts.join('|')).digest('base64url').slice(0, 16);
}

/**
 * Orders people by who waited longest; those never served come first, in an order drawn from the group's
 * seed, so that neither the id nor the day of hiring decides. Served in this order, equal shares never
 * differ by more than one in any stretch of unchanged candidates.
 */
export function byTurn(seed: string, turn: TurnState): (a: Turner, b: Turner) => number {
  const lot = (staffId: string) => createHash('sha256').update(`${seed}:${staffId}`).digest('hex');
  return (a, b) => {
    const waited = (turn.last[a.staffId] ?? 0) - (turn.last[b.staffId] ?? 0);
    if (waited !== 0) return waited;
    return lot(a.staffId) < lot(b.staffId) ? -1 : 1;
  };
}

/**
 * Whose turn it is by weight: the chairman assignment of Tijdeman (1980). Of those whose share is due, the
 * one with the earliest deadline is served; every count then stays within 1 − 1/(2k−2) of its exact share at
 * every step (largest-deficit, the usual "smooth weighted round robin", exceeds 1). Ties go by turn.
 */
export function nextByQuota(turners: readonly Turner[], seed: string, turn: TurnState): string {
  if (turners.length === 1) return turners[0]!.staffId;
  const cohort = findCohort(turn, cohortKey(turners));
  const total = turners.reduce((sum, { weight }) => sum + weight, 0);
  const step = cohort.n + 1;
  const scale = 2 * turners.length - 2;
  const due = turners
    .map((turner) => {
      // In units of 1/total: how far the exact share is ahead of what was given, were this step not theirs.
      const behind = turner.weight * step - (cohort.given[turner.staffId] ?? 0) * total;
      return { turner, behind, deadline: ((scale - 1) * total - scale * behind) / turner.weight };
    })
    .filter(({ behind }) => behind * scale >= total);
  const earliest = Math.min(...due.map(({ deadline }) => deadline));
  const tied = due.filter(({ deadline }) => deadline === earliest).map(({ turner }) => turner);
  return tied.sort(byTurn(seed, turn))[0]!.staffId;
}

/**
 * The state after `staffId` was served among `turners`. Counts per cohort are kept only where weights are
 * used: naming a cohort costs more than everything else here.
 */
export function takeTurn(
  turn: TurnState,
  turners: readonly Turner[],
  staffId: string,
  weighted: boolean,
): TurnState {
  const seq = turn.seq + 1;
  return {
    seq,
    last: { ...turn.last, [staffId]: seq },
    given: { ...turn.given, [staffId]: (turn.given[staffId] ?? 0) + 1 },
    cohorts: weighted ? countInCohort(turn, turners, staffId) : turn.cohorts,
  };
}

function countInCohort(turn: TurnState, turners: readonly Turner[], staffId: string): Cohort[] {
  const { key, n, given } = findCohort(turn, cohortKey(turners));
  const total = turners.reduce((sum, { weight }) => sum + weight, 0);
  // After as many steps as the weights add up to, everybody has exactly their share: the count starts anew.
  const next =
    n + 1 === total
      ? { key, n: 0, given: {} }
      : { key, n: n + 1, given: { ...given, [staffId]: (given[staffId] ?? 0) + 1 } };
  return [next, ...turn.cohorts.filter((cohort) => cohort.key !== key)].slice(0, MOST_COHORTS);
}

/** What of the state a decision among `staffIds` depends on: for the trace. */
export function narrowTurn(turn: TurnState, turners: readonly Turner[], weighted: boolean): TurnState {
  const ids = turners.map(({ staffId }) => staffId);
  const only = (counts: Readonly<Record<string, number>>) =>
    Object.fromEntries(ids.filter((id) => id in counts).map((id) => [id, counts[id]!]));
  const key = weighted ? cohortKey(turners) : null;
  return {
    seq: turn.seq,
    last: only(turn.last),
    given: only(turn.given),
    cohorts: turn.cohorts.filter((cohort) => cohort.key === key),
  };
}

function findCohort(turn: TurnState, key: string): Cohort {
  return turn.cohorts.find((cohort) => cohort.key === key) ?? { key, n: 0, given: {} };
}
