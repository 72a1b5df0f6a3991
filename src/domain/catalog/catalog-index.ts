import { monotonicMs } from '#infra/clock';
import { CarSeriesModel, toCarSeries } from './car-series.model.ts';
import type { CarSeries } from './car-series.ts';

export interface CatalogIndex {
  readonly byId: ReadonlyMap<string, CarSeries>;
  readonly byKey: ReadonlyMap<string, CarSeries>;
}

const FRESH_MS = 2_000;
let cached: { readonly index: Promise<CatalogIndex>; readonly until: number } | null = null;

/** The whole dictionary (a few hundred rows) in memory, at most two seconds old. */
export function catalogIndex(): Promise<CatalogIndex> {
  if (cached !== null && cached.until > monotonicMs()) return cached.index;
  const index = loadIndex();
  cached = { index, until: monotonicMs() + FRESH_MS };
  // A failed load is not remembered.
  index.catch(forgetCatalog);
  return index;
}

/** Lets this process see a change of the dictionary at once. */
export function forgetCatalog(): void {
  cached = null;
}

async function loadIndex(): Promise<CatalogIndex> {
  const records = await CarSeriesModel.find({}).lean();
  const byId = new Map<string, CarSeries>();
  const byKey = new Map<string, CarSeries>();
  for (const record of records) {
    const series = toCarSeries(record);
    byId.set(series.id, series);
    for (const key of record.keys) byKey.set(key, series);
  }
  return { byId, byKey };
}
