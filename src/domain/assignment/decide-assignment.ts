import { createWorkCalendar } from '#domain/calendar/index';
import { newId } from '#domain/kernel/ids';
import type { AssignMode, Lead } from '#domain/leads/index';
import type { Staff } from '#domain/staff/index';
import type { Assignment, GroupAsked, RuleTried } from './assignment.ts';
import type { AssignmentRule } from './assignment-rules.ts';
import { type CandidateGroup, groupsOf } from './candidate-groups.ts';
import type { Desk } from './desk.ts';
import { narrowTurn } from './fair-turn.ts';
import { factsOf, firstFailure, type LeadFacts } from './lead-facts.ts';
import { type Candidate, type PickInput, type PickResult, pickAssignee } from './pick-assignee.ts';

export interface DecideOptions {
  readonly mode: AssignMode;
  /** People who must not get this lead (again). */
  readonly barred: ReadonlySet<string>;
}

interface Found {
  readonly group: CandidateGroup;
  readonly result: PickResult;
}

/**
 * Decides one lead: rules in order, the first that matches and whose group has somebody wins. Notes the turn
 * on the desk, so that the next lead of the batch sees it. Touches no database.
 */
export function decideAssignment(desk: Desk, lead: Lead, options: DecideOptions): Assignment {
  const facts = factsOf(lead, desk.at);
  const rulesTried: RuleTried[] = [];
  const asked: GroupAsked[] = [];
  let found: Found | null = null;
  for (const rule of desk.ruleSet.rules) {
    if (!rule.enabled) continue;
    const { id: ruleId, name } = rule;
    const field = firstFailure(rule.when, facts);
    if (field !== null) {
      rulesTried.push({ ruleId, name, matched: false, failed: field });
      continue;
    }
    const groups = groupsOf(rule.to, facts, desk.organisation);
    found = askGroups(desk, rule, groups, options.barred, asked);
    if (found !== null) {
      rulesTried.push({ ruleId, name, matched: true });
      break;
    }
    const pool = 'pool' in rule.to;
    const failed = pool ? 'pool' : groups.length === 0 ? 'no_group' : 'no_candidate';
    rulesTried.push({ ruleId, name, matched: true, failed });
    if (pool) break;
  }
  return traceOf(desk, lead, options, { facts, rulesTried, asked, found });
}

function traceOf(
  desk: Desk,
  lead: Lead,
  options: DecideOptions,
  made: { facts: LeadFacts; rulesTried: RuleTried[]; asked: GroupAsked[]; found: Found | null },
): Assignment {
  const { facts, rulesTried, asked, found } = made;
  const chosen = desk.organisation.staff.find(({ id }) => id === found?.result.chosenId);
  return {
    id: newId(),
    leadId: lead.id,
    mode: options.mode,
    ruleSetVersion: desk.ruleSet.version,
    facts,
    rulesTried,
    asked,
    method: found?.result.method ?? null,
    tieBreak: found?.result.tieBreak ?? null,
    turnKey: found?.group.key ?? null,
    teamId: found?.group.teamId ?? null,
    storeId: found === null ? lead.storeId : (found.group.storeId ?? chosen?.storeId ?? lead.storeId),
    chosenId: found?.result.chosenId ?? null,
    byId: null,
    at: desk.at,
    endedAt: null,
    endReason: null,
  };
}

function askGroups(
  desk: Desk,
  rule: AssignmentRule,
  groups: readonly CandidateGroup[],
  barred: ReadonlySet<string>,
  asked: GroupAsked[],
): Found | null {
  for (const group of groups) {
    // A later rule may name a group again: who could not take the lead a moment ago still cannot, unless it
    // was only for the hour.
    const before = asked.find(({ key }) => key === group.key);
    if (before && !before.excluded.some(({ reason }) => reason === 'off_hours')) continue;
    const closed = rule.requireOpen ? closedStores(desk) : new Set<string | null>();
    const members = group.members.map((person) => candidateOf(desk, person, barred, closed));
    const input: PickInput = {
      method: group.method,
      seed: group.key,
      members,
      turn: desk.turnOf(group.key),
      ...(group.chosen ? { chosen: true } : {}),
    };
    const result = pickAssignee(input);
    const { chosenId, excluded, eligible } = result;
    asked.push({
      key: group.key,
      name: group.name,
      input: { ...input, turn: narrowTurn(input.turn, eligible, group.method === 'weighted') },
      excluded,
      chosenId,
    });
    if (chosenId !== null) {
      desk.take(group, eligible, chosenId);
      return { group, result };
    }
  }
  return null;
}

function candidateOf(
  desk: Desk,
  person: Staff,
  barred: ReadonlySet<string>,
  closed: ReadonlySet<string | null>,
): Candidate {
  const at = desk.at.getTime();
  return {
    staffId: person.id,
    name: person.name,
    weight: person.weight,
    status: person.status,
    onDuty: person.onDuty,
    onLeave: person.leaves.some(({ from, to }) => from.getTime() <= at && at < to.getTime()),
    busy: person.busyUntil !== null && person.busyUntil.getTime() > at,
    barred: barred.has(person.id),
    closed: closed.has(person.storeId),
    open: desk.openOf(person.id),
    openCap: person.openCap,
    today: desk.todayOf(person.id),
    dailyCap: person.dailyCap,
  };
}

function closedStores(desk: Desk): Set<string | null> {
  const closed = desk.organisation.stores.filter(
    ({ hours, dayOverrides }) => !createWorkCalendar({ hours, overrides: dayOverrides }).isOpen(desk.at),
  );
  return new Set<string | null>(closed.map(({ id }) => id));
}
