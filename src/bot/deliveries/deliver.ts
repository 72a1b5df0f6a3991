import { createHash } from 'node:crypto';
import type { Clock } from '#domain/kernel/clock';
import { crashPoint } from '#infra/crash-point';
import { fieldCrypto } from '#infra/field-crypto';
import type { Logger } from '#infra/logger';
import type { Card } from '../cards/card.ts';
import type { ChatPlatform, PlatformOutcome, SentReceipt, TextLook } from '../platform.ts';
import type { DeliveryRecord } from './delivery.model.ts';
import { LOOK_CONTEXT, TEXT_CONTEXT } from './queue-delivery.ts';
import { isRecallable, recallCard } from './recall-card.ts';
import type { Settle } from './settle-delivery.ts';
import { spendCode } from './spend-code.ts';

/** Tries with back-off before a message is parked and somebody is told. */
const MAX_ATTEMPTS = 8;

export interface DeliverInput {
  readonly row: DeliveryRecord;
  /** The card as it should look now; null = nothing to show any more. */
  readonly card: Card | null;
  readonly platform: ChatPlatform | undefined;
  readonly userId: string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Does what one delivery row is owed and says how it ended; writes nothing itself but spent codes. */
export async function deliver(input: DeliverInput): Promise<Settle> {
  const { row, platform, userId } = input;
  if (platform === undefined || userId === undefined)
    return { row, type: 'parked', error: 'recipient_unreachable' };
  if (row.state === 'queued' || row.state === 'unknown') {
    return row.kind === 'text' ? sendText(input, platform, userId) : sendCard(input, platform, userId);
  }
  if (row.kind !== 'card' || row.state === 'recalled') return { row, type: 'nothing' };
  if (isRecallable(row, platform, input.clock)) return recallCard(row, platform);
  return updateCard(input, platform, userId);
}

async function sendText(
  { row, clock }: DeliverInput,
  platform: ChatPlatform,
  userId: string,
): Promise<Settle> {
  const text = fieldCrypto().open(row.textSealed ?? '', TEXT_CONTEXT);
  const sealed = row.lookSealed ?? null;
  const look =
    sealed === null ? {} : { look: JSON.parse(fieldCrypto().open(sealed, LOOK_CONTEXT)) as TextLook };
  const outcome = await platform.sendText({ userId, text, dedupeKey: row.dedupeKey, ...look });
  return settleSent(row, outcome, clock, null, platform.updateCodeLifeMs);
}

async function sendCard(
  { row, card, clock }: DeliverInput,
  platform: ChatPlatform,
  userId: string,
): Promise<Settle> {
  if (card === null) return { row, type: 'dropped' };
  await crashPoint('delivery.before-send');
  const outcome = await platform.sendCard({ userId, cardId: row._id, card });
  await crashPoint('delivery.after-send');
  return settleSent(row, outcome, clock, card, platform.updateCodeLifeMs);
}

async function updateCard(
  { row, card: fresh, clock }: DeliverInput,
  platform: ChatPlatform,
  userId: string,
): Promise<Settle> {
  if (fresh === null) return { row, type: 'nothing' };
  const card = row.state === 'superseded' ? retired(fresh) : fresh;
  const hash = hashCard(card);
  if (hash === row.shownHash && !row.force) return { row, type: 'nothing' };
  for (const code of liveCodes(row, clock)) {
    // Spent before use: after a crash in between, one code is lost, never used twice.
    if (!(await spendCode(row._id, code.sealed))) continue;
    const updateCode = fieldCrypto().open(code.sealed, 'deliveries:code');
    const outcome = await platform.updateCard({ userId, updateCode, card });
    if (outcome.type === 'ok')
      return { row, type: 'shown', hash, buttons: isPressable(card), spent: [code.sealed] };
    if (outcome.type === 'retry') return later(row, outcome);
    if (outcome.type === 'refused' && outcome.reason !== 'update_code_spent') {
      return { row, type: 'parked', error: outcome.code };
    }
  }
  // No right left to change what is shown: a fresh card takes over, so that no dead button stays the last word.
  if (row.state === 'superseded' || hash === row.shownHash) return { row, type: 'nothing' };
  return row.shownButtons || isPressable(card) ? { row, type: 'reissue' } : { row, type: 'nothing' };
}

function settleSent(
  row: DeliveryRecord,
  outcome: PlatformOutcome<SentReceipt>,
  clock: Clock,
  card: Card | null,
  codeLifeMs: number | null,
): Settle {
  if (outcome.type === 'ok') {
    const { messageId, updateCode } = outcome.value;
    return {
      row,
      type: 'sent',
      messageId,
      hash: card === null ? null : hashCard(card),
      buttons: card !== null && isPressable(card),
      code:
        updateCode === null || codeLifeMs === null
          ? null
          : {
              sealed: fieldCrypto().seal(updateCode, 'deliveries:code'),
              expiresAt: new Date(clock.now().getTime() + codeLifeMs),
            },
    };
  }
  if (outcome.type === 'retry') return later(row, outcome);
  // Cards repeat under the same id and texts under a duplicate check, so asking again is safe.
  if (outcome.type === 'unknown') {
    return row.attempts + 1 >= MAX_ATTEMPTS
      ? { row, type: 'parked', error: outcome.code }
      : { row, type: 'unknown', retryAfterMs: backoff(row.attempts), error: outcome.code };
  }
  return { row, type: 'parked', error: outcome.code };
}

function later(row: DeliveryRecord, outcome: Extract<PlatformOutcome<unknown>, { type: 'retry' }>): Settle {
  const { code: error, retryAfterMs } = outcome;
  // Waiting for an allowance is no failure: only real trouble counts towards parking.
  if (outcome.throttled) return { row, type: 'later', retryAfterMs, counted: false, error };
  if (row.attempts + 1 >= MAX_ATTEMPTS) return { row, type: 'parked', error };
  return {
    row,
    type: 'later',
    retryAfterMs: Math.max(retryAfterMs, backoff(row.attempts)),
    counted: true,
    error,
  };
}

/** 1 s, 2 s, 4 s … at most 5 minutes. */
function backoff(attempts: number): number {
  return Math.min(300_000, 1_000 * 2 ** attempts);
}

function liveCodes(row: DeliveryRecord, clock: Clock) {
  const now = clock.now().getTime() + 60_000;
  return row.codes.filter((code) => code.expiresAt.getTime() > now).reverse();
}

/** The card of a superseded copy: same facts, no buttons, pointing at the newer one. */
function retired(card: Card): Card {
  const { choice: _choice, form: _form, menu: _menu, ...facts } = card;
  return { ...facts, tone: 'muted', buttons: [], outcome: '已有新卡片，请在最新一张上操作' };
}

export function hashCard(card: Card): string {
  return createHash('sha256').update(JSON.stringify(card)).digest('base64url');
}

function isPressable(card: Card): boolean {
  return card.buttons.length > 0 || card.form !== undefined;
}
