import { isAppError } from '#domain/kernel/app-error';
import { getStaff } from '#domain/staff/index';

/** Names by staff id, for showing; people who are gone from the directory are left out. */
export async function staffNames(ids: readonly (string | null | undefined)[]): Promise<Map<string, string>> {
  const wanted = [...new Set(ids.filter((id): id is string => typeof id === 'string'))];
  const names = new Map<string, string>();
  await Promise.all(
    wanted.map(async (id) => {
      try {
        names.set(id, (await getStaff(id)).name);
      } catch (error) {
        if (!isAppError(error)) throw error;
      }
    }),
  );
  return names;
}
