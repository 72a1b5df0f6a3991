import * as z from 'zod/mini';

/** What every refusal looks like; codes are listed in docs/errors.md. */
export const ErrorResponse = z
  .strictObject({
    error: z.strictObject({
      code: z.string(),
      message: z.string(),
      field: z.optional(z.string()),
      reason: z.optional(z.string()),
      payloadId: z.optional(z.string()),
      requestId: z.string(),
    }),
  })
  .register(z.globalRegistry, { id: 'ErrorResponse' });
export type ErrorResponse = z.infer<typeof ErrorResponse>;
