import type { Tx } from '#infra/mongo';
import { StaffModel } from './staff.model.ts';

/**
 * Counts leads given on the local date `on`, and holds these people for the transaction: whoever leaves,
 * goes busy or is given leads elsewhere at the same moment makes one of the two transactions start again.
 * So caps are exact and nobody is given a lead while leaving. A count of 0 only holds.
 * @returns the ids that are not working here any more.
 */
export async function countGiven(
  tx: Tx,
  input: { on: string; counts: ReadonlyMap<string, number> },
): Promise<string[]> {
  const { on, counts } = input;
  if (counts.size === 0) return [];
  const before = { $cond: [{ $eq: ['$given.on', on] }, '$given.count', 0] };
  const result = await StaffModel.collection.bulkWrite(
    [...counts].map(([staffId, count]) => ({
      updateOne: {
        filter: { _id: staffId, status: 'active' } as never,
        // The turn moves even with a count of 0: a write without a change would not conflict.
        update: [
          {
            $set: {
              given: {
                on,
                count: { $add: [before, count] },
                turn: { $add: [{ $ifNull: ['$given.turn', 0] }, 1] },
              },
            },
          },
        ],
      },
    })),
    { session: tx.session, ordered: true },
  );
  if (result.matchedCount === counts.size) return [];
  const working = await StaffModel.collection
    .find({ _id: { $in: [...counts.keys()] } as never, status: 'active' }, { session: tx.session })
    .project({ _id: 1 })
    .toArray();
  const ids = new Set(working.map(({ _id }) => String(_id)));
  return [...counts.keys()].filter((id) => !ids.has(id));
}
