import type { Actor } from '#domain/kernel/command-context';
import { appError } from '#domain/kernel/errors';
import { AuditEntryModel } from './audit-entry.model.ts';

export interface AuditEntry {
  readonly id: string;
  readonly at: Date;
  readonly actor: Actor;
  /** The event's type, e.g. `lead.accepted`. */
  readonly action: string;
  readonly subject: string;
  readonly requestId: string;
}

const MAX_PAGE = 500;

/**
 * The trail of one subject or one person, newest first; `before` is the id of the last entry of the page
 * before. Throws INVALID_INPUT without either.
 */
export async function listAudit(input: {
  readonly subject?: string;
  readonly staffId?: string;
  readonly before?: string;
  readonly limit?: number;
}): Promise<AuditEntry[]> {
  const { subject, staffId, before, limit = 200 } = input;
  if (subject === undefined && staffId === undefined) {
    throw appError('INVALID_INPUT', { field: 'subject', fix: '请指定对象或人员' });
  }
  const filter = {
    ...(subject === undefined ? {} : { subject: String(subject) }),
    ...(staffId === undefined ? {} : { 'actor.staffId': String(staffId) }),
    ...(before === undefined ? {} : { _id: { $lt: String(before) as never } }),
  };
  const rows = await AuditEntryModel.collection
    .find(filter, { sort: { _id: -1 }, limit: Math.min(limit, MAX_PAGE) })
    .toArray();
  return rows.map(({ _id, at, actor, action, subject: about, requestId }) => ({
    id: String(_id),
    at,
    actor,
    action,
    subject: about,
    requestId,
  }));
}
