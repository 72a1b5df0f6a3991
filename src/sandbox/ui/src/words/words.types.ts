import type { WordKey } from './zh.ts';

export type Language = 'zh' | 'en';

/** A word of the page in the chosen language; `{name}` in it is replaced by `values.name`. */
export type Say = (key: WordKey, values?: Record<string, string | number>) => string;
