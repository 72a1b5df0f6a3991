import { beforeEach, describe, expect, it } from 'vitest';
import type { ManualClock } from '#domain/kernel/clock';
import type { CommandContext } from '#domain/kernel/command-context';
import {
  assignLeads,
  convertLead,
  createLeads,
  getLead,
  loseLead,
  poolLead,
  revealPhone,
  transferLead,
} from '#domain/leads/index';
import { LeadModel } from '#domain/leads/lead.model';
import { PhoneLookModel } from '#domain/leads/phone-look.model';
import { removeMember, upsertOrganisation } from '#domain/staff/index';
import { OutboxModel } from '#events/outbox.model';
import { asStaff, leadDraft, testContext } from '../../../factories/lead.ts';
import { useDatabase } from '../../../support/mongo.ts';

useDatabase({ clean: true });

const store = (id: string, managerUserId: string) => ({
  id,
  name: id,
  city: '上海',
  region: '华东',
  managerUserId,
});
const person = (
  userId: string,
  role: 'sales' | 'service_advisor' | 'manager' | 'admin',
  storeId: string,
) => ({
  userId,
  name: userId,
  role,
  storeId,
});
const ROSTER = {
  group: { name: '云驰汽车集团' },
  stores: [store('store-a', 'boss'), store('store-b', 'bossb')],
  teams: [],
  staff: [
    person('ann', 'sales', 'store-a'),
    person('bob', 'sales', 'store-a'),
    person('ada', 'service_advisor', 'store-a'),
    person('boss', 'manager', 'store-a'),
    person('bossb', 'manager', 'store-b'),
    person('root', 'admin', 'store-b'),
  ],
};
const MOBILE = '+8613812345678';
const LANDLINE = '+862150001234';

let ctx = testContext();
const as = (userId: string): CommandContext => asStaff(ctx, `staff-${userId}`);
const looks = () => OutboxModel.countDocuments({ type: 'lead.phone_revealed' });

async function ownedBy(userId: string | null, phone: string | null = MOBILE): Promise<string> {
  const [made] = await createLeads(ctx, [leadDraft({ phone, externalUserId: 'wm-1', storeId: 'store-a' })]);
  const leadId = made!.leadId;
  if (userId === null) return leadId;
  const to = {
    leadId,
    expectedRev: 1,
    teamId: null,
    storeId: 'store-a',
    assignmentId: 'as',
    mode: 'rule' as const,
  };
  await assignLeads(ctx, [{ ...to, ownerId: `staff-${userId}` }]);
  return leadId;
}

beforeEach(async () => {
  ctx = testContext();
  await upsertOrganisation(ctx, ROSTER, { platform: 'wecom' });
});

describe('who may see the number', () => {
  it.each([
    ['ann', 'ann', true],
    ['ann', 'bob', false],
    ['ann', 'ada', false],
    ['ada', 'ada', true],
    ['ann', 'boss', true],
    ['ann', 'bossb', false],
    ['ann', 'root', true],
    [null, 'ann', false],
    [null, 'boss', true],
    [null, 'bossb', false],
    [null, 'root', true],
  ])('a lead of %s, asked by %s: %s', async (owner, who, may) => {
    const leadId = await ownedBy(owner);
    for (const via of ['card', 'page'] as const) {
      const look = revealPhone(as(who), { leadId, via });
      if (may) expect(await look).toBe(MOBILE);
      else await expect(look).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    expect(await looks()).toBe(may ? 2 : 0);
  });

  it('the system and channels are nobody to show it to', async () => {
    const leadId = await ownedBy('ann');
    const channel: CommandContext = { ...ctx, actor: { type: 'channel', channel: 'yiche' } };
    for (const who of [ctx, channel])
      await expect(revealPhone(who, { leadId, via: 'page' })).rejects.toMatchObject({
        code: 'UNAUTHENTICATED',
      });
    await expect(revealPhone(as('nobody'), { leadId, via: 'page' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await looks()).toBe(0);
  });

  it('the right ends with the transfer, and with the job', async () => {
    const leadId = await ownedBy('ann');
    await transferLead(as('boss'), { leadId, expectedRev: 2, toStaffId: 'staff-bob' });
    await expect(revealPhone(as('ann'), { leadId, via: 'card' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(await revealPhone(as('bob'), { leadId, via: 'card' })).toBe(MOBILE);
    await removeMember(ctx, { platform: 'wecom', userId: 'bob' });
    await expect(revealPhone(as('bob'), { leadId, via: 'card' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(await looks()).toBe(1);
  });

  it.each([
    ['lost', (leadId: string) => loseLead(as('ann'), { leadId, expectedRev: 2, reason: 'price' })],
    ['converted', (leadId: string) => convertLead(as('ann'), { leadId, expectedRev: 2 })],
  ])('the owner of a %s lead still may: the customer may call back', async (_how, end) => {
    const leadId = await ownedBy('ann');
    await end(leadId);
    expect(await revealPhone(as('ann'), { leadId, via: 'page' })).toBe(MOBILE);
  });

  it('one in the public pool is shown to the store’s manager only', async () => {
    const leadId = await ownedBy('ann');
    await poolLead(as('ann'), { leadId, expectedRev: 2 });
    await expect(revealPhone(as('bob'), { leadId, via: 'page' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(await revealPhone(as('boss'), { leadId, via: 'page' })).toBe(MOBILE);
  });
});

describe('[IN3] a hundred looks a day and person', () => {
  const look = (leadId: string, who = 'ann', via: 'card' | 'page' = 'card') =>
    revealPhone(as(who), { leadId, via });
  const at = (date: string) => (ctx.clock as ManualClock).set(new Date(date));
  const counted = async (who: string) =>
    (await PhoneLookModel.find({ _id: new RegExp(`^staff-${who}:`) } as never).lean()).map(
      (row) => row.count,
    );
  /** As that many earlier looks of this day would have left it. */
  const fill = (count: number) => PhoneLookModel.updateMany({}, { $set: { count } });

  it('cards and pages count together; what is refused is neither shown, counted nor on record', async () => {
    const leadId = await ownedBy('ann');
    at('2026-11-25T02:00:00Z');
    await look(leadId, 'ann', 'card');
    await fill(98);
    await look(leadId, 'ann', 'page');
    await look(leadId, 'ann', 'card');
    for (const via of ['card', 'page', 'card'] as const) {
      await expect(look(leadId, 'ann', via)).rejects.toMatchObject({
        code: 'RATE_LIMITED',
        details: { seconds: 14 * 3_600, limit: 'reveal_person' },
      });
    }
    expect(await counted('ann')).toEqual([100]);
    expect(await looks()).toBe(3);
    expect(await look(leadId, 'boss')).toBe(MOBILE);
  });

  it('of looks at the same moment no more than are left get through', async () => {
    const leadId = await ownedBy('ann');
    await look(leadId);
    await fill(97);
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => look(leadId)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(await looks()).toBe(4);
  });

  it('the first looks of a day at the same moment all count', async () => {
    const leadId = await ownedBy('ann');
    await Promise.all(Array.from({ length: 5 }, () => look(leadId)));
    expect(await counted('ann')).toEqual([5]);
  });

  it('begins anew at midnight in Shanghai', async () => {
    const leadId = await ownedBy('ann');
    at('2026-11-25T15:59:59Z');
    await look(leadId);
    await fill(100);
    await expect(look(leadId)).rejects.toMatchObject({ code: 'RATE_LIMITED', details: { seconds: 1 } });
    at('2026-11-25T16:00:00Z');
    expect(await look(leadId)).toBe(MOBILE);
  });

  it('looks that are refused for other reasons cost nothing', async () => {
    const leadId = await ownedBy('ann');
    await expect(look(leadId, 'bob')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(await counted('bob')).toEqual([]);
  });
});

describe('[LC7] the kind of number a lead has', () => {
  it.each([
    [MOBILE, 'mobile', '138****5678', '5678'],
    ['+85291234567', 'mobile', '+85****4567', '4567'],
    [LANDLINE, 'fixed_line', '021-****1234', '1234'],
    ['+8657187654321', 'fixed_line', '0571-****4321', '4321'],
    [null, null, '', ''],
  ])('%s is %s, shown as %j', async (phone, phoneKind, phoneMasked, phoneTail) => {
    const leadId = await ownedBy('ann', phone);
    expect(await getLead(leadId)).toMatchObject({ phoneKind, phoneMasked, phoneTail });
    const look = revealPhone(as('ann'), { leadId, via: 'card' });
    if (phone === null) await expect(look).rejects.toMatchObject({ code: 'NOT_FOUND' });
    else expect(await look).toBe(phone);
    const stored = JSON.stringify(await LeadModel.find({}).lean());
    if (phone !== null) expect(stored).not.toContain(phone.slice(4));
  });
});
