import { getStaffByIds } from '#domain/staff/index';

/** Names by staff id, for showing; ids nobody has are left out. */
export async function staffNames(ids: readonly (string | null | undefined)[]): Promise<Map<string, string>> {
  const wanted = ids.filter((id): id is string => typeof id === 'string');
  const people = await getStaffByIds(wanted);
  return new Map(people.map((staff) => [staff.id, staff.name]));
}
