import { LeadModel, type LeadRecord, toLead } from './lead.model.ts';
import type { Lead, LeadStatus } from './lead.ts';

export interface LeadFilter {
  readonly ownerId?: string | undefined;
  readonly storeId?: string | undefined;
  readonly status?: LeadStatus | undefined;
  readonly open?: boolean | undefined;
  /** `next` of the page before. */
  readonly cursor?: string | undefined;
  /** 1–200, default 20. */
  readonly limit?: number | undefined;
}

/** Newest first; `next` continues where this page ends, also while leads come in. */
export async function listLeads(filter: LeadFilter): Promise<{ items: Lead[]; next: string | null }> {
  const limit = Math.min(200, Math.max(1, filter.limit ?? 20));
  // Every value is made a string or a boolean here: nothing a caller gives can become an operator.
  const wanted = {
    ...(filter.ownerId === undefined ? {} : { ownerId: String(filter.ownerId) }),
    ...(filter.storeId === undefined ? {} : { storeId: String(filter.storeId) }),
    ...(filter.status === undefined ? {} : { status: String(filter.status) }),
    ...(filter.open === undefined ? {} : { open: filter.open === true }),
    ...(filter.cursor === undefined ? {} : { _id: { $lt: String(filter.cursor) } }),
  };
  const records = await LeadModel.collection
    .find<LeadRecord>(wanted as never)
    .sort({ _id: -1 })
    .limit(limit + 1)
    .toArray();
  const items = records.slice(0, limit).map(toLead);
  return { items, next: records.length > limit ? items.at(-1)!.id : null };
}
