import { z } from 'zod';
import type { SandboxCore } from '../core.ts';
import { ControlError, parseInput } from './control-error.ts';

export const RelayRequest = z.object({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('POST'),
  /** Path on the product, e.g. `/api/v1/leads`. */
  path: z.string().regex(/^\/(?!\/)/, 'a path of the product that starts with one /'),
  headers: z.record(z.string(), z.string()).default({}),
  /** Exactly the bytes to send: a signature may cover them. */
  body: z.string().optional(),
});

/**
 * Lets the page play a lead source: another site's server calls the product, which a browser page of this
 * origin could not. Only ever reaches the product.
 */
export async function relay(core: SandboxCore, input: unknown): Promise<{ status: number; body: string }> {
  const { method, path, headers, body } = parseInput(RelayRequest, input);
  try {
    const answer = await fetch(`${core.productUrl}${path}`, {
      method,
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(15_000),
      ...(body === undefined || method === 'GET' ? {} : { body }),
    });
    const text = await answer.text();
    const ok = answer.status < 400;
    const zh = `线索来源调用产品 ${path}：${ok ? '成功' : '被拒绝'}，${answer.status}`;
    core.log.add('system', zh, `A lead source called ${path}: ${answer.status}`, { status: answer.status });
    return { status: answer.status, body: text };
  } catch {
    throw new ControlError({
      status: 502,
      code: 'PRODUCT_UNREACHABLE',
      fix: `nothing answers at ${core.productUrl}; is the product running?`,
    });
  }
}
