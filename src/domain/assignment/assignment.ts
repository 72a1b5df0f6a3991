import type { AssignMode } from '#domain/leads/index';
import type { TeamMethod } from '#domain/staff/index';
import type { LeadFacts } from './lead-facts.ts';
import type { Exclusion, PickInput, TieBreak } from './pick-assignee.ts';

/** What became of one rule: why it did not apply, or why it applied and found nobody. */
export interface RuleTried {
  readonly ruleId: string;
  readonly name: string;
  readonly matched: boolean;
  /** The field that did not fit, or `no_group` / `no_candidate` / `pool` for a rule that matched in vain. */
  readonly failed?: string;
}

/** One group that was asked: everything the choice depended on, and the choice. */
export interface GroupAsked {
  readonly key: string;
  readonly name: string;
  readonly input: PickInput;
  readonly excluded: readonly Exclusion[];
  readonly chosenId: string | null;
}

/**
 * A decision and its trace, never changed afterwards except for how it ended. Together they are the ledger
 * that proves fairness. `chosenId` is null when nobody could be found.
 */
export interface Assignment {
  readonly id: string;
  readonly leadId: string;
  readonly mode: AssignMode;
  /** Version of the rules; null when people decided. */
  readonly ruleSetVersion: number | null;
  readonly facts: LeadFacts | null;
  readonly rulesTried: readonly RuleTried[];
  readonly asked: readonly GroupAsked[];
  readonly method: TeamMethod | null;
  readonly tieBreak: TieBreak | null;
  readonly turnKey: string | null;
  readonly teamId: string | null;
  readonly storeId: string | null;
  readonly chosenId: string | null;
  /** Who decided, when it was a person. */
  readonly byId: string | null;
  readonly at: Date;
  readonly endedAt: Date | null;
  readonly endReason: string | null;
}
