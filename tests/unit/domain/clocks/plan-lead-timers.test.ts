import { describe, expect, it } from 'vitest';
import { createWorkCalendar, DEFAULT_STORE_HOURS } from '#domain/calendar/index';
import { DEFAULT_CLOCK_RULES } from '#domain/clocks/clock-rules';
import { planLeadTimers } from '#domain/clocks/plan-lead-timers';
import { type TimerDraft, timerId } from '#domain/clocks/schedule-timers';
import type { TimerRecord } from '#domain/clocks/timer.model';
import type { Lead } from '#domain/leads/index';

const usual = createWorkCalendar({ hours: DEFAULT_STORE_HOURS, overrides: [] });

/** Shanghai time, e.g. `2026-11-25 10:00`. */
const at = (local: string) => new Date(`${local.replace(' ', 'T')}:00+08:00`);

function buildLead(overrides: Partial<Lead> = {}): Lead {
  return {
    id: 'lead-1',
    rev: 1,
    status: 'assigned',
    open: true,
    channel: 'site_form',
    storeId: null,
    ownerId: 'staff-a',
    assignmentId: 'as-1',
    assignedAt: at('2026-11-25 10:00'),
    acceptedAt: null,
    firstContactAt: null,
    lastFollowUpAt: null,
    nextFollowUpAt: null,
    createdAt: at('2026-11-25 10:00'),
    ...overrides,
  } as Lead;
}

function plan(lead: Lead, existing: readonly TimerRecord[] = [], calendar = usual) {
  return planLeadTimers(lead, existing, DEFAULT_CLOCK_RULES, calendar);
}

const dueOf = (drafts: readonly TimerDraft[], kind: string) =>
  drafts.find((draft) => draft.kind === kind)?.dueAt;
const kindsOf = (drafts: readonly TimerDraft[]) => drafts.map((draft) => draft.kind).sort();

/** The rows that drafts become. */
function rowsOf(drafts: readonly TimerDraft[], overrides: Partial<TimerRecord> = {}): TimerRecord[] {
  return drafts.map(
    (draft) =>
      ({
        _id: timerId(draft),
        data: {},
        state: 'waiting',
        firedAt: null,
        ...draft,
        ...overrides,
      }) as TimerRecord,
  );
}

describe('clocks of a lead', () => {
  it('run 5, 10, 15 and 30 working minutes from the assignment, 24 and 48 hours of silence', () => {
    const { set, cancel } = plan(buildLead());
    expect(cancel).toEqual([]);
    expect(Object.fromEntries(set.map((draft) => [draft.kind, draft.dueAt]))).toEqual({
      first_contact_target: at('2026-11-25 10:05'),
      accept_timeout: at('2026-11-25 10:10'),
      first_contact_sla: at('2026-11-25 10:15'),
      manager_escalation: at('2026-11-25 10:30'),
      silence_24h: at('2026-11-26 10:00'),
      silence_48h: at('2026-11-27 10:00'),
    });
    expect(new Set(set.map((draft) => draft.lane))).toEqual(new Set(['sla']));
  });

  it('of an evening lead start at the next opening', () => {
    const { set } = plan(buildLead({ assignedAt: at('2026-11-25 21:30') }));
    expect(dueOf(set, 'first_contact_target')).toEqual(at('2026-11-26 09:05'));
    expect(dueOf(set, 'first_contact_sla')).toEqual(at('2026-11-26 09:15'));
    expect(dueOf(set, 'manager_escalation')).toEqual(at('2026-11-26 09:30'));
    expect(dueOf(set, 'silence_24h')).toEqual(at('2026-11-27 09:00'));
  });

  it('stop at closing and go on in the morning', () => {
    const { set } = plan(buildLead({ assignedAt: at('2026-11-25 17:55') }));
    expect(dueOf(set, 'first_contact_target')).toEqual(at('2026-11-25 18:00'));
    expect(dueOf(set, 'accept_timeout')).toEqual(at('2026-11-26 09:05'));
  });

  it('stand still on public holidays', () => {
    // National Day 2025: 1 to 8 October.
    const { set } = plan(buildLead({ assignedAt: at('2025-09-30 17:50') }));
    expect(dueOf(set, 'accept_timeout')).toEqual(at('2025-09-30 18:00'));
    expect(dueOf(set, 'first_contact_sla')).toEqual(at('2025-10-09 09:05'));
    expect(dueOf(set, 'silence_24h')).toEqual(at('2025-10-09 09:00'));
  });

  it('run on a make-up Saturday, also where Saturdays are closed', () => {
    const weekly = { ...DEFAULT_STORE_HOURS.weekly, 6: [], 7: [] };
    const closed = createWorkCalendar({ hours: { weekly }, overrides: [] });
    // 2025-10-11 is a Saturday worked for National Day; 2025-10-18 is an ordinary one.
    const makeUp = plan(buildLead({ assignedAt: at('2025-10-11 10:00') }), [], closed);
    expect(dueOf(makeUp.set, 'first_contact_sla')).toEqual(at('2025-10-11 10:15'));
    const ordinary = plan(buildLead({ assignedAt: at('2025-10-18 10:00') }), [], closed);
    expect(dueOf(ordinary.set, 'first_contact_sla')).toEqual(at('2025-10-20 09:15'));
  });

  it('no longer wait for acceptance once accepted, nor for contact once contacted', () => {
    const before = rowsOf(plan(buildLead()).set);
    const accepted = plan(buildLead({ status: 'accepted' }), before);
    expect(accepted.cancel).toEqual(['accept_timeout:lead-1:as-1']);
    const contacted = plan(
      buildLead({ status: 'contacted', firstContactAt: at('2026-11-25 10:14') }),
      before,
    );
    expect(kindsOf(contacted.set)).toEqual(['silence_24h', 'silence_48h']);
    expect([...contacted.cancel].sort()).toEqual([
      'accept_timeout:lead-1:as-1',
      'first_contact_sla:lead-1:-',
      'first_contact_target:lead-1:as-1',
      'manager_escalation:lead-1:-',
    ]);
    expect(dueOf(contacted.set, 'silence_24h')).toEqual(at('2026-11-26 10:14'));
  });

  it('keep the promise to the customer when the lead goes to somebody else', () => {
    const before = rowsOf(plan(buildLead()).set);
    const handed = buildLead({
      ownerId: 'staff-b',
      assignmentId: 'as-2',
      assignedAt: at('2026-11-25 10:10'),
    });
    const { set, cancel } = plan(handed, before);
    expect(dueOf(set, 'first_contact_sla')).toEqual(at('2026-11-25 10:15'));
    expect(dueOf(set, 'manager_escalation')).toEqual(at('2026-11-25 10:30'));
    expect(dueOf(set, 'accept_timeout')).toEqual(at('2026-11-25 10:20'));
    expect([...cancel].sort()).toEqual(['accept_timeout:lead-1:as-1', 'first_contact_target:lead-1:as-1']);
  });

  it('start anew with an assignment after the breach, but not when its event comes again', () => {
    const lead = buildLead({ assignmentId: 'as-2', assignedAt: at('2026-11-25 10:10') });
    const fired = rowsOf(plan(buildLead()).set, { state: 'fired', firedAt: at('2026-11-25 10:15') });
    const again = plan(lead, fired).set.find((draft) => draft.kind === 'first_contact_sla')!;
    expect(again.anchorAt).toEqual(at('2026-11-25 10:00')); // no newer anchor: the row stays fired
    const later = plan({ ...lead, assignedAt: at('2026-11-25 11:00') }, fired);
    expect(dueOf(later.set, 'first_contact_sla')).toEqual(at('2026-11-25 11:15'));
  });

  it('end with the lead, and while it has no owner', () => {
    const before = rowsOf(plan(buildLead()).set);
    const other = rowsOf([{ ...plan(buildLead()).set[0]!, kind: 'appointment_reminder' }]);
    for (const lead of [buildLead({ open: false, status: 'lost' }), buildLead({ ownerId: null })]) {
      const { set, cancel } = plan(lead, [...before, ...other]);
      expect(set).toEqual([]);
      expect(cancel).toHaveLength(before.length); // what other modules set is theirs
    }
  });

  it('count silence from the last follow-up, and respect a next step agreed for later', () => {
    const contactedAt = at('2026-11-25 10:10');
    const followed = buildLead({
      status: 'contacted',
      firstContactAt: contactedAt,
      lastFollowUpAt: at('2026-11-25 15:00'),
    });
    expect(dueOf(plan(followed).set, 'silence_24h')).toEqual(at('2026-11-26 15:00'));
    const agreed = plan({ ...followed, nextFollowUpAt: at('2026-11-28 14:00') });
    expect(dueOf(agreed.set, 'silence_24h')).toEqual(at('2026-11-28 14:00'));
    expect(dueOf(agreed.set, 'silence_48h')).toEqual(at('2026-11-29 14:00'));
    const soon = plan({ ...followed, nextFollowUpAt: at('2026-11-25 17:00') });
    expect(dueOf(soon.set, 'silence_24h')).toEqual(at('2026-11-26 15:00'));
  });

  it('give leads of an auto show their golden 48 hours from arrival', () => {
    const show = buildLead({ channel: 'auto_show', createdAt: at('2026-11-25 09:30') });
    expect(dueOf(plan(show).set, 'show_48h')).toEqual(at('2026-11-27 09:30'));
    expect(kindsOf(plan({ ...show, lastFollowUpAt: at('2026-11-25 12:00') }).set)).not.toContain('show_48h');
    expect(kindsOf(plan(buildLead()).set)).not.toContain('show_48h');
  });

  it('are the same however often they are planned', () => {
    const first = plan(buildLead());
    const again = plan(buildLead(), rowsOf(first.set));
    expect(again).toEqual({ set: first.set, cancel: [] });
  });
});
