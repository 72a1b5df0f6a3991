import type { CommandContext } from '#domain/kernel/command-context';
import { appError } from '#domain/kernel/errors';
import { type Action, can, getStaff, type Staff } from '#domain/staff/index';
import type { LeadRecord } from './lead.model.ts';
import { LEAD_STATUS_LABELS } from './lead.ts';

export interface PressRules {
  readonly action: Action;
  /** The revision the person saw; a lead that moved since refuses. */
  readonly expectedRev?: number;
  /** True when only the owner may, whatever the policy grants to others (接单 is a promise, not a right). */
  readonly ownerOnly?: boolean;
}

/**
 * Judges a press by the state of this moment, never by what the card showed. The order of the refusals is
 * the order in which they help: closed, not yours, then merely outdated.
 * Throws UNAUTHENTICATED, LEAD_CLOSED, LEAD_NOT_YOURS, FORBIDDEN or STALE_REVISION.
 */
export async function authorizePress(
  ctx: CommandContext,
  record: LeadRecord,
  rules: PressRules,
): Promise<Staff> {
  const staff = await actingStaff(ctx);
  if (!record.open) throw appError('LEAD_CLOSED', { status: LEAD_STATUS_LABELS[record.status].slice(1) });
  await refuseStrangers(staff, record, rules);
  if (rules.expectedRev !== undefined && rules.expectedRev !== record.rev) throw appError('STALE_REVISION');
  return staff;
}

/** The member of staff who acts. Throws UNAUTHENTICATED for the system and for channels. */
export async function actingStaff(ctx: CommandContext): Promise<Staff> {
  if (ctx.actor.type !== 'staff') throw appError('UNAUTHENTICATED', { fix: '请以员工身份操作' });
  return await getStaff(ctx.actor.staffId);
}

async function refuseStrangers(staff: Staff, record: LeadRecord, rules: PressRules): Promise<void> {
  const { ownerId, storeId, teamId } = record;
  const allowed =
    can(staff, rules.action, { ownerId, storeId, teamId }) && !(rules.ownerOnly && ownerId !== staff.id);
  if (allowed) return;
  // Somebody who left gets no name: what they may learn is that they may not.
  if (staff.status !== 'active') throw appError('FORBIDDEN');
  if (ownerId === staff.id) throw appError('FORBIDDEN');
  if (ownerId === null) throw appError('LEAD_NOT_YOURS', { owner: '门店经理' });
  throw appError('LEAD_NOT_YOURS', { owner: (await getStaff(ownerId)).name });
}
