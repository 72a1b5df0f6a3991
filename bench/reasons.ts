/** Why a goal is missed, by figure id: printed under the table for as long as it is missed. */
export const REASONS: Readonly<Record<string, string>> = {};
