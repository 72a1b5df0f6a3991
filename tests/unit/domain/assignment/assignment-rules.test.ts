import { describe, expect, it } from 'vitest';
import { AssignmentRules, DEFAULT_ASSIGNMENT_RULES } from '#domain/assignment/assignment-rules';
import { groupsOf, storesFor } from '#domain/assignment/candidate-groups';
import { factsOf, firstFailure, type LeadFacts } from '#domain/assignment/lead-facts';
import { DEFAULT_STORE_HOURS } from '#domain/calendar/index';
import type { Store, Team } from '#domain/staff/index';
import { buildStaff } from '../../../factories/staff.ts';

const facts = (overrides: Partial<LeadFacts> = {}): LeadFacts => ({
  channel: 'site_form',
  region: null,
  city: null,
  storeId: null,
  series: null,
  body: null,
  level: 'low',
  businessLine: 'new_car',
  campaignId: null,
  localHour: 10,
  weekday: 3,
  wants: [],
  contactStaffId: null,
  ...overrides,
});

const store = (id: string, city: string, region: string, managerIds: string[] = []): Store => ({
  id,
  name: id,
  city,
  region,
  address: '',
  phone: '',
  managerIds,
  hours: DEFAULT_STORE_HOURS,
  dayOverrides: [],
});
const team = (id: string, storeId: string, order: number): Team => ({
  id,
  name: id,
  storeId,
  method: 'round_robin',
  order,
});

describe('conditions', () => {
  it.each([
    [{ field: 'channel', op: 'is', value: 'auto_show' }, { channel: 'auto_show' }, { channel: 'yiche' }],
    [{ field: 'storeId', op: 'is', value: null }, { storeId: null }, { storeId: 's' }],
    [{ field: 'level', op: 'in', value: ['hot', 'warm'] }, { level: 'warm' }, { level: 'low' }],
    [{ field: 'city', op: 'not_in', value: ['上海'] }, { city: null }, { city: '上海' }],
    [{ field: 'localHour', op: 'between', value: [9, 18] }, { localHour: 9 }, { localHour: 18 }],
    [{ field: 'localHour', op: 'between', value: [22, 6] }, { localHour: 1.5 }, { localHour: 12 }],
    [{ field: 'weekday', op: 'between', value: [6, 8] }, { weekday: 7 }, { weekday: 5 }],
    [
      { field: 'wants', op: 'includes', value: 'test_drive' },
      { wants: ['quote', 'test_drive'] },
      { wants: ['quote'] },
    ],
  ] as const)('%o holds for %o and not for %o', (condition, yes, no) => {
    const when = [structuredClone(condition) as never];
    expect(firstFailure(when, facts(yes as Partial<LeadFacts>))).toBeNull();
    expect(firstFailure(when, facts(no as Partial<LeadFacts>))).toBe(condition.field);
  });

  it('are facts of the lead at the hour in Shanghai', () => {
    const lead = {
      channel: 'yiche',
      region: null,
      city: '上海',
      storeId: null,
      level: 'hot',
      businessLine: 'new_car',
      campaignId: null,
      wants: [],
    };
    const made = factsOf(
      { ...lead, series: { id: 's', brand: 'b', name: 'n', body: 'suv' } } as never,
      new Date('2026-11-22T17:30:00Z'),
    );
    expect(made).toMatchObject({ series: 's', body: 'suv', localHour: 1.5, weekday: 1, city: '上海' });
    expect(factsOf({ ...lead, series: null } as never, new Date(0))).toMatchObject({
      series: null,
      body: null,
    });
  });
});

describe('rules as data', () => {
  const rule = (overrides: object) => [{ id: 'r', name: 'R', to: { anyTeam: true }, ...overrides }];

  it('the default set is valid', () => {
    expect(AssignmentRules.parse(DEFAULT_ASSIGNMENT_RULES)).toHaveLength(6);
  });

  it.each([
    ['no rule at all', []],
    ['an unknown field', rule({ when: [{ field: 'phone', op: 'is', value: 'x' }] })],
    ['a list for is', rule({ when: [{ field: 'city', op: 'is', value: ['x'] }] })],
    ['a word for in', rule({ when: [{ field: 'city', op: 'in', value: 'x' }] })],
    ['between on words', rule({ when: [{ field: 'city', op: 'between', value: ['a', 'b'] }] })],
    ['between with three', rule({ when: [{ field: 'localHour', op: 'between', value: [1, 2, 3] }] })],
    ['wants with is', rule({ when: [{ field: 'wants', op: 'is', value: 'quote' }] })],
    ['two targets', rule({ to: { teamId: 'a', staffId: 'b' } })],
    ['no target', rule({ to: {} })],
    ['an unknown property', rule({ action: 'x' })],
    ['the same id twice', [...rule({}), ...rule({})]],
  ])('refuses %s', (_, rules) => {
    expect(AssignmentRules.safeParse(rules).success).toBe(false);
  });
});

describe('hours and weekdays that never come', () => {
  const judge = (field: string, op: string, value: unknown) => {
    const rules = [{ id: 'r', name: 'R', to: { anyTeam: true }, when: [{ field, op, value }] }];
    const parsed = AssignmentRules.safeParse(rules);
    return parsed.success ? 'accepted' : parsed.error.issues.map(({ message }) => message).join();
  };

  it.each([
    ['localHour', 'is', '9'],
    ['localHour', 'is', null],
    ['localHour', 'is', -1],
    ['localHour', 'is', 24],
    ['localHour', 'in', []],
    ['localHour', 'in', [9, 25]],
    ['localHour', 'not_in', ['9']],
    ['localHour', 'between', ['9', '18']],
    ['localHour', 'between', [9, null]],
    ['localHour', 'between', [9]],
    ['localHour', 'between', [9, 24.5]],
    ['localHour', 'between', [-1, 6]],
    ['localHour', 'between', [9, 9]],
    ['weekday', 'is', 0],
    ['weekday', 'is', 8],
    ['weekday', 'is', '周一'],
    ['weekday', 'is', 1.5],
    ['weekday', 'in', [6, 7, 8]],
    ['weekday', 'between', [0, 5]],
    ['weekday', 'between', [8, 2]],
    ['weekday', 'between', [1, 9]],
    ['weekday', 'between', [null, 5]],
    ['weekday', 'between', [6, 6]],
  ])('%s %s %j is refused with what to write', (field, op, value) => {
    expect(judge(field, op, value)).toMatch(field === 'weekday' ? /weekday 须为 1–7/ : /localHour 须为 0–24/);
  });

  it.each([
    ['localHour', 'is', 0],
    ['localHour', 'in', [9, 10.5]],
    ['localHour', 'between', [0, 24]],
    ['localHour', 'between', [22, 6]],
    ['localHour', 'between', [8.5, 17.5]],
    ['weekday', 'is', 7],
    ['weekday', 'not_in', [6, 7]],
    ['weekday', 'between', [6, 8]],
    ['weekday', 'between', [6, 1]],
  ])('%s %s %j is accepted', (field, op, value) => {
    expect(judge(field, op, value)).toBe('accepted');
  });
});

describe('whom a target means', () => {
  const lina = buildStaff({ id: 'lina', teamIds: ['t1', 't2'], storeId: 'p' });
  const sun = buildStaff({ id: 'sun', teamIds: ['t3'], storeId: 'm' });
  const adviser = buildStaff({ id: 'adviser', role: 'service_advisor', teamIds: [], storeId: 'p' });
  const boss = buildStaff({ id: 'boss', role: 'manager', teamIds: [], storeId: 'm' });
  const organisation = {
    stores: [store('p', '上海', '华东'), store('m', '苏州', '华东', ['boss']), store('g', '广州', '华南')],
    teams: [team('t1', 'p', 0), team('t2', 'p', 1), team('t3', 'm', 2)],
    staff: [lina, sun, adviser, boss],
  };
  const keys = (target: object, about: Partial<LeadFacts> = {}) =>
    groupsOf(target as never, facts(about), organisation).map(
      ({ key, members }) => `${key}=${members.map(({ id }) => id).join()}`,
    );

  it('a team, a person, all teams, or nobody for names that do not exist', () => {
    expect(keys({ teamId: 't2' })).toEqual(['t2=lina']);
    expect(keys({ teamId: 'x' })).toEqual([]);
    expect(keys({ staffId: 'sun' })).toEqual(['staff:sun=sun']);
    expect(keys({ staffId: 'x' })).toEqual([]);
    expect(keys({ anyTeam: true })).toEqual(['t1=lina', 't2=lina', 't3=sun']);
    expect(keys({ pool: true })).toEqual([]);
  });

  it('the teams of the store, else of stores in the city, else in the region', () => {
    expect(keys({ storeTeam: true }, { storeId: 'p', city: '苏州' })).toEqual(['t1=lina', 't2=lina']);
    expect(keys({ storeTeam: true }, { city: '苏州' })).toEqual(['t3=sun']);
    expect(keys({ storeTeam: true }, { city: '杭州', region: '华东' })).toHaveLength(3);
    expect(keys({ storeTeam: true }, { city: '杭州' })).toEqual([]);
    expect(keys({ storeTeam: true })).toEqual([]);
    expect(storesFor(facts({ storeId: 'gone', city: '上海' }), organisation.stores)).toEqual([]);
  });

  it('a role at the store, at any store when the lead has none, and the managers', () => {
    expect(keys({ storeRole: 'service_advisor' }, { storeId: 'p' })).toEqual([
      'role:service_advisor:p=adviser',
    ]);
    expect(keys({ storeRole: 'service_advisor' })).toHaveLength(3);
    expect(keys({ storeManagers: true }, { storeId: 'm' })).toEqual(['managers:m=boss']);
    expect(keys({ storeManagers: true }, { storeId: 'p' })).toEqual(['managers:p=']);
  });
});
