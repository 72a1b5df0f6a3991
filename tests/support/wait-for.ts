import { setTimeout as delay } from 'node:timers/promises';

/**
 * Polls until the predicate gives something truthy, and gives that back. Fails with `what` and the last
 * error or value after `timeoutMs`. A predicate that throws counts as "not yet".
 */
export async function waitFor<T>(
  predicate: () => T | Promise<T>,
  options: { timeoutMs?: number; what?: string } = {},
): Promise<Exclude<Awaited<T>, null | undefined | false>> {
  const { timeoutMs = 10_000, what = 'condition' } = options;
  const deadline = performance.now() + timeoutMs;
  let last: unknown;
  while (true) {
    try {
      last = await predicate();
      if (last) return last as Exclude<Awaited<T>, null | undefined | false>;
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline) {
      throw new Error(`waited ${timeoutMs} ms for ${what}; last: ${String(last)}`, { cause: last });
    }
    await delay(15);
  }
}
