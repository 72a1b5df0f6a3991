import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { createWorkCalendar, DEFAULT_STORE_HOURS } from '#domain/calendar/index';
import { DEFAULT_CLOCK_RULES } from '#domain/clocks/clock-rules';
import { lastActivity, planLeadTimers, wasFollowedUp } from '#domain/clocks/plan-lead-timers';
import { timerId } from '#domain/clocks/schedule-timers';
import type { TimerRecord } from '#domain/clocks/timer.model';
import type { Channel, Lead, LeadStatus } from '#domain/leads/index';
import { buildLead } from '../../../factories/lead-view.ts';

const calendar = createWorkCalendar({ hours: DEFAULT_STORE_HOURS, overrides: [] });
const at = (local: string) => new Date(`${local.replace(' ', 'T')}:00+08:00`);
const plan = (lead: Lead, existing: readonly TimerRecord[] = []) =>
  planLeadTimers(lead, existing, DEFAULT_CLOCK_RULES, calendar);
const kinds = (lead: Lead) =>
  plan(lead)
    .set.map(({ kind }) => kind)
    .sort();

const SILENCE = ['silence_24h', 'silence_48h'];
const CONTACT = ['first_contact_sla', 'first_contact_target', 'manager_escalation'];
const T = at('2026-11-25 10:00');

describe('[ST2] which clocks a lead has', () => {
  it.each([
    ['assigned', {}, ['accept_timeout', ...CONTACT, ...SILENCE]],
    ['accepted', { acceptedAt: T }, [...CONTACT, ...SILENCE]],
    ['contacted', { acceptedAt: T, firstContactAt: T }, SILENCE],
    ['assigned', { firstContactAt: T }, SILENCE],
    ['new', { ownerId: null, assignmentId: null, assignedAt: null }, []],
    ['unassigned', { ownerId: null, assignmentId: null }, []],
    ['pooled', { ownerId: null, assignmentId: null }, []],
    ['converted', { open: false }, []],
    ['lost', { open: false }, []],
  ] as const)('%s %j: %j', (status, overrides, expected) => {
    expect(kinds(buildLead({ status: status as LeadStatus, ...overrides }))).toEqual([...expected].sort());
  });

  it.each([
    ['auto_show', true],
    ['site_form', false],
    ['phone_call', false],
    ['wecom_contact', false],
    ['manual', false],
  ] as const)('[ST4] the golden 48 hours of %s: %s', (channel, has) => {
    expect(kinds(buildLead({ channel: channel as Channel })).includes('show_48h')).toBe(has);
  });

  it.each([
    [null, null, false],
    [T, null, false],
    [null, T, true],
    [T, T, false],
    [T, at('2026-11-25 10:01'), true],
    [at('2026-11-25 10:01'), T, false],
  ])('contacted %s, last follow-up %s: followed up = %s', (firstContactAt, lastFollowUpAt, expected) => {
    expect(wasFollowedUp(buildLead({ firstContactAt, lastFollowUpAt }))).toBe(expected);
  });

  it('silence counts from whatever was done last', () => {
    const lead = buildLead({ assignedAt: T });
    expect(lastActivity(lead)).toEqual(T);
    expect(lastActivity({ ...lead, firstContactAt: at('2026-11-25 11:00') })).toEqual(at('2026-11-25 11:00'));
    expect(
      lastActivity({
        ...lead,
        firstContactAt: at('2026-11-25 11:00'),
        lastFollowUpAt: at('2026-11-25 10:30'),
      }),
    ).toEqual(at('2026-11-25 11:00'));
    expect(lastActivity({ ...lead, assignedAt: null })).toEqual(new Date(0));
  });
});

describe('[ST3] when they are due', () => {
  it.each([
    ['2026-11-25 10:00', '10:05', '10:10', '10:15', '10:30', '2026-11-25'],
    ['2026-11-25 08:00', '09:05', '09:10', '09:15', '09:30', '2026-11-25'],
    ['2026-11-25 18:00', '09:05', '09:10', '09:15', '09:30', '2026-11-26'],
    ['2026-11-25 23:59', '09:05', '09:10', '09:15', '09:30', '2026-11-26'],
    ['2026-11-28 10:00', '10:05', '10:10', '10:15', '10:30', '2026-11-28'],
    ['2026-09-30 19:00', '09:05', '09:10', '09:15', '09:30', '2026-10-08'],
    ['2026-10-03 12:00', '09:05', '09:10', '09:15', '09:30', '2026-10-08'],
  ])(
    'assigned at %s: target %s, accept %s, promise %s, manager %s on %s',
    (from, target, accept, sla, manager, day) => {
      const { set } = plan(buildLead({ assignedAt: at(from) }));
      const due = (kind: string) => set.find((draft) => draft.kind === kind)!.dueAt;
      expect(due('first_contact_target')).toEqual(at(`${day} ${target}`));
      expect(due('accept_timeout')).toEqual(at(`${day} ${accept}`));
      expect(due('first_contact_sla')).toEqual(at(`${day} ${sla}`));
      expect(due('manager_escalation')).toEqual(at(`${day} ${manager}`));
    },
  );

  it.each([
    ['2026-11-25 10:00', '2026-11-26 10:00', '2026-11-27 10:00'],
    ['2026-11-25 17:30', '2026-11-26 17:30', '2026-11-27 17:30'],
    ['2026-11-25 20:00', '2026-11-27 09:00', '2026-11-28 09:00'],
    ['2026-09-30 10:00', '2026-10-08 09:00', '2026-10-08 09:00'],
  ])('[ST4] silent since %s: reminder %s, managers %s', (since, reminder, managers) => {
    const { set } = plan(
      buildLead({ assignedAt: at(since), firstContactAt: at(since), status: 'contacted' }),
    );
    expect(set.find(({ kind }) => kind === 'silence_24h')!.dueAt).toEqual(at(reminder));
    expect(set.find(({ kind }) => kind === 'silence_48h')!.dueAt).toEqual(at(managers));
  });

  const minutes = fc.integer({ min: 0, max: 60 * 24 * 300 });
  test.prop([minutes])(
    'whenever a lead is assigned, its ladder is in order and within opening hours',
    (n) => {
      const assignedAt = new Date(at('2026-01-05 00:00').getTime() + n * 60_000);
      const { set } = plan(buildLead({ assignedAt, createdAt: assignedAt }));
      const due = (kind: string) => set.find((draft) => draft.kind === kind)!.dueAt.getTime();
      const ladder = [
        'first_contact_target',
        'accept_timeout',
        'first_contact_sla',
        'manager_escalation',
      ].map(due);
      expect(ladder).toEqual([...ladder].sort((a, b) => a - b));
      expect(due('silence_24h')).toBeLessThanOrEqual(due('silence_48h'));
      for (const { dueAt, anchorAt } of set) {
        expect(dueAt.getTime()).toBeGreaterThan(anchorAt.getTime());
        // A due time at closing is still of that day.
        expect(calendar.isOpen(dueAt) || calendar.isOpen(new Date(dueAt.getTime() - 1))).toBe(true);
      }
    },
  );

  test.prop([minutes])(
    'planned again over its own rows, nothing is set anew and nothing is cancelled',
    (n) => {
      const assignedAt = new Date(at('2026-01-05 00:00').getTime() + n * 60_000);
      const lead = buildLead({ assignedAt, createdAt: assignedAt });
      const first = plan(lead);
      const rows = first.set.map(
        (draft) =>
          ({ _id: timerId(draft), state: 'waiting', firedAt: null, data: {}, ...draft }) as TimerRecord,
      );
      const again = plan(lead, rows);
      expect(again.cancel).toEqual([]);
      expect(again.set).toEqual(first.set);
    },
  );
});
