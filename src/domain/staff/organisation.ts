import type { DayOverride, StoreHours } from '#domain/calendar/index';

/** A dealership. */
export interface Store {
  readonly id: string;
  readonly name: string;
  readonly city: string;
  readonly region: string;
  readonly address: string;
  readonly phone: string;
  readonly managerIds: readonly string[];
  readonly hours: StoreHours;
  readonly dayOverrides: readonly DayOverride[];
}

export const TEAM_METHODS = ['round_robin', 'weighted', 'least_open'] as const;
export type TeamMethod = (typeof TEAM_METHODS)[number];

/** People who share a stream of leads. Members are the staff that name the team. */
export interface Team {
  readonly id: string;
  readonly name: string;
  readonly storeId: string;
  readonly method: TeamMethod;
  /** Teams of a store are asked in this order when a rule names only the store. */
  readonly order: number;
}
