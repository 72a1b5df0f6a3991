import { beforeEach, describe, expect, it } from 'vitest';
import { explainAssignment, getAssignment, reassignLead, recomputeFromTrace } from '#domain/assignment/index';
import { forgetCampaigns } from '#domain/intake/campaigns';
import { receivePayload } from '#domain/intake/index';
import type { ManualClock } from '#domain/kernel/clock';
import type { CommandContext } from '#domain/kernel/command-context';
import { getLead, type Lead } from '#domain/leads/index';
import { forgetPublishedRules, publishRules } from '#domain/rules/index';
import { removeMember, setBusy, setDuty, setQuota } from '#domain/staff/index';
import { assignAll } from '../../../factories/assignment.ts';
import { buildContext, seedOrganisation } from '../../../factories/organisation.ts';
import { useDatabase } from '../../../support/mongo.ts';

useDatabase({ clean: true });

let ctx: CommandContext;
let clock: ManualClock;
beforeEach(async () => {
  forgetPublishedRules();
  forgetCampaigns();
  ({ ctx, clock } = buildContext());
  await seedOrganisation(ctx);
});

/** A customer adds a member: taken in, assigned, and looked at again. */
async function added(staffId: string | null, externalUserId = 'wm1'): Promise<Lead> {
  const raw = { externalUserId, userId: 'x', staffId };
  const { leadId } = await receivePayload(ctx, { channel: 'wecom_contact', raw });
  await assignAll(clock);
  return await getLead(leadId!);
}

describe('[AS1] [LC2] a customer who added a member', () => {
  it.each(['staff-lina', 'staff-sunlei', 'staff-zhoujing'])(
    'belongs to %s, whom they chose',
    async (staffId) => {
      const lead = await added(staffId);
      expect(lead).toMatchObject({ contactStaffId: staffId, ownerId: staffId, status: 'assigned' });
    },
  );

  it('[AS6] [L2] the trace names the rule, and recomputes the owner', async () => {
    const lead = await added('staff-lina');
    const trace = await getAssignment(lead.assignmentId!);
    expect(trace.rulesTried).toEqual([{ ruleId: 'contact-member', name: '客户加了谁就归谁', matched: true }]);
    expect(trace).toMatchObject({ chosenId: 'staff-lina', tieBreak: 'customer_choice' });
    expect(trace.facts).toMatchObject({ channel: 'wecom_contact', contactStaffId: 'staff-lina' });
    expect(recomputeFromTrace(trace)).toBe('staff-lina');
    expect(await explainAssignment(trace.id)).toBe(
      '按规则“客户加了谁就归谁”，客户在企业微信添加的就是李娜。',
    );
  });

  it.each([
    ['is off duty', () => setDuty(ctx, { staffId: 'staff-lina', onDuty: false })],
    [
      'is busy',
      () => setBusy(ctx, { staffId: 'staff-lina', until: new Date(clock.now().getTime() + 3_600_000) }),
    ],
    ['had enough for today', () => setQuota(ctx, { staffId: 'staff-lina', dailyCap: 0 })],
    ['has enough in hand', () => setQuota(ctx, { staffId: 'staff-lina', openCap: 0 })],
  ])('also when the member %s: only they can write to this customer', async (_why, change) => {
    await change();
    expect((await added('staff-lina')).ownerId).toBe('staff-lina');
  });

  it('who left is no longer the one: the lead goes on to the next rule', async () => {
    await removeMember(ctx, { platform: 'wecom', userId: 'lina' });
    const lead = await added('staff-lina');
    expect(lead.contactStaffId).toBeNull();
    expect(lead.ownerId).not.toBeNull();
    expect(lead.ownerId).not.toBe('staff-lina');
    const { rulesTried } = await getAssignment(lead.assignmentId!);
    expect(rulesTried[0]).toMatchObject({ ruleId: 'contact-member', matched: true, failed: 'no_group' });
  });

  it('who left between arrival and assignment neither', async () => {
    const raw = { externalUserId: 'wm9', staffId: 'staff-lina' };
    const { leadId } = await receivePayload(ctx, { channel: 'wecom_contact', raw });
    await removeMember(ctx, { platform: 'wecom', userId: 'lina' });
    await assignAll(clock);
    const lead = await getLead(leadId!);
    expect(lead).toMatchObject({ contactStaffId: 'staff-lina', status: 'assigned' });
    expect(lead.ownerId).not.toBe('staff-lina');
  });

  it('a contact without a known member goes by the other rules', async () => {
    const lead = await added(null);
    expect(lead.contactStaffId).toBeNull();
    expect(lead.ownerId).not.toBeNull();
  });

  it('who does not answer loses the lead like anybody else, and is named as asked before', async () => {
    const lead = await added('staff-lina');
    const made = await reassignLead(ctx, {
      leadId: lead.id,
      expectedRev: lead.rev,
      excludeStaffIds: [],
      reason: 'accept_timeout',
    });
    expect(made.ownerId).not.toBe('staff-lina');
    const trace = await getAssignment(made.assignmentId!);
    expect(trace.asked[0]).toMatchObject({
      key: 'contact:staff-lina',
      excluded: [{ staffId: 'staff-lina', reason: 'previous_owner' }],
    });
    expect(trace.rulesTried[0]).toMatchObject({ ruleId: 'contact-member', failed: 'no_candidate' });
    expect(recomputeFromTrace(trace)).toBe(made.ownerId);
  });

  it('the choice stands when the customer adds a second member of an open lead', async () => {
    const first = await added('staff-lina');
    const again = await added('staff-sunlei');
    expect(again).toMatchObject({ id: first.id, contactStaffId: 'staff-lina', ownerId: 'staff-lina' });
  });

  it('is a rule like any other: a company may put it away', async () => {
    const rules = [{ id: 'sun', name: '都给孙磊', to: { staffId: 'staff-sunlei' } }];
    await publishRules(ctx, { kind: 'assignment', rules });
    expect((await added('staff-lina')).ownerId).toBe('staff-sunlei');
  });

  it('and may use it for any channel that knows the member', async () => {
    const rules = [
      { id: 'chosen', name: '客户选择', to: { contactMember: true } },
      { id: 'rest', name: '其余', to: { anyTeam: true } },
    ];
    await publishRules(ctx, { kind: 'assignment', rules });
    expect((await added('staff-zhoujing')).ownerId).toBe('staff-zhoujing');
  });
});
