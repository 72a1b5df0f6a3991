import { appError } from '#domain/kernel/errors';
import { monotonicMs } from '#infra/clock';
import { RuleSetModel } from './rule-set.model.ts';
import { type RuleKind, type RuleSet, ruleKind } from './rule-set.ts';

const FRESH_MS = 1_000;
const cache = new Map<RuleKind, { readonly set: RuleSet; readonly until: number }>();

/**
 * The rules in force, at most a second old in this process; the built-in default until something is
 * published. The owning module knows the type of its kind.
 */
export async function getPublishedRules<R>(kind: RuleKind): Promise<RuleSet<R>> {
  const cached = cache.get(kind);
  if (cached !== undefined && cached.until > monotonicMs()) return cached.set as RuleSet<R>;
  const set = await loadLatest(kind);
  cache.set(kind, { set, until: monotonicMs() + FRESH_MS });
  return set as RuleSet<R>;
}

/** One version, for traces and history. Throws NOT_FOUND. */
export async function getRuleSet<R>(kind: RuleKind, version: number): Promise<RuleSet<R>> {
  if (version === 0) return builtIn(kind) as RuleSet<R>;
  const record = await RuleSetModel.findOne({ _id: `${kind}:${version}` }).lean();
  if (record === null) throw appError('NOT_FOUND', { what: '规则版本' });
  const { _id, ...set } = record;
  return set as RuleSet<R>;
}

/** Lets this process see a publication at once. */
export function forgetPublishedRules(kind?: RuleKind): void {
  if (kind === undefined) cache.clear();
  else cache.delete(kind);
}

async function loadLatest(kind: RuleKind): Promise<RuleSet> {
  const record = await RuleSetModel.findOne({ kind }).sort({ version: -1 }).lean();
  if (record === null) return builtIn(kind);
  const { _id, ...set } = record;
  // Parsed again: a program that grew new fields fills in their defaults for rules published before it.
  return { ...set, rules: ruleKind(kind).schema.parse(set.rules) };
}

function builtIn(kind: RuleKind): RuleSet {
  return { kind, version: 0, rules: ruleKind(kind).defaults, publishedAt: null, publishedBy: null };
}
