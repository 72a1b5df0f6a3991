import mongoose from 'mongoose';
import { beforeAll, describe, expect, it } from 'vitest';
import { monotonicMs } from '#infra/clock';
import {
  assignAll,
  createdLeads,
  recordedEvents,
  subscriberOf,
  suvDraft,
  tally,
} from '../../../factories/assignment.ts';
import { buildContext, seedOrganisation } from '../../../factories/organisation.ts';
import { useDatabase } from '../../../support/mongo.ts';

const database = useDatabase();
const commands: string[] = [];

beforeAll(async () => {
  await mongoose.disconnect();
  await mongoose.connect(database.uri, { monitorCommands: true, w: 'majority', journal: true });
  mongoose.connection.getClient().on('commandStarted', ({ commandName, command }) => {
    // Rules are read again at most once a second, whatever the batch.
    if (command.find !== 'rule_sets') commands.push(commandName);
  });
});

describe('[AS1] the cost of a batch', () => {
  it('a hundred leads take as many commands as one, and few', async () => {
    const { ctx, clock } = buildContext();
    await seedOrganisation(ctx, ({ staff }) => {
      // User ids with dots become keys of the turn's memory.
      staff[0]!.userId = 'zhang.wei@x';
    });
    const assign = subscriberOf(clock, 'assignment.assign-new-leads');
    const measure = async (n: number) => {
      await createdLeads(
        ctx,
        Array.from({ length: n }, () => suvDraft()),
      );
      const events = (await recordedEvents('lead.created')).slice(-n);
      commands.length = 0;
      const start = monotonicMs();
      await assign.handle(events);
      return { commands: [...commands], ms: monotonicMs() - start };
    };
    await measure(3);
    const one = await measure(1);
    const hundred = await measure(100);
    expect(one.commands.length).toBeGreaterThan(5);
    expect(hundred.commands).toEqual(one.commands);
    expect(hundred.commands.length).toBeLessThanOrEqual(13);
    console.info(
      `batch of 100: ${hundred.commands.length} commands (${hundred.commands.join(' ')}), ${Math.round(100_000 / hundred.ms)} leads/s`,
    );
    expect(Object.values(tally(await assignAll(clock))).sort()).toEqual([34, 35, 35]);
  });
});
