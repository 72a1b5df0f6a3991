import { beforeEach, describe, expect, it } from 'vitest';
import { cardParked } from '#bot/deliveries/delivery.events';
import { DeliveryModel } from '#bot/deliveries/delivery.model';
import { alarmEscalated, alarmUnassigned } from '#bot/subscribers/alarm-managers';
import { createChannelOf } from '#bot/subscribers/channel-of';
import { pushLeadCard } from '#bot/subscribers/push-lead-card';
import { refreshLeadCards } from '#bot/subscribers/refresh-lead-cards';
import { sendClockNotices } from '#bot/subscribers/send-clock-notices';
import { tellParked } from '#bot/subscribers/tell-parked';
import { clockBreached, clockEscalated, clockReminded, clockWarned } from '#domain/clocks/index';
import { leadAccepted, leadAssigned, leadUnassigned, loseLead, transferLead } from '#domain/leads/index';
import { removeMember } from '#domain/staff/index';
import type { DomainEvent, EventType } from '#events/domain-event';
import { buildDelivery } from '../../factories/delivery.ts';
import { render, useBot } from './bot-fixture.ts';

const bot = useBot();
const channelOf = createChannelOf(['wecom']);

let serial = 0;
beforeEach(() => {
  serial = 0;
});

/** An event as the relay hands it over. */
function happened<P>(type: EventType<P>, subject: string, payload: P): DomainEvent<P> {
  serial += 1;
  return {
    id: `01EVENT${String(serial).padStart(19, '0')}`,
    type: type.type,
    subject,
    at: bot.clock.now(),
    actor: bot.ctx.actor,
    requestId: 'req',
    payload,
  };
}

const recipients = async () => (await bot.rows()).map((row) => row.recipientId).sort();

describe('a lead got an owner', () => {
  const subscriber = () => pushLeadCard(bot.clock, channelOf);
  const assigned = (leadId: string, ownerId: string, more: Record<string, unknown> = {}) =>
    happened(leadAssigned, `lead:${leadId}`, {
      leadId,
      ownerId,
      previousOwnerId: null,
      teamId: 'team-suv',
      assignmentId: 'as',
      mode: 'rule',
      ...more,
    } as never);

  it('[CH1] the owner gets the card, and nobody else', async () => {
    await subscriber().handle([assigned('L1', 'staff-lina'), assigned('L2', 'staff-zhangwei')]);
    expect((await bot.rows()).map((row) => [row.recipientId, row.subject, row.card])).toEqual([
      ['staff-lina', 'lead:L1', 'lead'],
      ['staff-zhangwei', 'lead:L2', 'lead'],
    ]);
  });

  it('[L6] an event that comes twice makes one card', async () => {
    const event = assigned('L1', 'staff-lina');
    await subscriber().handle([event]);
    await subscriber().handle([event, event]);
    expect(await bot.rows()).toHaveLength(1);
  });

  it('[AS4] the one who had the lead before sees that it moved', async () => {
    const row = buildDelivery({
      subject: 'lead:L1',
      state: 'sent',
      owed: false,
      recipientId: 'staff-zhangwei',
    });
    await DeliveryModel.collection.insertOne(row as never);
    await subscriber().handle([
      assigned('L1', 'staff-lina', { mode: 'reassign', previousOwnerId: 'staff-zhangwei' }),
    ]);
    const [before] = (await bot.rows()).filter((each) => each.recipientId === 'staff-zhangwei');
    expect(before).toMatchObject({ owed: true, wanted: 2 });
  });

  it('the first assignment touches no card: there is none yet', async () => {
    const row = buildDelivery({ subject: 'lead:L1', state: 'sent', owed: false });
    await DeliveryModel.collection.insertOne(row as never);
    await subscriber().handle([assigned('L1', 'staff-lina')]);
    expect((await bot.rows()).find((each) => each._id === row._id)).toMatchObject({ owed: false, wanted: 1 });
  });

  it('an owner who is on no platform we speak gets nothing, and the others still do', async () => {
    await pushLeadCard(bot.clock, createChannelOf([])).handle([assigned('L1', 'staff-lina')]);
    expect(await bot.rows()).toEqual([]);
    await subscriber().handle([assigned('L2', 'staff-nobody'), assigned('L3', 'staff-lina')]);
    expect(await recipients()).toEqual(['staff-lina']);
  });
});

describe('a lead changed', () => {
  it('[CH2] every card about it is owed an update, texts and other leads are not', async () => {
    const rows = [
      buildDelivery({ _id: 'A', dedupeKey: 'a', subject: 'lead:L1', state: 'sent', owed: false }),
      buildDelivery({
        _id: 'B',
        dedupeKey: 'b',
        subject: 'lead:L1',
        state: 'sent',
        owed: false,
        kind: 'text',
      }),
      buildDelivery({ _id: 'C', dedupeKey: 'c', subject: 'lead:L2', state: 'sent', owed: false }),
      buildDelivery({ _id: 'D', dedupeKey: 'd', subject: 'lead:L1', state: 'superseded', owed: false }),
      buildDelivery({ _id: 'E', dedupeKey: 'e', subject: 'lead:L1', state: 'unknown', owed: true }),
    ];
    await DeliveryModel.collection.insertMany(rows as never[]);
    await refreshLeadCards(bot.clock).handle([
      happened(leadAccepted, 'lead:L1', { leadId: 'L1', ownerId: 'staff-a' }),
    ]);
    const wanted = Object.fromEntries((await bot.rows()).map((row) => [row._id, row.wanted]));
    expect(wanted).toEqual({ A: 2, B: 1, C: 1, D: 1, E: 2 });
  });
});

describe('managers are alarmed', () => {
  const unassigned = (leadId: string, storeId: string | null, reason = 'no_candidate') =>
    happened(leadUnassigned, `lead:${leadId}`, { leadId, storeId, reason } as never);

  it('[AS1] about a lead nobody can take: those of its store', async () => {
    await alarmUnassigned(bot.clock, channelOf).handle([unassigned('L1', 'store-pudong')]);
    expect(await bot.rows()).toMatchObject([
      {
        recipientId: 'staff-wuhao',
        card: 'lead.manager',
        subject: 'lead:L1',
        about: { reason: 'no_candidate' },
      },
    ]);
  });

  it('[AS1] about a lead without a store: all of them, because one too many is better than none', async () => {
    await alarmUnassigned(bot.clock, channelOf).handle([unassigned('L1', null)]);
    expect(await recipients()).toEqual(['staff-wuhao', 'staff-zhengjie']);
  });

  it('about the lead of a leaver, with the reason', async () => {
    await alarmUnassigned(bot.clock, channelOf).handle([unassigned('L1', 'store-minhang', 'owner_left')]);
    expect((await bot.rows())[0]).toMatchObject({
      recipientId: 'staff-zhengjie',
      about: { reason: 'owner_left' },
    });
  });

  it.each([
    ['accept_timeout', 'not_accepted'],
    ['manager_escalation', 'not_contacted'],
    ['silence_48h', 'silent'],
    ['show_48h', 'show_silent'],
  ])('[ST3] the clock %s is the alarm %s, and names the assignment it is about', async (kind, reason) => {
    const lead = await bot.lead('zhangwei');
    const payload = { leadId: lead.id, storeId: 'store-pudong', kind, step: 2 };
    await alarmEscalated(bot.clock, channelOf).handle([
      happened(clockEscalated, `lead:${lead.id}`, payload as never),
    ]);
    expect((await bot.rows())[0]!.about).toEqual({ reason, assignmentId: lead.assignmentId });
  });

  it('[L6] twice the same event is one alarm; two events are two', async () => {
    const event = unassigned('L1', 'store-pudong');
    await alarmUnassigned(bot.clock, channelOf).handle([event]);
    await alarmUnassigned(bot.clock, channelOf).handle([event, unassigned('L1', 'store-pudong')]);
    expect(await bot.rows()).toHaveLength(2);
  });

  it('a manager who left is not alarmed', async () => {
    await removeMember(bot.ctx, { platform: 'wecom', userId: 'wuhao' });
    await alarmUnassigned(bot.clock, channelOf).handle([unassigned('L1', 'store-pudong')]);
    expect(await recipients()).not.toContain('staff-wuhao');
  });
});

describe('what a clock says to the owner', () => {
  const notices = () =>
    sendClockNotices({ clock: bot.clock, render, publicUrl: 'https://crm.example.com', channelOf });
  const payload = (leadId: string, ownerId: string, kind: string) =>
    ({ leadId, ownerId, kind, dueAt: new Date(bot.clock.now().getTime() + 600_000) }) as never;

  it.each([
    [clockWarned, 'first_contact_target', /^提醒：.*10:10 前/, '还没有联系'],
    [clockBreached, 'first_contact_sla', /^超时：/, '首次联系超时'],
    [clockReminded, 'silence_24h', /已有 24 小时没有跟进记录/, '24 小时没有跟进'],
    [clockReminded, 'silence_48h', /已有 48 小时没有跟进记录/, '48 小时没有跟进'],
  ])('[ST2] $type %s is a notice that opens the lead', async (type, kind, text, title) => {
    const lead = await bot.lead('zhangwei', { name: '王小姐' });
    await notices().handle([
      happened(type as never, `lead:${lead.id}`, payload(lead.id, 'staff-zhangwei', kind)),
    ]);
    const [notice] = await bot.texts();
    expect(notice!.text).toMatch(text);
    expect(notice!.text).toContain('王小姐');
    expect(notice!.look).toEqual({
      type: 'page',
      title: expect.stringContaining(title),
      url: `https://crm.example.com/app/leads/${lead.id}`,
      button: '去处理',
    });
    expect(JSON.stringify(notice)).not.toMatch(/138\d{8}/);
  });

  it('is not said once the lead is somebody else’s or closed: it would no longer be true', async () => {
    const moved = await bot.lead('zhangwei');
    const toStaffId = 'staff-lina';
    await transferLead(bot.as('zhangwei'), { leadId: moved.id, expectedRev: moved.rev, toStaffId });
    const lost = await bot.lead('zhangwei');
    await loseLead(bot.as('zhangwei'), { leadId: lost.id, expectedRev: lost.rev, reason: 'price' });
    await notices().handle(
      [moved.id, lost.id, 'no-such-lead'].map((id) =>
        happened(clockWarned, `lead:${id}`, payload(id, 'staff-zhangwei', 'first_contact_target')),
      ),
    );
    expect(await bot.rows()).toEqual([]);
  });

  it('[L6] an event that comes twice is said once', async () => {
    const lead = await bot.lead('zhangwei');
    const event = happened(
      clockWarned,
      `lead:${lead.id}`,
      payload(lead.id, 'staff-zhangwei', 'first_contact_target'),
    );
    for (let i = 0; i < 3; i += 1) await notices().handle([event]);
    expect(await bot.rows()).toHaveLength(1);
  });
});

describe('a message that could not be delivered', () => {
  const parked = (card: string, recipientId: string) =>
    happened(cardParked, 'delivery:D1', {
      deliveryId: 'D1',
      card,
      about: 'lead:L1',
      recipientId,
      code: '81013',
    });

  it('is told to the managers of that person’s store, with the reason', async () => {
    await tellParked(bot.clock, render, channelOf).handle([parked('lead', 'staff-zhangwei')]);
    const texts = await bot.texts();
    expect(texts.map((one) => one.to)).toEqual(['staff-wuhao']);
    expect(texts[0]!.text).toContain('没能送达 张伟（原因 81013）');
  });

  it('about a notice is not told: such words would never end', async () => {
    await tellParked(bot.clock, render, channelOf).handle([parked('text', 'staff-zhangwei')]);
    expect(await bot.rows()).toEqual([]);
  });

  it('of a manager is not told to the same manager', async () => {
    await tellParked(bot.clock, render, channelOf).handle([parked('lead.manager', 'staff-wuhao')]);
    expect(await recipients()).not.toContain('staff-wuhao');
  });

  it('for somebody we do not know goes to every manager', async () => {
    await tellParked(bot.clock, render, channelOf).handle([parked('lead', 'staff-nobody')]);
    expect(await recipients()).toEqual(['staff-wuhao', 'staff-zhengjie']);
  });
});
