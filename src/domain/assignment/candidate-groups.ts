import type { Role, Staff, Store, Team, TeamMethod } from '#domain/staff/index';
import type { RuleTarget } from './assignment-rules.ts';
import type { LeadFacts } from './lead-facts.ts';

/** The company as an assignment sees it. */
export interface Organisation {
  readonly stores: readonly Store[];
  readonly teams: readonly Team[];
  readonly staff: readonly Staff[];
}

/** People who are asked together, by one method, with one memory of turns. */
export interface CandidateGroup {
  /** The key of its `team_turns`; for a team its id. */
  readonly key: string;
  readonly name: string;
  readonly method: TeamMethod;
  readonly teamId: string | null;
  readonly storeId: string | null;
  readonly members: readonly Staff[];
  /** The customer chose this person: switches and limits do not count, only that they still work here. */
  readonly chosen?: boolean;
}

/** The groups a target means for a lead, in the order they are asked. Empty when it means nobody here. */
export function groupsOf(target: RuleTarget, facts: LeadFacts, organisation: Organisation): CandidateGroup[] {
  const { teams, staff } = organisation;
  if ('pool' in target) return [];
  if ('contactMember' in target) {
    return staff.filter(({ id }) => id === facts.contactStaffId).map(chosenGroup);
  }
  if ('teamId' in target) {
    return teams.filter(({ id }) => id === target.teamId).map((team) => teamGroup(team, staff));
  }
  if ('staffId' in target) {
    return staff.filter(({ id }) => id === target.staffId).map(personGroup);
  }
  if ('anyTeam' in target) return teams.map((team) => teamGroup(team, staff));
  const stores = storesFor(facts, organisation.stores);
  if ('storeTeam' in target) {
    return stores.flatMap(({ id }) =>
      teams.filter(({ storeId }) => storeId === id).map((team) => teamGroup(team, staff)),
    );
  }
  if ('storeRole' in target) {
    // Without a store of its own the lead may go to any store's people of that role.
    const asked = stores.length > 0 ? stores : organisation.stores;
    return asked.map((store) => roleGroup(store, target.storeRole, staff));
  }
  return stores.map((store) => managerGroup(store, staff));
}

/** The lead's store; without one the stores in its city, else in its region. */
export function storesFor(facts: LeadFacts, stores: readonly Store[]): Store[] {
  if (facts.storeId !== null) return stores.filter(({ id }) => id === facts.storeId);
  const near = facts.city === null ? [] : stores.filter(({ city }) => city === facts.city);
  if (near.length > 0 || facts.region === null) return near;
  return stores.filter(({ region }) => region === facts.region);
}

function teamGroup(team: Team, staff: readonly Staff[]): CandidateGroup {
  const members = staff.filter(({ teamIds }) => teamIds.includes(team.id));
  const { id, name, method, storeId } = team;
  return { key: id, name, method, teamId: id, storeId, members };
}

function personGroup(person: Staff): CandidateGroup {
  const { id, name, storeId } = person;
  return { key: `staff:${id}`, name, method: 'round_robin', teamId: null, storeId, members: [person] };
}

function chosenGroup(person: Staff): CandidateGroup {
  return { ...personGroup(person), key: `contact:${person.id}`, chosen: true };
}

function roleGroup(store: Store, role: Role, staff: readonly Staff[]): CandidateGroup {
  return {
    key: `role:${role}:${store.id}`,
    name: `${store.name}${role === 'service_advisor' ? '服务顾问' : '销售顾问'}`,
    method: 'round_robin',
    teamId: null,
    storeId: store.id,
    members: staff.filter((one) => one.role === role && one.storeId === store.id),
  };
}

function managerGroup(store: Store, staff: readonly Staff[]): CandidateGroup {
  const managers = staff.filter(({ role, storeId }) => role === 'manager' && storeId === store.id);
  const named = staff.filter(({ id }) => store.managerIds.includes(id));
  return {
    key: `managers:${store.id}`,
    name: `${store.name}经理`,
    method: 'round_robin',
    teamId: null,
    storeId: store.id,
    members: named.length > 0 ? named : managers,
  };
}
