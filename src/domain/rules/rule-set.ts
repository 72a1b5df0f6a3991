import type { z } from 'zod';

export const RULE_KINDS = ['assignment', 'scoring', 'clocks'] as const;
export type RuleKind = (typeof RULE_KINDS)[number];

/** Business rules as data. Version 0 is the built-in default; every publication adds one. */
export interface RuleSet<R = unknown> {
  readonly kind: RuleKind;
  readonly version: number;
  readonly rules: R;
  readonly publishedAt: Date | null;
  /** Staff id, or the job that published; null for the built-in default. */
  readonly publishedBy: string | null;
}

interface Registration {
  readonly schema: z.ZodType;
  readonly defaults: unknown;
}

const kinds = new Map<RuleKind, Registration>();

/**
 * Declares a kind of rules by its owning module, once, with the schema that guards every publication and the
 * defaults that hold until the first. Throws at load on a second declaration or on defaults that fail it.
 */
export function registerRuleKind<R>(kind: RuleKind, schema: z.ZodType<R>, defaults: R): void {
  if (kinds.has(kind)) throw new Error(`rule kind ${kind} is registered twice`);
  kinds.set(kind, { schema, defaults: schema.parse(defaults) });
}

/** Throws when the owning module has not been loaded. */
export function ruleKind(kind: RuleKind): Registration {
  const found = kinds.get(kind);
  if (found === undefined) throw new Error(`rule kind ${kind} is not registered`);
  return found;
}
