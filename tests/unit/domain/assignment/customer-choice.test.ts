import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { groupsOf } from '#domain/assignment/candidate-groups';
import { EMPTY_TURN } from '#domain/assignment/fair-turn';
import { factsOf } from '#domain/assignment/lead-facts';
import { type Candidate, exclusionOf, pickAssignee } from '#domain/assignment/pick-assignee';
import type { Lead } from '#domain/leads/index';
import { buildStaff } from '../../../factories/staff.ts';

const candidate = (overrides: Partial<Candidate> = {}): Candidate => ({
  staffId: 'staff-a',
  name: '甲',
  weight: 1,
  status: 'active',
  onDuty: true,
  onLeave: false,
  busy: false,
  barred: false,
  closed: false,
  open: 0,
  openCap: null,
  today: 0,
  dailyCap: null,
  ...overrides,
});
const pick = (member: Candidate, chosen: boolean) =>
  pickAssignee({
    method: 'round_robin',
    seed: 'contact:staff-a',
    members: [member],
    turn: EMPTY_TURN,
    ...(chosen ? { chosen: true } : {}),
  });

describe('[AS1] the member a customer chose', () => {
  it.each([
    ['left', { status: 'left' as const }, 'left', 'left'],
    ['had it before', { barred: true }, 'previous_owner', 'previous_owner'],
    ['off duty', { onDuty: false }, 'off_duty', null],
    ['on leave', { onLeave: true }, 'on_leave', null],
    ['busy', { busy: true }, 'busy', null],
    ['store closed', { closed: true }, 'off_hours', null],
    ['day full', { today: 3, dailyCap: 3 }, 'daily_cap', null],
    ['hands full', { open: 9, openCap: 9 }, 'open_cap', null],
    ['free', {}, null, null],
  ])('%s: left out by turn as %s, by choice as %s', (_what, overrides, byTurn, byChoice) => {
    expect(exclusionOf(candidate(overrides as Partial<Candidate>))).toBe(byTurn);
    expect(exclusionOf(candidate(overrides as Partial<Candidate>), true)).toBe(byChoice);
  });

  it('is named as the customer’s choice, not as the only one left', () => {
    expect(pick(candidate(), true)).toMatchObject({ chosenId: 'staff-a', tieBreak: 'customer_choice' });
    expect(pick(candidate(), false)).toMatchObject({ chosenId: 'staff-a', tieBreak: 'only_candidate' });
    expect(pick(candidate({ status: 'left' }), true)).toMatchObject({ chosenId: null, tieBreak: null });
  });

  const flags = fc.record({
    onDuty: fc.boolean(),
    onLeave: fc.boolean(),
    busy: fc.boolean(),
    closed: fc.boolean(),
    barred: fc.boolean(),
    open: fc.integer({ min: 0, max: 5 }),
    openCap: fc.option(fc.integer({ min: 0, max: 5 })),
    today: fc.integer({ min: 0, max: 5 }),
    dailyCap: fc.option(fc.integer({ min: 0, max: 5 })),
    status: fc.constantFrom('active' as const, 'left' as const),
  });
  test.prop([flags])(
    'choice never leaves out whom turn would take, and the trace decides the same',
    (some) => {
      const member = candidate(some);
      const byTurn = pick(member, false);
      const byChoice = pick(member, true);
      if (byTurn.chosenId !== null) expect(byChoice.chosenId).toBe(byTurn.chosenId);
      expect(byChoice.chosenId === null).toBe(some.status === 'left' || some.barred);
      expect(pick(JSON.parse(JSON.stringify(member)) as Candidate, true)).toEqual(byChoice);
    },
  );
});

describe('whom `contactMember` means', () => {
  const staff = [
    buildStaff({ id: 'staff-a', name: '甲', storeId: 'store-1' }),
    buildStaff({ id: 'staff-b' }),
  ];
  const organisation = { stores: [], teams: [], staff };
  const facts = (contactStaffId: string | null) =>
    factsOf({ wants: [], series: null, contactStaffId } as unknown as Lead, new Date('2026-11-25T02:00:00Z'));

  it('the one person, in a group of their own that remembers its own turns', () => {
    const groups = groupsOf({ contactMember: true }, facts('staff-a'), organisation);
    expect(groups).toEqual([
      {
        key: 'contact:staff-a',
        name: '甲',
        method: 'round_robin',
        teamId: null,
        storeId: 'store-1',
        members: [staff[0]],
        chosen: true,
      },
    ]);
  });

  it.each([null, 'staff-gone', ''])('nobody for %j', (contactStaffId) => {
    expect(groupsOf({ contactMember: true }, facts(contactStaffId), organisation)).toEqual([]);
  });

  it('a named person of a rule is no choice of the customer', () => {
    const [group] = groupsOf({ staffId: 'staff-a' }, facts('staff-a'), organisation);
    expect(group!.key).toBe('staff:staff-a');
    expect(group!.chosen).toBeUndefined();
  });

  it('leads made before this field existed have no chosen member', () => {
    const old = { wants: [], series: null } as unknown as Lead;
    expect(factsOf(old, new Date()).contactStaffId).toBeNull();
  });
});
