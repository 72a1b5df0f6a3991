/**
 * Group commit: callers hand in single items and wait; items that arrive while a batch is under way go
 * together in the next one. One durable write then serves many callers.
 */
export interface Batcher<I, R> {
  /** Resolves with this item's result, or rejects as its batch did. Throws `full` when too many wait. */
  add(item: I): Promise<R>;
  /** Resolves when nothing waits and nothing is under way. */
  drain(): Promise<void>;
  readonly waiting: number;
}

interface Waiting<I, R> {
  readonly item: I;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

export function createBatcher<I, R>(options: {
  /** Writes a batch; returns one result per item, in order. */
  run: (items: readonly I[]) => Promise<readonly R[]>;
  maxBatch: number;
  /** Batches under way at once. */
  concurrency: number;
  /** How long the first item of a batch waits for company, in milliseconds. Default 0: one macrotask. */
  lingerMs?: number;
  /** Items that may wait before `add` refuses. */
  maxWaiting: number;
  full: () => Error;
}): Batcher<I, R> {
  const { lingerMs = 0 } = options;
  const queue: Waiting<I, R>[] = [];
  const idle: (() => void)[] = [];
  let running = 0;
  let scheduled = false;

  const settle = () => {
    if (running === 0 && queue.length === 0) for (const resolve of idle.splice(0)) resolve();
  };
  const pump = () => {
    scheduled = false;
    while (running < options.concurrency && queue.length > 0) {
      const batch = queue.splice(0, options.maxBatch);
      running += 1;
      options
        .run(batch.map((entry) => entry.item))
        .then(
          (results) => {
            for (const [i, entry] of batch.entries()) entry.resolve(results[i]!);
          },
          (error: unknown) => {
            for (const entry of batch) entry.reject(error);
          },
        )
        .finally(() => {
          running -= 1;
          // Those who waited for this batch have company enough already, unless lingering was asked for.
          if (lingerMs === 0) pump();
          else schedule();
          settle();
        });
    }
  };
  // At least a macrotask later, so that requests of the same event-loop turn share a batch.
  const schedule = () => {
    if (scheduled || queue.length === 0) return;
    scheduled = true;
    if (lingerMs === 0 || queue.length >= options.maxBatch) setImmediate(pump);
    else setTimeout(pump, lingerMs);
  };
  return {
    add: (item) => {
      if (queue.length >= options.maxWaiting) return Promise.reject(options.full());
      return new Promise<R>((resolve, reject) => {
        queue.push({ item, resolve, reject });
        schedule();
      });
    },
    drain: () =>
      running === 0 && queue.length === 0 ? Promise.resolve() : new Promise((resolve) => idle.push(resolve)),
    get waiting() {
      return queue.length;
    },
  };
}
