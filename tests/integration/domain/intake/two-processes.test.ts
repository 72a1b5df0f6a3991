import { beforeEach, describe, expect, it } from 'vitest';
import { forgetCampaigns } from '#domain/intake/campaigns';
import { InboundPayloadModel, type InboundPayloadRecord } from '#domain/intake/inbound-payload.model';
import { listPayloads, openPayload, receivePayload, replayPayloads } from '#domain/intake/index';
import { preparePayload } from '#domain/intake/prepare-payload';
import { outcomeOf } from '#domain/intake/receive-payload';
import { type PendingPayload, writePayloads } from '#domain/intake/write-payloads';
import { newId } from '#domain/kernel/ids';
import { commitBatch, getLead } from '#domain/leads/index';
import { LeadModel } from '#domain/leads/lead.model';
import { OutboxModel } from '#events/outbox.model';
import { fieldCrypto } from '#infra/field-crypto';
import { freshPhone, testContext } from '../../../factories/lead.ts';
import { useDatabase } from '../../../support/mongo.ts';

useDatabase({ clean: true });

let ctx = testContext();
beforeEach(() => {
  ctx = testContext();
  forgetCampaigns();
});

const form = () => ({ phone: freshPhone().slice(3), submissionId: newId() });

/** What a process has ready to write for a payload; `key` is the sender's Idempotency-Key. */
async function pending(raw: unknown, key?: string, channel = 'site_form'): Promise<PendingPayload> {
  const text = JSON.stringify(raw);
  const receivedAt = ctx.clock.now();
  const payloadId = newId();
  const source = { payloadId, channel, campaignId: null, raw, receivedAt, consent: null };
  const prepared = await preparePayload(source);
  const row: InboundPayloadRecord = {
    _id: payloadId,
    channel: prepared.channel,
    entry: channel,
    campaignId: null,
    receivedAt,
    rawSealed: fieldCrypto().seal(text, 'inbound_payloads:raw'),
    rawHash: fieldCrypto().blindIndex(text, 'inbound_payloads:hash'),
    ...outcomeOf(prepared),
    consent: null,
    leadId: null,
    repeatOf: null,
    attempts: 1,
    lastAttemptAt: receivedAt,
    requestId: 'r',
    ...(key === undefined ? {} : { idempotencyKey: `${channel}:${key}` }),
  };
  return { ctx, prepared, row };
}

/** A process that writes its batch; it knows nothing of what others have in hand. */
const write = (items: readonly PendingPayload[]) => commitBatch(items, writePayloads);

describe('[L6] two processes and one Idempotency-Key', () => {
  it('write once, and both answer the same', async () => {
    const raw = form();
    const [[a], [b]] = await Promise.all([
      write([await pending(raw, 'k1')]),
      write([await pending(raw, 'k1')]),
    ]);
    expect(a).toEqual(b);
    expect(await InboundPayloadModel.countDocuments({})).toBe(1);
    expect(await OutboxModel.countDocuments({ type: 'lead.created' })).toBe(1);
  });

  it('refuse another body under the key, whoever was first', async () => {
    const answers = (
      await Promise.all([write([await pending(form(), 'k2')]), write([await pending(form(), 'k2')])])
    ).flat();
    expect(answers.filter((answer) => answer === 'mismatch')).toHaveLength(1);
    expect(await LeadModel.countDocuments({})).toBe(1);
  });

  it('twice in one batch is once', async () => {
    const raw = form();
    const [a, b] = await write([await pending(raw, 'k3'), await pending(raw, 'k3')]);
    expect(a).toEqual(b);
    expect(await InboundPayloadModel.countDocuments({})).toBe(1);
  });

  it('with eight racing batches of overlapping keys, every key makes one lead', async () => {
    const raws = Array.from({ length: 6 }, form);
    const batches = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        Promise.all([0, 1, 2].map((i) => pending(raws[(n + i) % 6], `key-${(n + i) % 6}`))),
      ),
    );
    const answers = (await Promise.all(batches.map(write))).flat();
    expect(answers.every((answer) => answer !== 'mismatch')).toBe(true);
    expect(await LeadModel.countDocuments({})).toBe(6);
    expect(await InboundPayloadModel.countDocuments({})).toBe(6);
    expect(await OutboxModel.countDocuments({ type: 'lead.created' })).toBe(6);
    expect(await OutboxModel.countDocuments({ type: 'lead.merged' })).toBe(0);
  });
});

describe('[CD2] two processes and one customer', () => {
  it('make one lead; the later arrival is a source of it', async () => {
    const phone = freshPhone().slice(3);
    const answers = (
      await Promise.all([
        write([await pending({ phone, wants: ['quote'] })]),
        write([await pending({ phone, wants: ['test_drive'] })]),
      ])
    ).flat() as { outcome: string; leadId: string }[];
    expect(answers.map(({ outcome }) => outcome).sort()).toEqual(['accepted', 'merged']);
    const lead = await getLead(answers[0]!.leadId);
    expect([...lead.wants].sort()).toEqual(['quote', 'test_drive']);
    expect(lead.sources).toHaveLength(2);
    expect(lead.score).toBe(70);
  });

  it('[LC7] a landline and a mobile are two customers, each told by its own number', async () => {
    const call = {
      callId: 'c1',
      from: '021-50001234',
      startedAt: '2026-11-23T09:00:00+08:00',
      durationSeconds: 5,
    };
    const first = await receivePayload(ctx, { channel: 'phone_call', raw: call });
    const again = await receivePayload(ctx, { channel: 'site_form', raw: { phone: '（021）5000 1234' } });
    expect(again).toMatchObject({ outcome: 'merged', leadId: first.leadId });
    const lead = await getLead(first.leadId!);
    expect(lead).toMatchObject({ phoneMasked: '021-****1234', phoneKind: 'fixed_line', phoneVerified: true });
    const other = await receivePayload(ctx, { channel: 'site_form', raw: form() });
    expect(other.outcome).toBe('accepted');
  });
});

describe('[LC7] replay by filter', () => {
  it.each([
    [{}, 4],
    [{ channel: 'site_form' }, 3],
    [{ channel: 'campaign_form' }, 1],
    [{ field: 'phone' }, 3],
    [{ field: 'colour' }, 1],
    [{ channel: 'campaign_form', field: 'colour' }, 0],
    [{ channel: 'autohome' }, 0],
  ])('%j reads %i again, and all stay rejected while nothing was mended', async (filter, replayed) => {
    for (const [channel, raw] of [
      ['site_form', {}],
      ['site_form', { phone: '12345678901' }],
      ['site_form', { phone: '13800138000', colour: 'red' }],
      ['campaign_form', { name: '王' }],
      ['site_form', form()],
    ] as const) {
      await receivePayload(ctx, { channel, raw });
    }
    expect(await replayPayloads(ctx, { filter })).toEqual({
      replayed,
      accepted: 0,
      merged: 0,
      rejected: replayed,
    });
    const attempts = (await listPayloads({ outcome: 'rejected' })).items.map((item) => item.attempts);
    expect(attempts.filter((n) => n === 2)).toHaveLength(replayed);
    expect(await LeadModel.countDocuments({})).toBe(1);
  });

  it('[L6] a replay of everything after everything went well changes nothing', async () => {
    for (let i = 0; i < 5; i += 1) await receivePayload(ctx, { channel: 'site_form', raw: form() });
    const before = await LeadModel.find({}).lean();
    expect(await replayPayloads(ctx, { filter: {} })).toMatchObject({ replayed: 0 });
    expect(await LeadModel.find({}).lean()).toEqual(before);
  });

  it('payloads are listed page by page, both ways, and their content opens whole', async () => {
    const raws = Array.from({ length: 7 }, form);
    for (const raw of raws) await receivePayload(ctx, { channel: 'site_form', raw });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listPayloads({ oldestFirst: true, limit: 3, cursor });
      seen.push(...page.items.map((item) => item.id));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toHaveLength(7);
    expect(seen).toEqual([...seen].sort());
    const newest = await listPayloads({ limit: 2 });
    expect(newest.items.map((item) => item.id)).toEqual([seen[6], seen[5]]);
    expect(await openPayload(seen[0]!)).toEqual(raws[0]);
    await expect(openPayload('nobody')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await listPayloads({ channel: { $ne: '' } as never })).items).toEqual([]);
    expect((await listPayloads({ cursor: { $gt: '' } as never })).items.length).toBeLessThanOrEqual(7);
  });
});
