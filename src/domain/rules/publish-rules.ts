import type { Actor, CommandContext } from '#domain/kernel/command-context';
import { appError } from '#domain/kernel/errors';
import { assertActorMay } from '#domain/staff/index';
import { recordEvent } from '#events/record-event';
import { inTransaction, isDuplicateKey } from '#infra/mongo';
import { forgetPublishedRules } from './published-rules.ts';
import { RuleSetModel } from './rule-set.model.ts';
import { type RuleKind, type RuleSet, ruleKind } from './rule-set.ts';
import { rulesPublished } from './rules.events.ts';

/**
 * Puts a new version of the rules in force. Throws INVALID_INPUT with the path of the first mistake, and
 * STALE_REVISION when somebody else published the same version first (or `expectedVersion` is not the latest).
 */
export async function publishRules(
  ctx: CommandContext,
  input: { kind: RuleKind; rules: unknown; expectedVersion?: number },
): Promise<RuleSet> {
  await assertActorMay(ctx.actor, 'rules.manage');
  const parsed = ruleKind(input.kind).schema.safeParse(input.rules);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw appError('INVALID_INPUT', { field: ['rules', ...issue!.path].join('.'), fix: issue!.message });
  }
  try {
    const set = await insertNext(ctx, input.kind, parsed.data, input.expectedVersion);
    forgetPublishedRules(input.kind);
    return set;
  } catch (error) {
    if (isDuplicateKey(error)) throw appError('STALE_REVISION', { kind: input.kind }, error);
    throw error;
  }
}

async function insertNext(
  ctx: CommandContext,
  kind: RuleKind,
  rules: unknown,
  expectedVersion: number | undefined,
): Promise<RuleSet> {
  return await inTransaction(async (tx) => {
    const latest = await RuleSetModel.findOne({ kind }).sort({ version: -1 }).session(tx.session).lean();
    const current = latest?.version ?? 0;
    if (expectedVersion !== undefined && expectedVersion !== current) {
      throw appError('STALE_REVISION', { kind, current });
    }
    const version = current + 1;
    const set = { kind, version, rules, publishedAt: ctx.clock.now(), publishedBy: nameOf(ctx.actor) };
    await RuleSetModel.create([{ _id: `${kind}:${version}`, ...set }], { session: tx.session });
    await recordEvent(tx, ctx, rulesPublished, `rules:${kind}`, { kind, version });
    return set;
  });
}

function nameOf(actor: Actor): string {
  if (actor.type === 'staff') return actor.staffId;
  return actor.type === 'system' ? actor.job : actor.channel;
}
