import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { SandboxCore } from '../core.ts';
import { parseInput } from './control-error.ts';
import { relay } from './relay.ts';

/** Channels that push leads with an API key; customers who add a member come in by callback instead. */
export const LEAD_CHANNELS = [
  'site_form',
  'mini_program',
  'auto_show',
  'autohome',
  'yiche',
  'phone_call',
] as const;

export const LeadRequest = z.object({
  channel: z.enum(LEAD_CHANNELS, `one of ${LEAD_CHANNELS.join(', ')}`),
  /** The channel's own fields, sent as they are. */
  body: z.record(z.string(), z.unknown()),
  idempotencyKey: z.string().optional(),
});

/** Each channel has a key of its own; the plain one is for senders that name the channel in the body. */
export function channelKeys(apiKey: string): Record<string, string> {
  return Object.fromEntries(LEAD_CHANNELS.map((channel) => [channel, `${apiKey}.${channel}`]));
}

/** Plays an outside system: signs a lead with the channel's key and hands it to the product. */
export async function sendLead(
  core: SandboxCore,
  input: unknown,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const request = parseInput(LeadRequest, input);
  const { apiKey, apiSecret } = core.credentials;
  const body = JSON.stringify(request.body);
  const timestamp = String(core.clock.seconds());
  const signature = createHmac('sha256', apiSecret).update(`${timestamp}.${body}`).digest('hex');
  const answer = await relay(core, {
    path: '/api/v1/leads',
    body,
    headers: {
      'content-type': 'application/json',
      'x-api-key': `${apiKey}.${request.channel}`,
      'x-timestamp': timestamp,
      'x-signature': `v1=${signature}`,
      'idempotency-key': request.idempotencyKey ?? core.random(12).toString('hex'),
    },
  });
  return { status: answer.status, body: objectIn(answer.body) };
}

function objectIn(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
