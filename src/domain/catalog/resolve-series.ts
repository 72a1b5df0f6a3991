import { type CarSeries, modelKey } from './car-series.ts';
import { catalogIndex } from './catalog-index.ts';

/** The series a text names, by exact comparison after normalising; null rather than a guess. */
export async function resolveSeries(text: string): Promise<CarSeries | null> {
  const key = modelKey(text);
  return key === '' ? null : ((await catalogIndex()).byKey.get(key) ?? null);
}

export async function findSeries(id: string): Promise<CarSeries | null> {
  return (await catalogIndex()).byId.get(id) ?? null;
}

/** The dictionary by brand and name. */
export async function listSeries(): Promise<CarSeries[]> {
  const all = [...(await catalogIndex()).byId.values()];
  return all.sort((a, b) => a.brand.localeCompare(b.brand, 'zh') || a.name.localeCompare(b.name, 'zh'));
}
