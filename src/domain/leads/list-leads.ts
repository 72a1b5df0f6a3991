import mongoose from 'mongoose';
import { LeadModel, toLead } from './lead.model.ts';
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
  const records = await LeadModel.find({
    ...(filter.ownerId === undefined ? {} : { ownerId: String(filter.ownerId) }),
    ...(filter.storeId === undefined ? {} : { storeId: String(filter.storeId) }),
    ...(filter.status === undefined ? {} : { status: String(filter.status) as LeadStatus }),
    ...(filter.open === undefined ? {} : { open: filter.open === true }),
    ...(filter.cursor === undefined ? {} : { _id: mongoose.trusted({ $lt: String(filter.cursor) }) }),
  })
    .sort({ _id: -1 })
    .limit(limit + 1)
    .lean();
  const items = records.slice(0, limit).map(toLead);
  return { items, next: records.length > limit ? items.at(-1)!.id : null };
}
