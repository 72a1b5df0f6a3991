import { z } from 'zod';
import type { Store, Team } from './organisation.ts';

const Department = z.object({ id: z.coerce.string(), name: z.string() });

/** Where a member belongs, as far as the address book says. */
export interface Placement {
  readonly storeId: string | null;
  readonly teamIds: readonly string[];
}

/**
 * Places members by their departments: a department that bears the name of a team or a store means that one.
 * Names that two teams share decide nothing. People who are placed already are the company's own business.
 */
export function placeMembers(
  departments: readonly unknown[],
  organisation: { readonly stores: readonly Store[]; readonly teams: readonly Team[] },
): (departmentIds: readonly (string | number)[]) => Placement {
  const names = new Map<string, string>();
  for (const department of departments) {
    const read = Department.safeParse(department);
    if (read.success) names.set(read.data.id, read.data.name);
  }
  const only = <T extends { readonly name: string }>(all: readonly T[], name: string) => {
    const found = all.filter((one) => one.name === name);
    return found.length === 1 ? found[0] : undefined;
  };
  return (departmentIds) => {
    const mine = departmentIds.flatMap((id) => names.get(String(id)) ?? []);
    const teams = mine.flatMap((name) => only(organisation.teams, name) ?? []);
    const store = mine.flatMap((name) => only(organisation.stores, name) ?? [])[0];
    return { storeId: teams[0]?.storeId ?? store?.id ?? null, teamIds: teams.map((team) => team.id) };
  };
}
