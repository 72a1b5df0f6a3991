import { beforeEach, describe, expect, it } from 'vitest';
import { auditSubscriber, listAudit } from '#domain/audit/index';
import '#domain/clocks/index';
import type { CommandContext } from '#domain/kernel/command-context';
import {
  acceptLead,
  assignLeads,
  convertLead,
  createLeads,
  handoverLeads,
  holdLeads,
  loseLead,
  markContacted,
  poolLead,
  recordBehaviour,
  recordFollowUp,
  revealPhone,
  transferLead,
} from '#domain/leads/index';
import { publishRules } from '#domain/rules/index';
import { DEFAULT_SCORING_RULES } from '#domain/scoring/index';
import { removeMember, setBusy, setDuty, setLeaves, setQuota, upsertOrganisation } from '#domain/staff/index';
import { type DomainEvent, declaredEvents } from '#events/domain-event';
import { OutboxModel } from '#events/outbox.model';
import { recordedEvents } from '../../../factories/assignment.ts';
import { asStaff, freshPhone, leadDraft, MONDAY_10, testContext } from '../../../factories/lead.ts';
import { useDatabase } from '../../../support/mongo.ts';

useDatabase({ clean: true });

const ROSTER = {
  group: { name: '云驰汽车集团' },
  stores: [{ id: 'store-a', name: '甲店', city: '上海', region: '华东', managerUserId: 'boss' }],
  teams: [{ id: 'team-a', name: '甲组', storeId: 'store-a', method: 'round_robin' as const }],
  staff: [
    { userId: 'ann', name: '安妮', role: 'sales' as const, storeId: 'store-a', teamIds: ['team-a'] },
    { userId: 'bob', name: '鲍勃', role: 'sales' as const, storeId: 'store-a', teamIds: ['team-a'] },
    { userId: 'boss', name: '经理', role: 'manager' as const, storeId: 'store-a' },
    { userId: 'root', name: '总管', role: 'admin' as const, storeId: 'store-a' },
  ],
};
const SECRETS = { name: '欧阳不可说', note: '私下说的话', summary: '谈了价格底线' };

let ctx = testContext();
let phone = '';
let leadId = '';
const by = (userId: string): CommandContext => ({
  ...asStaff(ctx, `staff-${userId}`),
  requestId: `press-${userId}`,
});

/** Writes what was recorded since the last call. */
async function writeTrail(): Promise<DomainEvent[]> {
  const events = await recordedEvents(...auditSubscriber.on);
  if (events.length > 0) await auditSubscriber.handle(events);
  await OutboxModel.deleteMany({});
  return events;
}

beforeEach(async () => {
  ctx = testContext();
  await upsertOrganisation(ctx, ROSTER, { platform: 'wecom' });
  phone = freshPhone();
  const drafts = [leadDraft({ phone, name: SECRETS.name, storeId: 'store-a' })];
  leadId = (await createLeads(ctx, drafts))[0]!.leadId;
  await assignLeads(ctx, [
    {
      leadId,
      expectedRev: 1,
      ownerId: 'staff-ann',
      teamId: 'team-a',
      storeId: 'store-a',
      assignmentId: 'as1',
      mode: 'rule',
    },
  ]);
  await OutboxModel.deleteMany({});
  ctx.clock.advance(61_000);
});

async function followUp() {
  await acceptLead(by('ann'), { leadId, expectedRev: 2 });
  return await recordFollowUp(by('ann'), { leadId, method: 'call', summary: SECRETS.summary, nextAt: null });
}
const publish = (who: CommandContext) => publishRules(who, { kind: 'scoring', rules: DEFAULT_SCORING_RULES });

/** What was done, who is on the trail for it, and what the trail calls it, per subject. */
const ACTS: [string, string, () => Promise<unknown>, Record<string, string[]>][] = [
  ['接单', 'ann', () => acceptLead(by('ann'), { leadId, expectedRev: 2 }), { lead: ['lead.accepted'] }],
  [
    '已联系',
    'ann',
    () => markContacted(by('ann'), { leadId, expectedRev: 2, note: SECRETS.note }),
    { lead: ['lead.followed_up', 'lead.contacted', 'lead.accepted'] },
  ],
  [
    '战败',
    'ann',
    () => loseLead(by('ann'), { leadId, expectedRev: 2, reason: 'price', note: SECRETS.note }),
    { lead: ['lead.lost'] },
  ],
  ['转公海', 'ann', () => poolLead(by('ann'), { leadId, expectedRev: 2 }), { lead: ['lead.pooled'] }],
  ['成交', 'ann', () => convertLead(by('ann'), { leadId, expectedRev: 2 }), { lead: ['lead.converted'] }],
  ['接单后跟进', 'ann', followUp, { lead: ['lead.followed_up', 'lead.contacted', 'lead.accepted'] }],
  [
    '转给同事',
    'boss',
    () => transferLead(by('boss'), { leadId, expectedRev: 2, toStaffId: 'staff-bob' }),
    { lead: ['lead.assigned'] },
  ],
  [
    '查看号码',
    'boss',
    () => revealPhone(by('boss'), { leadId, via: 'page' }),
    { lead: ['lead.phone_revealed'] },
  ],
  [
    '忙碌',
    'ann',
    () => setBusy(by('ann'), { staffId: 'staff-ann', until: null }),
    { ann: ['staff.availability_changed'] },
  ],
  [
    '下班',
    'ann',
    () => setDuty(by('ann'), { staffId: 'staff-ann', onDuty: false }),
    { ann: ['staff.availability_changed'] },
  ],
  [
    '休假，由经理登记',
    'boss',
    () => setLeaves(by('boss'), { staffId: 'staff-ann', leaves: [] }),
    { ann: ['staff.availability_changed'], boss: [] },
  ],
  [
    '上限，由经理设置',
    'boss',
    () => setQuota(by('boss'), { staffId: 'staff-ann', dailyCap: 3 }),
    { ann: ['staff.availability_changed'], boss: [] },
  ],
  [
    '停用',
    'root',
    () => removeMember(by('root'), { platform: 'wecom', userId: 'ann' }),
    { ann: ['staff.left'], root: [] },
  ],
  ['发布规则', 'root', () => publish(by('root')), { scoring: ['rules.published'] }],
];
const subjectOf = (name: string) => {
  if (name === 'lead') return `lead:${leadId}`;
  return name === 'scoring' ? 'rules:scoring' : `staff:staff-${name}`;
};

describe('who did what to which, when', () => {
  it.each(ACTS)('%s by %s', async (_what, who, act, trail) => {
    await act();
    await writeTrail();
    for (const [name, actions] of Object.entries(trail)) {
      const entries = await listAudit({ subject: subjectOf(name) });
      expect(entries.map(({ action }) => action)).toEqual(actions);
      for (const entry of entries) {
        expect(entry).toEqual({
          id: entry.id,
          at: new Date(MONDAY_10.getTime() + 61_000),
          actor: { type: 'staff', staffId: `staff-${who}` },
          action: entry.action,
          subject: subjectOf(name),
          requestId: `press-${who}`,
        });
      }
    }
    const total = Object.values(trail).flat().length;
    expect(await listAudit({ staffId: `staff-${who}` })).toHaveLength(total);
  });

  it.each(ACTS)('nothing personal is kept of %s', async (_what, _who, act) => {
    await act();
    const events = await writeTrail();
    expect(events.length).toBeGreaterThan(0);
    const kept = JSON.stringify([await listAudit({ subject: events[0]!.subject }), events]);
    for (const secret of [phone, phone.slice(3), ...Object.values(SECRETS)])
      expect(kept).not.toContain(secret);
  });

  it('a refused press leaves no entry', async () => {
    const refused = [
      () => acceptLead(by('bob'), { leadId, expectedRev: 2 }),
      () => acceptLead(by('ann'), { leadId, expectedRev: 1 }),
      () => revealPhone(by('bob'), { leadId, via: 'card' }),
      () => setDuty(by('bob'), { staffId: 'staff-ann', onDuty: false }),
      () => publish(by('boss')),
      () => removeMember(by('boss'), { platform: 'wecom', userId: 'ann' }),
    ];
    for (const press of refused) await expect(press()).rejects.toThrow();
    expect(await writeTrail()).toEqual([]);
    for (const userId of ['ann', 'bob', 'boss'])
      expect(await listAudit({ staffId: `staff-${userId}` })).toEqual([]);
  });

  it('what the house did by itself is under no person', async () => {
    const [made] = await createLeads(ctx, [leadDraft({ storeId: 'store-a' })]);
    const held = {
      leadId: made!.leadId,
      expectedRev: 1,
      storeId: 'store-a',
      reason: 'no_candidate' as const,
    };
    await holdLeads(ctx, [held]);
    await recordBehaviour(ctx, { leadId: made!.leadId, type: 'brochure', at: ctx.clock.now() });
    await handoverLeads(ctx, { staffId: 'staff-ann' });
    await writeTrail();
    const trail = await listAudit({ subject: `lead:${made!.leadId}` });
    expect(trail.map(({ action }) => action)).toEqual([
      'lead.score_changed',
      'lead.unassigned',
      'lead.created',
    ]);
    const handed = await listAudit({ subject: `lead:${leadId}` });
    expect(handed.map(({ action }) => action).sort()).toEqual(['lead.owner_left', 'lead.unassigned']);
    for (const { actor } of [...trail, ...handed]) expect(actor).toEqual({ type: 'system', job: 'test' });
    expect(await listAudit({ staffId: 'staff-ann' })).toEqual([]);
  });

  it('the whole life of a lead reads backwards, each step under its person', async () => {
    await acceptLead(by('ann'), { leadId, expectedRev: 2 });
    await transferLead(by('boss'), { leadId, expectedRev: 3, toStaffId: 'staff-bob' });
    await markContacted(by('bob'), { leadId, expectedRev: 4 });
    await revealPhone(by('bob'), { leadId, via: 'card' });
    await convertLead(by('bob'), { leadId, expectedRev: 5 });
    await writeTrail();
    const trail = await listAudit({ subject: `lead:${leadId}` });
    expect(trail.map(({ action, actor }) => [action, actor.type === 'staff' && actor.staffId])).toEqual([
      ['lead.converted', 'staff-bob'],
      ['lead.phone_revealed', 'staff-bob'],
      ['lead.contacted', 'staff-bob'],
      ['lead.accepted', 'staff-bob'],
      ['lead.assigned', 'staff-boss'],
      ['lead.accepted', 'staff-ann'],
    ]);
  });
});

describe('every event that is declared', () => {
  const nouns = ['lead', 'staff', 'rules', 'clock'];
  const types = declaredEvents()
    .map(({ type }) => type)
    .filter((type) => nouns.includes(type.split('.')[0]!));

  it.each(types)('%s becomes one entry without its payload', async (type) => {
    const event: DomainEvent = {
      id: `01TRAIL-${type}`,
      type,
      subject: 'lead:any',
      at: MONDAY_10,
      actor: { type: 'channel', channel: 'yiche' },
      requestId: 'req-9',
      payload: { phone, secret: SECRETS.note },
    };
    await auditSubscriber.handle([event]);
    await auditSubscriber.handle([event]);
    const { payload: _payload, type: action, ...rest } = event;
    expect(await listAudit({ subject: 'lead:any' })).toEqual([{ ...rest, action }]);
  });
});
