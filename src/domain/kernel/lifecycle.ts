import { appError } from './errors.ts';

/** A life cycle as data: which state may follow which. Checked when declared. */
export interface Lifecycle<S extends string> {
  readonly states: readonly S[];
  readonly initial: S;
  /** States that may follow `from`. */
  next(from: S): readonly S[];
  canMove(from: S, to: S): boolean;
  /** Throws ILLEGAL_TRANSITION (with the labels people know) when `to` may not follow `from`. */
  assertMove(from: S, to: S): void;
  isFinal(state: S): boolean;
}

/**
 * Declares a life cycle. Throws at load when a transition names an unknown state or a state cannot be
 * reached from `initial`: a typo must not wait for production.
 */
export function defineLifecycle<S extends string>(definition: {
  initial: S;
  transitions: Readonly<Record<S, readonly S[]>>;
  labels: Readonly<Record<S, string>>;
}): Lifecycle<S> {
  const { initial, transitions, labels } = definition;
  const states = Object.keys(transitions) as S[];
  const reached = new Set<S>([initial]);
  const queue: S[] = [initial];
  for (let state = queue.shift(); state !== undefined; state = queue.shift()) {
    for (const to of transitions[state] ?? unknownState(state)) {
      if (!reached.has(to)) {
        reached.add(to);
        queue.push(to);
      }
    }
  }
  const lost = states.filter((state) => !reached.has(state));
  if (lost.length > 0) throw new Error(`lifecycle: unreachable states ${lost.join(', ')}`);
  const canMove = (from: S, to: S) => transitions[from].includes(to);
  return {
    states,
    initial,
    next: (from) => transitions[from],
    canMove,
    assertMove: (from, to) => {
      if (!canMove(from, to)) throw appError('ILLEGAL_TRANSITION', { from: labels[from], to: labels[to] });
    },
    isFinal: (state) => transitions[state].length === 0,
  };
}

function unknownState(state: string): never {
  throw new Error(`lifecycle: unknown state ${state}`);
}
