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
      const cpu = process.cpuUsage();
      await assign.handle(events);
      const { user, system } = process.cpuUsage(cpu);
      return { commands: [...commands], ms: monotonicMs() - start, cpuMs: (user + system) / 1_000 };
    };
    await measure(3);
    const one = await measure(1);
    await measure(100);
    await measure(100);
    const hundred = await measure(100);
    expect(one.commands.length).toBeGreaterThan(5);
    expect(hundred.commands).toEqual(one.commands);
    expect(hundred.commands.length).toBeLessThanOrEqual(13);
    console.info(
      `batch of 100: ${hundred.commands.length} commands (${hundred.commands.join(' ')}), ${Math.round(100_000 / hundred.ms)} leads/s, ${Math.round(hundred.cpuMs * 10)} µs CPU per lead`,
    );
    expect(Object.values(tally(await assignAll(clock))).toSorted((a, b) => a - b)).toEqual([101, 101, 102]);
  });
});
