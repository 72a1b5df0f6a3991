import mongoose from 'mongoose';
import { describe, expect, it } from 'vitest';
import { acquireLease } from '#infra/lease';
import { useDatabase } from '../../support/mongo.ts';
import { waitFor } from '../../support/wait-for.ts';

describe('a lease', () => {
  useDatabase({ clean: true });

  it('has one holder at a time, out of many who ask at once', async () => {
    const holders = Array.from({ length: 20 }, (_, i) => `p${i}`);
    const leases = await Promise.all(holders.map((holder) => acquireLease('job', holder, 60_000)));
    expect(leases.filter((lease) => lease !== null)).toHaveLength(1);
  });

  it('is free again when released, and the fence grows with every holder', async () => {
    const first = await acquireLease('job', 'a', 60_000);
    expect(await acquireLease('job', 'b', 60_000)).toBeNull();
    await first!.release();
    const second = await acquireLease('job', 'b', 60_000);
    expect(second!.fence).toBeGreaterThan(first!.fence);
  });

  it('runs out by the database’s clock and can then be taken; its old holder is told', async () => {
    const first = await acquireLease('job', 'a', 40);
    const second = await waitFor(() => acquireLease('job', 'b', 60_000));
    expect(second.fence).toBe(first!.fence + 1);
    expect(await first!.renew()).toBe(false);
    await first!.release();
    expect(await acquireLease('job', 'c', 60_000)).toBeNull();
    expect(await second.renew()).toBe(true);
  });

  it('is kept by renewing', async () => {
    const lease = await acquireLease('job', 'a', 200);
    const until = async () =>
      (await mongoose.connection
        .db!.collection<{ _id: string; until: Date }>('leases')
        .findOne({ _id: 'job' }))!.until;
    const before = await until();
    expect(await lease!.renew()).toBe(true);
    expect((await until()).getTime()).toBeGreaterThanOrEqual(before.getTime());
  });

  it('of another name is another lease', async () => {
    expect(await acquireLease('one', 'a', 60_000)).not.toBeNull();
    expect(await acquireLease('two', 'b', 60_000)).not.toBeNull();
  });
});
