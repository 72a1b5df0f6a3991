import { beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '#domain/kernel/command-context';
import { ACTIONS, type Action, assertActorMay, removeMember } from '#domain/staff/index';
import { buildContext, seedOrganisation } from '../../../factories/organisation.ts';
import { useDatabase } from '../../../support/mongo.ts';

useDatabase();
const { ctx } = buildContext();
const person = (userId: string): Actor => ({ type: 'staff', staffId: `staff-${userId}` });

beforeAll(async () => {
  await seedOrganisation(ctx, ({ staff }) => {
    staff.push({ userId: 'root', name: '总管', role: 'admin' });
    staff.push({ userId: 'gone', name: '离职', role: 'admin' });
  });
  await removeMember(ctx, { platform: 'wecom', userId: 'gone' });
});

const mine = { ownerId: 'staff-lina', storeId: 'store-pudong' };
const STORE: Action[] = ['lead.list_store', 'intake.replay', 'audit.view'];
const OWN: Action[] = [
  'lead.view',
  'lead.act',
  'lead.transfer',
  'lead.reveal_phone',
  'staff.set_availability',
];
/** Which actions on a thing of Li Na's each person may do, written out. */
const MAY: Record<string, readonly Action[]> = {
  lina: OWN,
  wangqiang: [],
  hejia: [],
  wuhao: [...OWN, ...STORE, 'rules.view'],
  zhengjie: ['rules.view'],
  root: ACTIONS,
  gone: [],
  nobody: [],
};
const matrix = Object.keys(MAY).flatMap((userId) => ACTIONS.map((action) => [userId, action] as const));

describe('a command asks the roster of this moment', () => {
  it.each(matrix)('%s: %s', async (userId, action) => {
    const asked = assertActorMay(person(userId), action, mine);
    if (MAY[userId]!.includes(action)) await expect(asked).resolves.toBeUndefined();
    else await expect(asked).rejects.toMatchObject({ code: 'FORBIDDEN', status: 403, details: { action } });
  });

  it.each(ACTIONS)('channels and jobs act for the house: %s', async (action) => {
    await expect(assertActorMay({ type: 'system', job: 'import' }, action)).resolves.toBeUndefined();
    await expect(assertActorMay({ type: 'channel', channel: 'yiche' }, action)).resolves.toBeUndefined();
  });

  it('a refusal tells nobody whose the thing is', async () => {
    const refusal = await assertActorMay(person('wangqiang'), 'lead.view', mine).catch(
      (error: Error) => error,
    );
    expect(JSON.stringify(refusal) + (refusal as Error).message).not.toMatch(/lina|pudong/);
  });
});
