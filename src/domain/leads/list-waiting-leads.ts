import { LeadModel } from './lead.model.ts';

/**
 * Ids of leads that never had an owner, oldest first, by page: held ones, and new ones made before
 * `madeBefore` (a newer one is still on its way to its first owner). Those in the public pool wait on purpose,
 * and those of somebody who left are on the hand-over list, where a manager decides.
 */
export async function listWaitingLeads(page: {
  readonly madeBefore: Date;
  /** The last id of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}): Promise<string[]> {
  const rows = await LeadModel.collection
    .find(
      {
        status: { $in: ['new', 'unassigned'] },
        assignedAt: null,
        _id: { $gt: page.after ?? '' } as never,
        $or: [{ status: 'unassigned' }, { createdAt: { $lt: page.madeBefore } }],
      },
      { projection: { _id: 1 } },
    )
    .sort({ _id: 1 })
    .limit(page.limit)
    .toArray();
  return rows.map(({ _id }) => String(_id));
}
