import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isAppError } from '#domain/kernel/app-error';
import type { CommandContext } from '#domain/kernel/command-context';
import {
  acceptLead,
  convertLead,
  createLeads,
  getLead,
  type LeadStatus,
  loseLead,
  markContacted,
  poolLead,
  recordFollowUp,
  transferLead,
} from '#domain/leads/index';
import { LeadModel } from '#domain/leads/lead.model';
import { listManagers } from '#domain/staff/index';
import { OutboxModel } from '#events/outbox.model';
import { asStaff, leadDraft, testContext } from '../../../factories/lead.ts';
import { seedOrganisation } from '../../../factories/organisation.ts';
import { useDatabase } from '../../../support/mongo.ts';

useDatabase();

const REV = 5;
const OWNER = 'staff-wangqiang';
let ctx = testContext();
let leadId = '';
let managerId = '';

type Press = (as: CommandContext, expectedRev: number) => Promise<unknown>;
const COMMANDS: Readonly<Record<string, Press>> = {
  accept: (as, expectedRev) => acceptLead(as, { leadId, expectedRev }),
  contact: (as, expectedRev) => markContacted(as, { leadId, expectedRev }),
  convert: (as, expectedRev) => convertLead(as, { leadId, expectedRev }),
  lose: (as, expectedRev) => loseLead(as, { leadId, expectedRev, reason: 'price' }),
  pool: (as, expectedRev) => poolLead(as, { leadId, expectedRev }),
  transfer: (as, expectedRev) => transferLead(as, { leadId, expectedRev, toStaffId: 'staff-lina' }),
  follow: (as, expectedRev) =>
    recordFollowUp(as, { leadId, expectedRev, method: 'call', summary: '聊过', nextAt: null }),
};

beforeAll(async () => {
  await seedOrganisation(ctx);
  managerId = (await listManagers('store-pudong'))[0]!.id;
});

/** One lead in the given state, owned where that state has an owner. */
async function leadIn(status: LeadStatus): Promise<void> {
  await LeadModel.deleteMany({});
  await OutboxModel.deleteMany({});
  leadId = (await createLeads(ctx, [leadDraft()]))[0]!.leadId;
  const owned = !['new', 'unassigned', 'pooled'].includes(status);
  const open = status !== 'lost' && status !== 'converted';
  const owner = owned
    ? { ownerId: OWNER, teamId: 'team-suv', assignmentId: 'as1', assignedAt: ctx.clock.now() }
    : {};
  await LeadModel.updateOne(
    { _id: leadId },
    { $set: { status, open, rev: REV, storeId: 'store-pudong', ...owner } },
  );
}

async function outcome(press: Promise<unknown>): Promise<string> {
  try {
    await press;
    return 'ok';
  } catch (error) {
    if (isAppError(error)) return error.code;
    throw error;
  }
}

/** The types of what was recorded since the lead was made. */
async function told(): Promise<string[]> {
  const rows = await OutboxModel.find({}).lean();
  return rows.flatMap(({ type }) => (type === 'lead.created' ? [] : type)).sort();
}

beforeEach(() => {
  ctx = testContext();
});

const CLOSED = 'LEAD_CLOSED';
const ILLEGAL = 'ILLEGAL_TRANSITION';
const TAKEN = 'LEAD_NOT_YOURS';

/** What the owner of a lead in this state is answered. */
const OWNER_TABLE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  assigned: {
    accept: 'accepted',
    contact: 'contacted',
    convert: 'converted',
    lose: 'lost',
    pool: 'pooled',
    transfer: 'assigned',
    follow: 'contacted',
  },
  accepted: {
    accept: ILLEGAL,
    contact: 'contacted',
    convert: 'converted',
    lose: 'lost',
    pool: 'pooled',
    transfer: 'assigned',
    follow: 'contacted',
  },
  contacted: {
    accept: ILLEGAL,
    contact: ILLEGAL,
    convert: 'converted',
    lose: 'lost',
    pool: 'pooled',
    transfer: 'assigned',
    follow: 'contacted',
  },
  new: {
    accept: TAKEN,
    contact: TAKEN,
    convert: TAKEN,
    lose: TAKEN,
    pool: TAKEN,
    transfer: TAKEN,
    follow: TAKEN,
  },
  unassigned: {
    accept: TAKEN,
    contact: TAKEN,
    convert: TAKEN,
    lose: TAKEN,
    pool: TAKEN,
    transfer: TAKEN,
    follow: TAKEN,
  },
  pooled: {
    accept: TAKEN,
    contact: TAKEN,
    convert: TAKEN,
    lose: TAKEN,
    pool: TAKEN,
    transfer: TAKEN,
    follow: TAKEN,
  },
  converted: {
    accept: CLOSED,
    contact: CLOSED,
    convert: CLOSED,
    lose: CLOSED,
    pool: CLOSED,
    transfer: CLOSED,
    follow: CLOSED,
  },
  lost: {
    accept: CLOSED,
    contact: CLOSED,
    convert: CLOSED,
    lose: CLOSED,
    pool: CLOSED,
    transfer: CLOSED,
    follow: CLOSED,
  },
};
const ownerCases = Object.entries(OWNER_TABLE).flatMap(([status, row]) =>
  Object.entries(row).map(([command, expected]) => ({ status: status as LeadStatus, command, expected })),
);

describe('[ST5] every command in every state, by the owner', () => {
  it.each(ownerCases)('$status: $command → $expected', async ({ status, command, expected }) => {
    await leadIn(status);
    const before = await LeadModel.findById(leadId).lean();
    const refused = expected.toUpperCase() === expected;
    const answer = await outcome(COMMANDS[command]!(asStaff(ctx, OWNER), REV));
    expect(answer).toBe(refused ? expected : 'ok');
    if (refused) {
      expect(await LeadModel.findById(leadId).lean()).toEqual(before);
      expect(await told()).toEqual([]);
    } else {
      const after = await getLead(leadId);
      expect(after.status).toBe(expected);
      expect(after.open).toBe(expected !== 'lost' && expected !== 'converted');
      expect(after.rev).toBe(command === 'follow' && status === 'contacted' ? REV : REV + 1);
      expect(await told()).not.toEqual([]);
    }
  });

  it.each(Object.keys(COMMANDS))(
    '%s on a revision of the past is late, and does nothing',
    async (command) => {
      await leadIn('assigned');
      expect(await outcome(COMMANDS[command]!(asStaff(ctx, OWNER), REV - 1))).toBe('STALE_REVISION');
      expect((await getLead(leadId)).rev).toBe(REV);
      expect(await told()).toEqual([]);
    },
  );

  it.each(Object.keys(COMMANDS))('%s on a revision of the future neither', async (command) => {
    await leadIn('assigned');
    expect(await outcome(COMMANDS[command]!(asStaff(ctx, OWNER), REV + 1))).toBe('STALE_REVISION');
  });

  it.each(Object.keys(COMMANDS))('%s pressed three times at once acts once', async (command) => {
    await leadIn('assigned');
    const press = () => outcome(COMMANDS[command]!(asStaff(ctx, OWNER), REV));
    const answers = await Promise.all([press(), press(), press()]);
    expect(answers.filter((answer) => answer === 'ok')).toHaveLength(1);
    expect((await getLead(leadId)).rev).toBe(REV + 1);
    const events = await told();
    expect(new Set(events).size).toBe(events.length);
  });
});

describe('the same commands by others', () => {
  /** Managers act for their store; 接单 is a promise that only its owner can give. */
  it.each([
    ['accept', 'LEAD_NOT_YOURS'],
    ['contact', 'ok'],
    ['convert', 'ok'],
    ['lose', 'ok'],
    ['pool', 'ok'],
    ['transfer', 'ok'],
    ['follow', 'ok'],
  ])('%s by the manager of the store: %s', async (command, expected) => {
    await leadIn('assigned');
    expect(await outcome(COMMANDS[command]!(asStaff(ctx, managerId), REV))).toBe(expected);
  });

  it.each(Object.keys(COMMANDS))('%s by a colleague: not theirs', async (command) => {
    await leadIn('assigned');
    expect(await outcome(COMMANDS[command]!(asStaff(ctx, 'staff-zhangwei'), REV))).toBe('LEAD_NOT_YOURS');
    expect(await told()).toEqual([]);
  });

  it.each(Object.keys(COMMANDS))('%s by somebody of another store: not theirs', async (command) => {
    await leadIn('assigned');
    expect(await outcome(COMMANDS[command]!(asStaff(ctx, 'staff-sunlei'), REV))).toBe('LEAD_NOT_YOURS');
  });

  it.each(Object.keys(COMMANDS))('%s by nobody of ours: unknown or unauthenticated', async (command) => {
    await leadIn('assigned');
    expect(await outcome(COMMANDS[command]!(ctx, REV))).toBe('UNAUTHENTICATED');
    const channel: CommandContext = { ...ctx, actor: { type: 'channel', channel: 'site_form' } };
    expect(await outcome(COMMANDS[command]!(channel, REV))).toBe('UNAUTHENTICATED');
    expect(await outcome(COMMANDS[command]!(asStaff(ctx, 'staff-nobody'), REV))).toBe('NOT_FOUND');
    expect(await told()).toEqual([]);
  });

  it.each(Object.keys(COMMANDS))('%s of a lead that does not exist', async (command) => {
    await leadIn('assigned');
    leadId = '01NOSUCHLEAD00000000000000';
    expect(await outcome(COMMANDS[command]!(asStaff(ctx, OWNER), REV))).toBe('NOT_FOUND');
  });
});
