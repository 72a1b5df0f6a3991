import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Department, Member } from './state.ts';

const Roster = z.object({
  group: z.object({ name: z.string() }),
  stores: z.array(z.object({ id: z.string(), name: z.string(), managerUserId: z.string().optional() })),
  teams: z.array(z.object({ id: z.string(), name: z.string(), storeId: z.string() })),
  staff: z.array(
    z.object({
      userId: z.string(),
      name: z.string(),
      role: z.string(),
      title: z.string(),
      storeId: z.string(),
      teamIds: z.array(z.string()),
    }),
  ),
});

/** The demo company as both sides know it: `demo/roster.json`. */
export type Roster = z.output<typeof Roster>;

export function readRoster(file: string): Roster {
  return Roster.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** Group → stores → teams, with the numeric ids WeCom gives departments (the root is 1). */
export function departmentsOf(roster: Roster): Department[] {
  const stores = roster.stores.map((store, i) => ({
    id: 2 + i,
    name: store.name,
    parentid: 1,
    order: 1000 - i,
    key: store.id,
    leaders: store.managerUserId === undefined ? [] : [store.managerUserId],
  }));
  const teams = roster.teams.map((team, i) => ({
    id: 101 + i,
    name: team.name,
    parentid: stores.find((store) => store.key === team.storeId)?.id ?? 1,
    order: 900 - i,
    key: team.id,
    leaders: [],
  }));
  return [
    { id: 1, name: roster.group.name, parentid: 0, order: 10_000, key: 'group', leaders: [] },
    ...stores,
    ...teams,
  ];
}

export function membersOf(roster: Roster, departments: readonly Department[]): Member[] {
  const idOf = (key: string) => departments.find((department) => department.key === key)?.id ?? 1;
  return roster.staff.map((person) => ({
    userid: person.userId,
    name: person.name,
    role: person.role,
    title: person.title,
    storeId: person.storeId,
    store: roster.stores.find((store) => store.id === person.storeId)?.name ?? '',
    teams: person.teamIds.map((id) => roster.teams.find((team) => team.id === id)?.name ?? id),
    departments: person.teamIds.length > 0 ? person.teamIds.map(idOf) : [idOf(person.storeId)],
    leader: person.role === 'manager',
    active: true,
  }));
}
