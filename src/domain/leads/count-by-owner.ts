import { DateTime } from 'luxon';
import { ZONE } from '#domain/kernel/local-time';
import type { Tx } from '#infra/mongo';
import { LeadModel } from './lead.model.ts';

/** Open leads of each person; people without any count 0. */
export function countOpenByOwner(ownerIds: readonly string[], tx?: Tx): Promise<Map<string, number>> {
  return countBy(ownerIds, { open: true }, tx);
}

/** Leads each person holds that were assigned on a day (`2026-11-23`, Shanghai), open or closed since. */
export function countAssignedOn(
  ownerIds: readonly string[],
  localDate: string,
  tx?: Tx,
): Promise<Map<string, number>> {
  const from = DateTime.fromISO(localDate, { zone: ZONE });
  const day = { $gte: from.toJSDate(), $lt: from.plus({ days: 1 }).toJSDate() };
  return countBy(ownerIds, { assignedAt: day }, tx);
}

async function countBy(
  ownerIds: readonly string[],
  match: Readonly<Record<string, unknown>>,
  tx: Tx | undefined,
): Promise<Map<string, number>> {
  const counts = new Map(ownerIds.map((id) => [id, 0]));
  if (ownerIds.length === 0) return counts;
  const rows = await LeadModel.collection
    .aggregate<{ _id: string; n: number }>(
      [
        { $match: { ownerId: { $in: ownerIds.map(String) }, ...match } },
        { $group: { _id: '$ownerId', n: { $sum: 1 } } },
      ],
      tx === undefined ? {} : { session: tx.session },
    )
    .toArray();
  for (const row of rows) counts.set(row._id, row.n);
  return counts;
}
