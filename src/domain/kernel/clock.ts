/**
 * Time as a port. Product code asks an injected clock and never the system; the launcher may run a
 * sandboxed deployment on an adjustable clock so that a newcomer can skip a night.
 */
export interface Clock {
  /** The current instant (UTC inside, zone only when shown). */
  now(): Date;
}

/** A clock for tests: stands still until told to move. */
export interface ManualClock extends Clock {
  advance(ms: number): void;
  set(at: Date): void;
}

/** A clock that stands at `start` until it is moved. */
export function createManualClock(start: Date): ManualClock {
  let at = start.getTime();
  return {
    now: () => new Date(at),
    advance: (ms) => {
      at += ms;
    },
    set: (to) => {
      at = to.getTime();
    },
  };
}
