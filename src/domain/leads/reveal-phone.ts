import type { CommandContext } from '#domain/kernel/command-context';
import { appError } from '#domain/kernel/errors';
import { can } from '#domain/staff/index';
import { recordEvent } from '#events/record-event';
import { fieldCrypto } from '#infra/field-crypto';
import { inTransaction } from '#infra/mongo';
import { actingStaff } from './authorize-press.ts';
import { countPhoneLook } from './count-phone-look.ts';
import { leadPhoneRevealed, leadSubject } from './lead.events.ts';
import { PHONE_CONTEXT } from './lead.model.ts';
import { loadRecord } from './load-records.ts';

/**
 * The full number in E.164, for a person with the right to it; the look is on record before the number is
 * given. Closed leads too: a customer may call back. A hundred looks a day and person, cards and pages
 * together. Throws FORBIDDEN, NOT_FOUND, RATE_LIMITED.
 */
export function revealPhone(
  ctx: CommandContext,
  input: { leadId: string; via: 'card' | 'page' },
): Promise<string> {
  return inTransaction(async (tx) => {
    const record = await loadRecord(tx, input.leadId);
    const staff = await actingStaff(ctx);
    const { ownerId, storeId, teamId } = record;
    if (!can(staff, 'lead.reveal_phone', { ownerId, storeId, teamId })) throw appError('FORBIDDEN');
    if (record.phoneSealed === null) throw appError('NOT_FOUND', { what: '手机号（客户未留电话）' });
    const phone = fieldCrypto().open(record.phoneSealed, PHONE_CONTEXT);
    await countPhoneLook(tx, staff.id, ctx.clock.now());
    const told = { leadId: record._id, byId: staff.id, via: input.via };
    await recordEvent(tx, ctx, leadPhoneRevealed, leadSubject(record._id), told);
    return phone;
  });
}
