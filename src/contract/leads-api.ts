import * as z from 'zod/mini';

/** POST /api/v1/leads. The body's shape is the channel's own; the API key says which channel it is. */
export const LeadSubmission = z.record(z.string(), z.unknown()).register(z.globalRegistry, {
  id: 'LeadSubmission',
  description: 'Fields of the channel the API key belongs to',
});

export const LeadReceipt = z
  .strictObject({
    payloadId: z.string(),
    leadId: z.string(),
    outcome: z.enum(['accepted', 'merged']),
  })
  .register(z.globalRegistry, { id: 'LeadReceipt' });
export type LeadReceipt = z.infer<typeof LeadReceipt>;

/** A kept payload as operators see it: outcome and reason, never its content. */
export const PayloadEntry = z
  .strictObject({
    id: z.string(),
    channel: z.string(),
    campaignId: z.nullable(z.string()),
    outcome: z.string(),
    reason: z.nullable(z.string()),
    field: z.nullable(z.string()),
    leadId: z.nullable(z.string()),
    receivedAt: z.iso.datetime(),
  })
  .register(z.globalRegistry, { id: 'PayloadEntry' });
export type PayloadEntry = z.infer<typeof PayloadEntry>;

export const PayloadPage = z
  .strictObject({ payloads: z.array(PayloadEntry), next: z.nullable(z.string()), now: z.iso.datetime() })
  .register(z.globalRegistry, { id: 'PayloadPage' });
export type PayloadPage = z.infer<typeof PayloadPage>;

export const ListPayloadsQuery = z.strictObject({
  channel: z.optional(z.string().check(z.regex(/^[a-z_]{1,30}$/))),
  outcome: z.optional(z.enum(['accepted', 'merged', 'rejected'])),
  cursor: z.optional(z.string().check(z.maxLength(200))),
});

export const PayloadParams = z.strictObject({
  id: z.string().check(z.regex(/^[0-9A-Za-z_-]{1,64}$/)),
});

export const ReplayOneRequest = z.strictObject({}).register(z.globalRegistry, { id: 'ReplayOneRequest' });

export const ReplayRequest = z
  .strictObject({
    channel: z.optional(z.string().check(z.regex(/^[a-z_]{1,30}$/))),
    field: z.optional(z.string().check(z.maxLength(60))),
  })
  .register(z.globalRegistry, { id: 'ReplayRequest' });

export const ReplayResult = z
  .strictObject({ outcome: z.string(), leadId: z.nullable(z.string()), reason: z.nullable(z.string()) })
  .register(z.globalRegistry, { id: 'ReplayResult' });
export type ReplayResult = z.infer<typeof ReplayResult>;
export const ReplayResults = z
  .strictObject({ replayed: z.int(), accepted: z.int(), merged: z.int(), rejected: z.int() })
  .register(z.globalRegistry, { id: 'ReplayResults' });
export type ReplayResults = z.infer<typeof ReplayResults>;
