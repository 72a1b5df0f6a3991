import { describe, expect, it } from 'vitest';
import { OutboxModel } from '#events/outbox.model';
import { useDatabase } from '../../support/mongo.ts';
import { outboxRow, recordParcels } from './relay-fixture.ts';

describe('cost of a poll of the outbox', () => {
  useDatabase({ clean: true });

  it('examines only what is due, however much is waiting for its backoff or already done', async () => {
    const [id] = await recordParcels(1);
    const row = await outboxRow(id!);
    const others = Array.from({ length: 3_000 }, (_, n) => ({
      ...row,
      _id: `${id}-${n}`,
      state: n % 2 === 0 ? 'done' : 'pending',
      nextAt: new Date(Date.now() + 3_600_000),
    }));
    await OutboxModel.collection.insertMany(others as never[]);
    const due = { state: 'pending', $expr: { $lte: ['$nextAt', '$$NOW'] } };
    const plan = await OutboxModel.collection
      .find(due)
      .sort({ nextAt: 1, _id: 1 })
      .limit(200)
      .explain('executionStats');
    expect(plan.executionStats.nReturned).toBe(1);
    expect(plan.executionStats.totalKeysExamined).toBeLessThanOrEqual(10);
    expect(JSON.stringify(plan.queryPlanner.winningPlan)).toContain('outbox_due');
    expect(JSON.stringify(plan.queryPlanner.winningPlan)).not.toContain('"stage":"SORT"');
  });
});
