import { createWorkCalendar, DEFAULT_STORE_HOURS, type WorkCalendar } from '#domain/calendar/index';
import { listStores } from '#domain/staff/index';

/** The working time of each store; a lead without a store keeps the usual hours. */
export async function loadStoreCalendars(): Promise<(storeId: string | null) => WorkCalendar> {
  const usual = createWorkCalendar({ hours: DEFAULT_STORE_HOURS, overrides: [] });
  const calendars = new Map(
    (await listStores()).map((store) => [
      store.id,
      createWorkCalendar({ hours: store.hours, overrides: store.dayOverrides }),
    ]),
  );
  return (storeId) => (storeId === null ? undefined : calendars.get(storeId)) ?? usual;
}
