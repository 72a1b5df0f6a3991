import type { TeamMethod } from '#domain/staff/index';
import { byTurn, nextByQuota, type Turner, type TurnState } from './fair-turn.ts';

export const EXCLUSION_LABELS = {
  left: '已离职',
  previous_owner: '此前未接',
  off_duty: '未当班',
  on_leave: '休假',
  busy: '忙碌',
  off_hours: '门店未营业',
  daily_cap: '今日已满',
  open_cap: '在手已满',
} as const;
export type ExclusionReason = keyof typeof EXCLUSION_LABELS;

/** A person as seen at the moment of the decision; the trace keeps it whole. */
export interface Candidate extends Turner {
  readonly name: string;
  readonly status: 'active' | 'left';
  readonly onDuty: boolean;
  readonly onLeave: boolean;
  readonly busy: boolean;
  /** Had this lead before, or was named as not to be asked. */
  readonly barred: boolean;
  /** The rule wants an open store and theirs is closed. */
  readonly closed: boolean;
  readonly open: number;
  readonly openCap: number | null;
  readonly today: number;
  readonly dailyCap: number | null;
}

export interface PickInput {
  readonly method: TeamMethod;
  /** Names the group; draws the lots of those who were never served. */
  readonly seed: string;
  readonly members: readonly Candidate[];
  readonly turn: TurnState;
  /** The customer chose the one member: only having left, or having had the lead, counts against them. */
  readonly chosen?: boolean;
}

/** Why this one among the candidates that remained. */
export type TieBreak =
  | 'customer_choice'
  | 'only_candidate'
  | 'longest_wait'
  | 'drawn_lot'
  | 'quota'
  | 'fewest_open';

export interface Exclusion {
  readonly staffId: string;
  readonly reason: ExclusionReason;
}

export interface PickResult {
  readonly chosenId: string | null;
  readonly excluded: readonly Exclusion[];
  readonly eligible: readonly Candidate[];
  readonly method: TeamMethod;
  readonly tieBreak: TieBreak | null;
}

/** Chooses one member by the group's method. Pure: the same input gives the same answer for ever. */
export function pickAssignee(input: PickInput): PickResult {
  const { method, members } = input;
  const excluded = members.flatMap((member) => {
    const reason = exclusionOf(member, input.chosen);
    return reason === null ? [] : [{ staffId: member.staffId, reason }];
  });
  const eligible = members.filter((member) => exclusionOf(member, input.chosen) === null);
  if (eligible.length === 0) return { chosenId: null, excluded, eligible, method, tieBreak: null };
  const { chosenId, tieBreak } = choose(input, eligible);
  return { chosenId, excluded, eligible, method, tieBreak };
}

/** The first reason, in the order that tells the person most. */
export function exclusionOf(member: Candidate, chosen = false): ExclusionReason | null {
  if (member.status === 'left') return 'left';
  if (member.barred) return 'previous_owner';
  if (chosen) return null;
  if (!member.onDuty) return 'off_duty';
  if (member.onLeave) return 'on_leave';
  if (member.busy) return 'busy';
  if (member.closed) return 'off_hours';
  if (member.dailyCap !== null && member.today >= member.dailyCap) return 'daily_cap';
  if (member.openCap !== null && member.open >= member.openCap) return 'open_cap';
  return null;
}

function choose(
  { method, seed, turn, chosen }: PickInput,
  eligible: readonly Candidate[],
): { chosenId: string; tieBreak: TieBreak } {
  if (chosen) return { chosenId: eligible[0]!.staffId, tieBreak: 'customer_choice' };
  if (eligible.length === 1) return { chosenId: eligible[0]!.staffId, tieBreak: 'only_candidate' };
  if (method === 'weighted') return { chosenId: nextByQuota(eligible, seed, turn), tieBreak: 'quota' };
  const fewest = Math.min(...eligible.map(({ open }) => open));
  const pool = method === 'least_open' ? eligible.filter(({ open }) => open === fewest) : eligible;
  const chosenId = [...pool].sort(byTurn(seed, turn))[0]!.staffId;
  if (pool.length === 1) return { chosenId, tieBreak: 'fewest_open' };
  return { chosenId, tieBreak: chosenId in turn.last ? 'longest_wait' : 'drawn_lot' };
}
