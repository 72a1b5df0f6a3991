export const BODIES = ['sedan', 'suv', 'mpv', 'pickup', 'coupe', 'other'] as const;
export type Body = (typeof BODIES)[number];
export const ENERGIES = ['petrol', 'hybrid', 'phev', 'bev'] as const;
export type Energy = (typeof ENERGIES)[number];

/** One model line as customers name it (车系). */
export interface CarSeries {
  readonly id: string;
  readonly brand: string;
  readonly name: string;
  /** Other spellings that mean this series, as people and portals write them. */
  readonly aliases: readonly string[];
  readonly body: Body;
  readonly energy: Energy;
  readonly listFen: number | null;
}

/**
 * The form in which model names are compared: NFKC, upper case, nothing but letters and digits, and without
 * a portal's model-year tail (`宋PLUS 2025款 DM-i 128KM` → `宋PLUS`). Empty for nothing to compare.
 */
export function modelKey(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/20\d\d\s*款.*$/su, '')
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** Every key under which a series is found: its names, alone and behind the brand. */
export function seriesKeys(series: Pick<CarSeries, 'brand' | 'name' | 'aliases'>): string[] {
  const names = [series.name, ...series.aliases];
  const keys = names.flatMap((name) => [modelKey(name), modelKey(`${series.brand}${name}`)]);
  return [...new Set(keys)].filter((key) => key !== '');
}
