import { describe, expect, it } from 'vitest';
import { createBudget } from '#bot/platforms/wecom/budget';
import { PlatformBudgetModel, type Rate, takeFromBudget } from '#bot/platforms/wecom/budget.model';
import { useDatabase } from '../../../../support/mongo.ts';
import { CONFIG, testClock } from './fixtures.ts';

useDatabase({ clean: true });
const MINUTE = 60_000;

/** Ahead of any machine's time: rows of the past are removed by the database on its own time. */
const FUTURE = new Date('2100-01-01T00:00:00Z');

function newProcess(clock = testClock(FUTURE)) {
  return { clock, budget: createBudget({ corpId: CONFIG.corpId, agentId: CONFIG.agentId, clock }) };
}

describe('[OP1] messages to one member', () => {
  it('no span of a minute holds more than thirty, however they come', async () => {
    const { clock, budget } = newProcess();
    const sent: number[] = [];
    const end = clock.now().getTime() + 5 * MINUTE;
    while (clock.now().getTime() < end) {
      const wait = await budget.takeForMember('zhaoliu');
      if (wait === 0) sent.push(clock.now().getTime());
      else clock.advance(wait);
    }
    const busiest = Math.max(
      ...sent.map((at) => sent.filter((other) => other >= at && other < at + MINUTE).length),
    );
    expect(busiest).toBeLessThanOrEqual(30);
    expect(sent.length).toBeGreaterThanOrEqual(5 * 20);
    expect(sent.length).toBeLessThanOrEqual(5 * 20 + 10);
  });

  it('the wait it names is enough, one millisecond less is not', async () => {
    const { clock, budget } = newProcess();
    for (let message = 0; message < 10; message++) expect(await budget.takeForMember('u')).toBe(0);
    const wait = await budget.takeForMember('u');
    expect(wait).toBe(3_000);
    clock.advance(wait - 1);
    expect(await budget.takeForMember('u')).toBe(1);
    clock.advance(1);
    expect(await budget.takeForMember('u')).toBe(0);
  });

  it('is shared by processes that send at the same moment', async () => {
    const clock = testClock(FUTURE);
    const processes = Array.from({ length: 6 }, () => newProcess(clock).budget);
    const waits = await Promise.all(
      Array.from({ length: 60 }, (_, index) => processes[index % 6]!.takeForMember('u')),
    );
    expect(waits.filter((wait) => wait === 0)).toHaveLength(10);
  });

  it('counts a member once whatever the case of the id, and others apart', async () => {
    const { budget } = newProcess();
    for (let message = 0; message < 10; message++) await budget.takeForMember('ZhaoLiu');
    expect(await budget.takeForMember('zhaoliu')).toBeGreaterThan(0);
    expect(await budget.takeForMember('sunqi')).toBe(0);
  });

  it('the hour holds fewer than the thousand past which messages vanish', async () => {
    const hour: Rate[] = [{ perMs: 60 * MINUTE, count: 800, burst: 100 }];
    const start = testClock(FUTURE).now().getTime();
    let sent = 0;
    for (let now = start; now < start + 60 * MINUTE; ) {
      const wait = await takeFromBudget('hour', hour, 25, now);
      if (wait === 0) sent += 25;
      now += wait === 0 ? 1 : wait;
    }
    expect(sent).toBeGreaterThanOrEqual(800);
    expect(sent).toBeLessThanOrEqual(900);
  });

  it('survives the adjustable clock being set back by a day', async () => {
    const { clock, budget } = newProcess();
    for (let message = 0; message < 12; message++) await budget.takeForMember('u');
    clock.advance(-86_400_000);
    expect(await budget.takeForMember('u')).toBe(0);
  });
});

describe('calls of an API', () => {
  it('the first ones ever, made at the same moment, are not told to wait', async () => {
    const clock = testClock(FUTURE);
    const waits = await Promise.all(
      Array.from({ length: 12 }, () => newProcess(clock).budget.takeForApi('department/list')),
    );
    expect(waits).toEqual(Array(12).fill(0));
  });

  it('cost one write for many', async () => {
    const { budget } = newProcess();
    for (let call = 0; call < 50; call++) expect(await budget.takeForApi('user/list')).toBe(0);
    const [row] = await PlatformBudgetModel.find().readConcern('local').lean();
    await PlatformBudgetModel.deleteMany({});
    expect(row!._id).toContain('user/list');
    expect(await budget.takeForApi('user/list')).toBe(0);
    expect(await PlatformBudgetModel.find().readConcern('local').lean()).toHaveLength(1);
  });

  it('stop for all processes when the platform says so, and go on after the minute', async () => {
    const clock = testClock(FUTURE);
    const [one, other] = [newProcess(clock).budget, newProcess(clock).budget];
    expect(await one.close('message/send')).toBe(MINUTE);
    expect(await one.takeForApi('message/send')).toBe(MINUTE);
    expect(await other.takeForApi('message/send')).toBe(MINUTE);
    expect(await other.takeForApi('user/get')).toBe(0);
    clock.advance(MINUTE);
    expect(await one.takeForApi('message/send')).toBe(0);
    expect(await other.takeForApi('message/send')).toBe(0);
  });

  it('close for longer from the third time in a row, and forget it after a quiet while', async () => {
    const { clock, budget } = newProcess();
    const closings: number[] = [];
    for (let time = 0; time < 3; time++) {
      closings.push(await budget.close('message/send'));
      clock.advance(MINUTE);
    }
    expect(closings).toEqual([MINUTE, MINUTE, 10 * MINUTE]);
    clock.advance(60 * MINUTE);
    expect(await budget.close('message/send')).toBe(MINUTE);
  });

  it('never exceed the minute’s allowance however many processes claim', async () => {
    const clock = testClock(FUTURE);
    const processes = Array.from({ length: 50 }, () => newProcess(clock).budget);
    const waits = await Promise.all(processes.map((budget) => budget.takeForApi('user/list')));
    // 2,000 at once in blocks of 50: forty processes get one, the others wait.
    expect(waits.filter((wait) => wait === 0)).toHaveLength(40);
  });
});
