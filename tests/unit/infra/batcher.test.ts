import { describe, expect, it } from 'vitest';
import { createBatcher } from '#infra/batcher';

interface Batch {
  readonly items: readonly number[];
  finish(): void;
  fail(error: Error): void;
}

/** A batcher whose batches are finished by hand, so that nothing depends on timing. */
function batcherByHand(limits: { maxBatch?: number; concurrency?: number; maxWaiting?: number } = {}) {
  const batches: Batch[] = [];
  const batcher = createBatcher<number, string>({
    maxBatch: limits.maxBatch ?? 10,
    concurrency: limits.concurrency ?? 1,
    maxWaiting: limits.maxWaiting ?? 100,
    full: () => new Error('full'),
    run: (items) =>
      new Promise((resolve, reject) => {
        batches.push({ items, finish: () => resolve(items.map((item) => `r${item}`)), fail: reject });
      }),
  });
  return { batcher, batches };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('group commit', () => {
  it('writes what arrived in one turn together and gives each caller its own result', async () => {
    const { batcher, batches } = batcherByHand();
    const results = [1, 2, 3].map((item) => batcher.add(item));
    await turn();
    expect(batches.map((batch) => batch.items)).toEqual([[1, 2, 3]]);
    batches[0]!.finish();
    expect(await Promise.all(results)).toEqual(['r1', 'r2', 'r3']);
  });

  it('collects the next batch while one is under way, no larger than allowed', async () => {
    const { batcher, batches } = batcherByHand({ maxBatch: 2 });
    const results = [1, 2, 3, 4, 5].map((item) => batcher.add(item));
    await turn();
    expect(batches.map((batch) => batch.items)).toEqual([[1, 2]]);
    expect(batcher.waiting).toBe(3);
    for (let i = 0; i < 3; i += 1) {
      batches[i]!.finish();
      await turn();
    }
    expect(batches.map((batch) => batch.items)).toEqual([[1, 2], [3, 4], [5]]);
    expect(await Promise.all(results)).toHaveLength(5);
  });

  it('runs no more batches at once than allowed', async () => {
    const { batcher, batches } = batcherByHand({ maxBatch: 1, concurrency: 2 });
    const results = [1, 2, 3].map((item) => batcher.add(item));
    await turn();
    expect(batches).toHaveLength(2);
    batches[0]!.finish();
    await turn();
    expect(batches).toHaveLength(3);
    batches[1]!.finish();
    batches[2]!.finish();
    await Promise.all(results);
  });

  it('fails exactly the callers of a failed batch and goes on', async () => {
    const { batcher, batches } = batcherByHand({ maxBatch: 1 });
    const [first, second] = [batcher.add(1), batcher.add(2)];
    await turn();
    batches[0]!.fail(new Error('no primary'));
    await expect(first).rejects.toThrow('no primary');
    await turn();
    batches[1]!.finish();
    expect(await second).toBe('r2');
  });

  it('refuses when too many wait, and takes again afterwards', async () => {
    const { batcher, batches } = batcherByHand({ maxWaiting: 2, maxBatch: 2 });
    const waiting = [batcher.add(1), batcher.add(2)];
    await expect(batcher.add(3)).rejects.toThrow('full');
    await turn();
    const later = batcher.add(4);
    batches[0]!.finish();
    await Promise.all(waiting);
    await turn();
    batches[1]!.finish();
    expect(await later).toBe('r4');
  });

  it('drains: at once when idle, else when the last batch has ended, even a failed one', async () => {
    const { batcher, batches } = batcherByHand();
    await batcher.drain();
    const result = batcher.add(1).catch((error: Error) => error.message);
    let drained = false;
    const draining = batcher.drain().then(() => {
      drained = true;
    });
    await turn();
    expect(drained).toBe(false);
    batches[0]!.fail(new Error('gone'));
    await draining;
    expect(await result).toBe('gone');
  });

  it('lingers for company before every batch when asked to, and loses nobody', async () => {
    const sizes: number[] = [];
    const batcher = createBatcher<number, number>({
      run: async (items) => {
        sizes.push(items.length);
        await new Promise((resolve) => setTimeout(resolve, 1));
        return items.map((item) => item * 2);
      },
      maxBatch: 500,
      concurrency: 2,
      lingerMs: 5,
      maxWaiting: 1_000,
      full: () => new Error('full'),
    });
    const later = (item: number) =>
      new Promise((resolve) => setTimeout(() => resolve(batcher.add(item)), item % 20));
    const answers = await Promise.all(Array.from({ length: 200 }, (_, item) => later(item)));
    expect(answers).toEqual(Array.from({ length: 200 }, (_, item) => item * 2));
    expect(sizes.reduce((total, size) => total + size, 0)).toBe(200);
    expect(sizes.length).toBeLessThan(40);
    expect(batcher.waiting).toBe(0);
  });
});
