import { describe, expect, it } from 'vitest';
import { auditSubscriber, listAudit } from '#domain/audit/index';
import '#domain/clocks/index';
import '#domain/rules/index';
import { createLeads, getLead, leadCreated } from '#domain/leads/index';
import { setBusy } from '#domain/staff/index';
import { checkSubscribers } from '#events/check-subscribers';
import { type DomainEvent, declaredEvents } from '#events/domain-event';
import { OutboxModel } from '#events/outbox.model';
import { createRelay } from '#events/relay';
import { createLogger } from '#infra/logger';
import { leadDraft } from '../../../factories/lead.ts';
import { asStaff, buildContext, seedOrganisation } from '../../../factories/organisation.ts';
import { useDatabase } from '../../../support/mongo.ts';

const relay = createRelay({ subscribers: [auditSubscriber], logger: createLogger('silent'), holder: 'test' });

function eventOf(n: number, overrides: Partial<DomainEvent> = {}): DomainEvent {
  return {
    id: `01J0000000000000000000000${n}`,
    type: leadCreated.type,
    subject: 'lead:one',
    at: new Date('2026-11-25T02:00:00Z'),
    actor: { type: 'staff', staffId: 'staff-a' },
    requestId: 'req-1',
    payload: { phone: '+8613800138000' },
    ...overrides,
  };
}

describe('the audit trail', () => {
  useDatabase({ clean: true });

  it('listens to every event of leads, staff, rules and clocks that any module declares', () => {
    const nouns = new Set(auditSubscriber.on.map((type) => type.split('.')[0]));
    expect(nouns).toEqual(new Set(['lead', 'staff', 'rules', 'clock']));
    const declared = declaredEvents().map((event) => event.type);
    for (const type of ['lead.phone_revealed', 'staff.left', 'rules.published', 'clock.escalated']) {
      expect(declared).toContain(type);
      expect(auditSubscriber.on).toContain(type);
    }
    expect(() => checkSubscribers([auditSubscriber])).not.toThrow();
  });

  it('keeps who did what to which and when, and no payload', async () => {
    await auditSubscriber.handle([eventOf(1)]);
    const [entry] = await listAudit({ subject: 'lead:one' });
    expect(entry).toEqual({
      id: eventOf(1).id,
      at: eventOf(1).at,
      actor: { type: 'staff', staffId: 'staff-a' },
      action: 'lead.created',
      subject: 'lead:one',
      requestId: 'req-1',
    });
  });

  it('writes an event once, however often it is delivered', async () => {
    await auditSubscriber.handle([eventOf(1), eventOf(2)]);
    await auditSubscriber.handle([eventOf(2), eventOf(3), eventOf(1, { at: new Date(0) })]);
    const entries = await listAudit({ subject: 'lead:one' });
    expect(entries.map((entry) => entry.id)).toEqual([eventOf(3).id, eventOf(2).id, eventOf(1).id]);
    expect(entries[2]!.at).toEqual(eventOf(1).at); // what was written first stays
  });

  it('lists the newest first, page by page, by subject or by person', async () => {
    await auditSubscriber.handle([1, 2, 3, 4].map((n) => eventOf(n)));
    await auditSubscriber.handle([eventOf(5, { actor: { type: 'system', job: 'clocks.fire' } })]);
    const page = await listAudit({ subject: 'lead:one', limit: 2 });
    expect(page.map((entry) => entry.id)).toEqual([eventOf(5).id, eventOf(4).id]);
    const next = await listAudit({ subject: 'lead:one', limit: 2, before: page[1]!.id });
    expect(next.map((entry) => entry.id)).toEqual([eventOf(3).id, eventOf(2).id]);
    expect(await listAudit({ staffId: 'staff-a' })).toHaveLength(4);
    expect(await listAudit({ subject: 'lead:other' })).toEqual([]);
  });

  it('refuses to list everything', async () => {
    await expect(listAudit({})).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('follows what really happens through the relay, once under redelivery', async () => {
    const { ctx } = buildContext();
    await seedOrganisation(ctx);
    const [made] = await createLeads(ctx, [leadDraft()]);
    const [someone] = (await OutboxModel.find({ type: 'staff.joined' }).lean()).map((row) => row.subject);
    const staffId = someone!.slice('staff:'.length);
    await setBusy(asStaff(ctx, staffId), { staffId, until: null });
    await relay.drain();
    await OutboxModel.collection.updateMany(
      {},
      { $set: { state: 'pending', handled: [], nextAt: new Date(0) } },
    );
    await relay.drain();
    const lead = await getLead(made!.leadId);
    const trail = await listAudit({ subject: `lead:${lead.id}` });
    expect(trail.map((entry) => entry.action)).toEqual(['lead.created']);
    expect((await listAudit({ subject: someone! })).map((entry) => entry.action)).toContain('staff.joined');
  });
});
