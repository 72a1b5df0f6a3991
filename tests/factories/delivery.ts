import type { DeliveryRecord } from '#bot/deliveries/delivery.model';
import { fieldCrypto } from '#infra/field-crypto';
import { MONDAY_TEN } from './lead-view.ts';

/** A card row that waits to be sent to `staff-a`. */
export function buildDelivery(overrides: Partial<DeliveryRecord> = {}): DeliveryRecord {
  return {
    _id: '01DELIVERY000000000000000A',
    kind: 'card',
    card: 'lead',
    subject: 'lead:01LEAD0000000000000000000A',
    recipientId: 'staff-a',
    platform: 'wecom',
    dedupeKey: 'lead:01EVENT',
    about: {},
    textSealed: null,
    lookSealed: null,
    state: 'queued',
    owed: true,
    wanted: 1,
    force: false,
    shownHash: null,
    shownButtons: false,
    messageId: null,
    codes: [],
    lane: 1,
    attempts: 0,
    createdAt: MONDAY_TEN,
    sentAt: null,
    nextAt: MONDAY_TEN,
    leaseUntil: null,
    leaseBy: null,
    lastError: null,
    ...overrides,
  };
}

/** An update code as the ledger keeps it. */
export function buildCode(code: string, expiresAt: Date) {
  return { sealed: fieldCrypto().seal(code, 'deliveries:code'), expiresAt };
}
