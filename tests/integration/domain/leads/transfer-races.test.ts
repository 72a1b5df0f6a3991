import { beforeEach, describe, expect, it } from 'vitest';
import { isAppError } from '#domain/kernel/app-error';
import {
  assignLeads,
  createLeads,
  getLead,
  getLeads,
  handoverLeads,
  transferLead,
} from '#domain/leads/index';
import { getStaff, removeMember, setDuty } from '#domain/staff/index';
import { recordedEvents } from '../../../factories/assignment.ts';
import { asStaff, leadDraft, testContext } from '../../../factories/lead.ts';
import { seedOrganisation } from '../../../factories/organisation.ts';
import { useDatabase } from '../../../support/mongo.ts';

useDatabase({ clean: true });

let ctx = testContext();
beforeEach(async () => {
  ctx = testContext();
  await seedOrganisation(ctx);
});

/** Leads that 王强 owns. */
async function owned(count: number): Promise<string[]> {
  const made = await createLeads(
    ctx,
    Array.from({ length: count }, () => leadDraft()),
  );
  await assignLeads(
    ctx,
    made.map(({ leadId }) => ({
      leadId,
      expectedRev: 1,
      ownerId: 'staff-wangqiang',
      teamId: 'team-suv',
      storeId: 'store-pudong',
      assignmentId: `as-${leadId}`,
      mode: 'rule' as const,
    })),
  );
  return made.map(({ leadId }) => leadId);
}
const transfer = (leadId: string, toStaffId: string, expectedRev = 2) =>
  transferLead(asStaff(ctx, 'staff-wangqiang'), { leadId, expectedRev, toStaffId });

describe('a transfer to somebody who is leaving', () => {
  it('never leaves a lead with a person who has gone', async () => {
    const ids = await owned(12);
    const leave = async () => {
      await removeMember(ctx, { platform: 'wecom', userId: 'lina' });
      await handoverLeads(ctx, { staffId: 'staff-lina' });
    };
    const [, ...results] = await Promise.all([
      leave(),
      ...ids.map((id) =>
        transfer(id, 'staff-lina').then(
          () => 'moved',
          (error: unknown) => error,
        ),
      ),
    ]);
    expect((await getStaff('staff-lina')).status).toBe('left');
    const leads = await getLeads(ids);
    expect(leads.filter(({ ownerId }) => ownerId === 'staff-lina')).toEqual([]);
    for (const [i, result] of results.entries()) {
      const lead = leads[i]!;
      // Moved before the departure: on the hand-over list. Refused: still with the first owner.
      if (result === 'moved') expect(lead).toMatchObject({ status: 'unassigned', ownerId: null });
      else {
        expect(isAppError(result) && result.code).toBe('ASSIGNEE_UNAVAILABLE');
        expect(lead).toMatchObject({ status: 'assigned', ownerId: 'staff-wangqiang', rev: 2 });
      }
    }
  });

  it('after the departure is refused by name, and moves nothing', async () => {
    const [id] = await owned(1);
    await removeMember(ctx, { platform: 'wecom', userId: 'lina' });
    await expect(transfer(id!, 'staff-lina')).rejects.toMatchObject({
      code: 'ASSIGNEE_UNAVAILABLE',
      message: '李娜现在不能接收线索：已离职',
    });
    expect((await getLead(id!)).rev).toBe(2);
    expect(await recordedEvents('lead.assigned')).toHaveLength(1);
  });

  it('to somebody off duty is their colleague’s own choice, and is done', async () => {
    const [id] = await owned(1);
    await setDuty(ctx, { staffId: 'staff-lina', onDuty: false });
    expect((await transfer(id!, 'staff-lina')).ownerId).toBe('staff-lina');
  });
});

describe('transfers at the same moment', () => {
  it('to two people: one gets the lead, the other press is told that it is late', async () => {
    const [id] = await owned(1);
    const results = await Promise.allSettled([transfer(id!, 'staff-lina'), transfer(id!, 'staff-zhangwei')]);
    const won = results.filter(({ status }) => status === 'fulfilled');
    expect(won).toHaveLength(1);
    const [lost] = results.filter((result) => result.status === 'rejected');
    expect(['STALE_REVISION', 'LEAD_NOT_YOURS']).toContain(lost!.reason.code);
    const lead = await getLead(id!);
    expect(lead.rev).toBe(3);
    expect(['staff-lina', 'staff-zhangwei']).toContain(lead.ownerId);
    expect(await recordedEvents('lead.assigned')).toHaveLength(2);
  });

  it('of many leads to one person all arrive, and are no share of the rules', async () => {
    const ids = await owned(8);
    await Promise.all(ids.map((id) => transfer(id, 'staff-lina')));
    expect((await getLeads(ids)).map(({ ownerId }) => ownerId)).toEqual(ids.map(() => 'staff-lina'));
    expect((await getStaff('staff-lina')).given.count).toBe(0);
  });
});
