import { beforeEach, describe, expect, it } from 'vitest';
import { assignmentSubscribers } from '#domain/assignment/index';
import { clockSubscribers, leadTimerHandlers, listContactDeadlines, listTimers } from '#domain/clocks/index';
import type { ManualClock } from '#domain/kernel/clock';
import type { CommandContext } from '#domain/kernel/command-context';
import {
  acceptLead,
  createLeads,
  getLead,
  loseLead,
  markContacted,
  recordFollowUp,
} from '#domain/leads/index';
import { forgetPublishedRules } from '#domain/rules/index';
import { OutboxModel } from '#events/outbox.model';
import { createRelay, type Relay } from '#events/relay';
import { createLogger } from '#infra/logger';
import type { DuePoller } from '#jobs/due-poller';
import { createTimerPoller } from '#jobs/timer-poller';
import { leadDraft } from '../../../factories/lead.ts';
import { asStaff, buildContext, seedOrganisation, WORKDAY } from '../../../factories/organisation.ts';
import { useDatabase } from '../../../support/mongo.ts';

const logger = createLogger('silent');

describe('the ladder of a lead', () => {
  useDatabase({ clean: true });
  let ctx: CommandContext;
  let clock: ManualClock;
  let relay: Relay;
  let poller: DuePoller;

  beforeEach(async () => {
    forgetPublishedRules();
    ({ ctx, clock } = buildContext());
    await seedOrganisation(ctx);
    const subscribers = [...assignmentSubscribers(clock), ...clockSubscribers(clock)];
    relay = createRelay({ subscribers, logger, holder: 'test' });
    poller = createTimerPoller({ clock, logger, holder: 'test', handlers: leadTimerHandlers });
  });

  /** A lead that came in at 10:00 and has its first owner and clocks. */
  async function newLead(overrides: Parameters<typeof leadDraft>[0] = {}): Promise<string> {
    const draft = leadDraft({ storeId: 'store-pudong', ...overrides });
    const [made] = await createLeads(ctx, [draft]);
    await relay.drain();
    return made!.leadId;
  }

  /** Moves the clock to `minutes` after 10:00 and lets everything due happen. */
  async function goTo(minutes: number): Promise<void> {
    clock.set(new Date(WORKDAY.getTime() + minutes * 60_000));
    await poller.runOnce();
    await relay.drain();
  }

  /** What the clocks said so far, as `type kind`. */
  async function said(leadId: string): Promise<string[]> {
    const rows = await OutboxModel.find({ subject: `lead:${leadId}` })
      .sort({ _id: 1 })
      .lean();
    return rows
      .filter((row) => row.type.startsWith('clock.'))
      .map((row) => `${row.type} ${(row.payload as { kind: string }).kind}`);
  }

  it('[ST2] climbs from warning to a second owner, and to the managers when that one does not accept', async () => {
    const leadId = await newLead();
    const first = await getLead(leadId);
    expect(first.ownerId).not.toBeNull();
    await goTo(4.9);
    expect(await said(leadId)).toEqual([]);
    await goTo(5);
    expect(await said(leadId)).toEqual(['clock.warned first_contact_target']);
    await goTo(10);
    const second = await getLead(leadId);
    expect(second.ownerId).not.toBe(first.ownerId);
    expect(second).toMatchObject({ status: 'assigned', reassignCount: 1 });
    await goTo(15);
    await goTo(20);
    expect((await getLead(leadId)).ownerId).toBe(second.ownerId); // once only
    await goTo(30);
    expect(await said(leadId)).toEqual([
      'clock.warned first_contact_target',
      'clock.breached first_contact_sla', // also the second owner's target, who is not warned of the past
      'clock.escalated accept_timeout',
      'clock.escalated manager_escalation',
    ]);
    await goTo(60);
    expect(await said(leadId)).toHaveLength(4);
  });

  it('[ST3] a contact at 14:59 stops the breach of 15:00', async () => {
    const leadId = await newLead();
    const lead = await getLead(leadId);
    const owner = asStaff(ctx, lead.ownerId!);
    await acceptLead(owner, { leadId, expectedRev: lead.rev });
    await relay.drain();
    await goTo(14.98);
    const accepted = await getLead(leadId);
    await markContacted(owner, { leadId, expectedRev: accepted.rev });
    // Even before the relay has cancelled anything, the fired clock finds the lead contacted.
    clock.set(new Date(WORKDAY.getTime() + 15 * 60_000));
    await poller.runOnce();
    await goTo(45);
    expect(await said(leadId)).toEqual(['clock.warned first_contact_target']);
  });

  it('an accepted lead that nobody contacts is breached and escalated, but stays with its owner', async () => {
    const leadId = await newLead();
    const lead = await getLead(leadId);
    await acceptLead(asStaff(ctx, lead.ownerId!), { leadId, expectedRev: lead.rev });
    await relay.drain();
    for (const minutes of [10, 15, 30]) await goTo(minutes);
    expect((await getLead(leadId)).ownerId).toBe(lead.ownerId);
    expect(await said(leadId)).toEqual([
      'clock.warned first_contact_target',
      'clock.breached first_contact_sla',
      'clock.escalated manager_escalation',
    ]);
  });

  it('[ST4] silence is reminded after 24 h and escalated after 48 h; a follow-up starts it again', async () => {
    const leadId = await newLead();
    const lead = await getLead(leadId);
    const owner = asStaff(ctx, lead.ownerId!);
    await markContacted(owner, { leadId, expectedRev: lead.rev });
    await relay.drain();
    await goTo(24 * 60 - 1);
    await recordFollowUp(owner, { leadId, method: 'call', summary: '已约到店', nextAt: null });
    await relay.drain();
    await goTo(24 * 60 + 5);
    expect(await said(leadId)).toEqual([]);
    await goTo(48 * 60);
    expect(await said(leadId)).toEqual(['clock.reminded silence_24h']);
    await goTo(72 * 60);
    expect(await said(leadId)).toEqual(['clock.reminded silence_24h', 'clock.escalated silence_48h']);
  });

  it('[ST4] a lead of an auto show speaks up after its 48 hours', async () => {
    const leadId = await newLead({ channel: 'auto_show' });
    const lead = await getLead(leadId);
    await markContacted(asStaff(ctx, lead.ownerId!), { leadId, expectedRev: lead.rev });
    await relay.drain();
    await goTo(48 * 60 + 1);
    expect(await said(leadId)).toContain('clock.reminded show_48h');
    const worked = await newLead({ channel: 'auto_show' });
    const owned = await getLead(worked);
    const owner = asStaff(ctx, owned.ownerId!);
    await markContacted(owner, { leadId: worked, expectedRev: owned.rev });
    clock.advance(60_000);
    await recordFollowUp(owner, { leadId: worked, method: 'visit', summary: '到店试驾', nextAt: null });
    await relay.drain();
    await goTo(96 * 60 + 1);
    expect(await said(worked)).not.toContain('clock.reminded show_48h');
  });

  it('an evening lead waits for the opening', async () => {
    clock.set(new Date(WORKDAY.getTime() + 11 * 3_600_000)); // 21:00
    const leadId = await newLead();
    const lead = await getLead(leadId);
    expect((await listContactDeadlines([lead])).get(leadId)).toEqual(new Date('2026-11-26T01:15:00Z'));
    await goTo(13 * 60);
    expect(await said(leadId)).toEqual([]);
    await goTo(23 * 60 + 5); // 09:05
    expect(await said(leadId)).toEqual(['clock.warned first_contact_target']);
  });

  it('a lost lead has no clocks', async () => {
    const leadId = await newLead();
    const lead = await getLead(leadId);
    await loseLead(asStaff(ctx, lead.ownerId!), { leadId, expectedRev: lead.rev, reason: 'price' });
    await relay.drain();
    expect(await listTimers([leadId])).toEqual([]);
    expect(await listContactDeadlines([await getLead(leadId)])).toEqual(new Map());
    await goTo(72 * 60);
    expect(await said(leadId)).toEqual([]);
  });

  it('a jump over the night fires everything in order, without warnings about the past', async () => {
    const leadId = await newLead();
    const first = await getLead(leadId);
    await goTo(24 * 60 - 10);
    const moved = await getLead(leadId);
    expect(moved.ownerId).not.toBe(first.ownerId);
    expect(await said(leadId)).toEqual([
      'clock.breached first_contact_sla',
      'clock.escalated manager_escalation',
    ]);
  });

  it('events delivered again, in any order, leave the clocks as they are', async () => {
    const leadId = await newLead();
    const before = await listTimers([leadId]);
    await OutboxModel.collection.updateMany(
      { type: 'lead.assigned' },
      { $set: { state: 'pending', handled: ['assignment.keep-ledger'], nextAt: new Date(0) } },
    );
    await relay.drain();
    expect(await listTimers([leadId])).toEqual(before);
    await goTo(5);
    await OutboxModel.collection.updateMany(
      { type: 'lead.assigned' },
      { $set: { state: 'pending', nextAt: new Date(0) } },
    );
    await relay.drain();
    await goTo(6);
    expect(await said(leadId)).toEqual(['clock.warned first_contact_target']);
  });
});
