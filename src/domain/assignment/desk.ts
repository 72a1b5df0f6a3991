import { localDate } from '#domain/kernel/local-time';
import { countOpenByOwner } from '#domain/leads/index';
import { getPublishedRules, type RuleSet } from '#domain/rules/index';
import { countGiven, listStaff, listStores, listTeams } from '#domain/staff/index';
import type { Tx } from '#infra/mongo';
import type { AssignmentRule } from './assignment-rules.ts';
import type { CandidateGroup, Organisation } from './candidate-groups.ts';
import { EMPTY_TURN, type Turner, type TurnState, takeTurn } from './fair-turn.ts';
import { TeamTurnModel, type TeamTurnRecord } from './team-turn.model.ts';

/** Everything a batch of decisions is made from, and keeps up to date in memory as it decides. */
export interface Desk {
  readonly at: Date;
  readonly ruleSet: RuleSet<AssignmentRule[]>;
  readonly organisation: Organisation;
  turnOf(key: string): TurnState;
  openOf(staffId: string): number;
  todayOf(staffId: string): number;
  /** Notes that `chosenId` was given a lead by the group from among `eligible`. */
  take(group: Pick<CandidateGroup, 'key' | 'method'>, eligible: readonly Turner[], chosenId: string): void;
}

/** A desk whose notes can be written to the database in the transaction that loaded it. */
export interface LoadedDesk extends Desk {
  /** False when a turn moved since it was read: the transaction must start again. */
  save(tx: Tx): Promise<boolean>;
}

/** Loads the desk with a number of commands that does not grow with the batch. */
export async function loadDesk(tx: Tx, at: Date): Promise<LoadedDesk> {
  const ruleSet = await getPublishedRules<AssignmentRule[]>('assignment');
  // First in the transaction, so that the snapshot is taken before anything is counted.
  const staff = await listStaff({ status: 'active' }, tx);
  const stores = await listStores();
  const teams = await listTeams();
  const rows = await TeamTurnModel.collection.find<TeamTurnRecord>({}, { session: tx.session }).toArray();
  const ids = staff.map(({ id }) => id);
  const open = await countOpenByOwner(ids, tx);
  const on = localDate(at);
  const today = new Map(staff.map(({ id, given }) => [id, given.on === on ? given.count : 0]));
  return createDesk({ at, ruleSet, organisation: { stores, teams, staff }, rows, open, today, on });
}

/** The desk over loaded facts; also built by tests and simulations, which never save. */
export function createDesk(input: {
  at: Date;
  on: string;
  ruleSet: RuleSet<AssignmentRule[]>;
  organisation: Organisation;
  rows: readonly TeamTurnRecord[];
  open: Map<string, number>;
  today: Map<string, number>;
}): LoadedDesk {
  const { at, on, ruleSet, organisation, open, today } = input;
  const revs = new Map(input.rows.map(({ _id, rev }) => [_id, rev]));
  const turns = new Map<string, TurnState>(
    input.rows.map(({ _id, seq, last, given, cohorts }) => [_id, { seq, last, given, cohorts }]),
  );
  const moved = new Set<string>();
  const counts = new Map<string, number>();
  const bump = (map: Map<string, number>, id: string) => map.set(id, (map.get(id) ?? 0) + 1);
  const turnOf = (key: string) => turns.get(key) ?? EMPTY_TURN;
  return {
    at,
    ruleSet,
    organisation,
    turnOf,
    openOf: (staffId) => open.get(staffId) ?? 0,
    todayOf: (staffId) => today.get(staffId) ?? 0,
    take: ({ key, method }, eligible, chosenId) => {
      turns.set(key, takeTurn(turnOf(key), eligible, chosenId, method === 'weighted'));
      moved.add(key);
      bump(open, chosenId);
      bump(today, chosenId);
      bump(counts, chosenId);
    },
    save: async (tx) => {
      const gone = await countGiven(tx, { on, counts });
      return gone.length === 0 && (await saveTurns(tx, moved, revs, turns));
    },
  };
}

async function saveTurns(
  tx: Tx,
  moved: ReadonlySet<string>,
  revs: ReadonlyMap<string, number>,
  turns: ReadonlyMap<string, TurnState>,
): Promise<boolean> {
  if (moved.size === 0) return true;
  const result = await TeamTurnModel.collection.bulkWrite(
    [...moved].map((key) => {
      const rev = revs.get(key);
      const turn = turns.get(key)!;
      return rev === undefined
        ? { insertOne: { document: { _id: key, rev: 1, ...turn } as never } }
        : {
            updateOne: {
              filter: { _id: key, rev } as never,
              update: { $set: { ...turn, rev: rev + 1 } },
            },
          };
    }),
    { session: tx.session, ordered: true },
  );
  return result.insertedCount + result.matchedCount === moved.size;
}
