import { appError } from '#domain/kernel/errors';
import type { Channel } from '#domain/leads/index';
import type { ChannelAdapter } from './channel.ts';
import { autoShow } from './channels/auto-show.ts';
import { autohome } from './channels/autohome.ts';
import { campaignForm } from './channels/campaign-form.ts';
import { miniProgram } from './channels/mini-program.ts';
import { phoneCall } from './channels/phone-call.ts';
import { siteForm } from './channels/site-form.ts';
import { wecomContact } from './channels/wecom-contact.ts';
import { yiche } from './channels/yiche.ts';
import { PayloadRejection } from './reading.ts';

const ADAPTERS: ReadonlyMap<string, ChannelAdapter> = new Map(
  [siteForm, miniProgram, wecomContact, autoShow, autohome, yiche, phoneCall, campaignForm].map((adapter) => [
    adapter.channel,
    adapter,
  ]),
);

/** Channels with an adapter. */
export const INTAKE_CHANNELS: readonly Channel[] = [...ADAPTERS.values()].map((adapter) => adapter.channel);

/**
 * A key of this kind may hand in for every channel: the body's `channel` says which (`site_form` when it
 * does not). For a dealer's own gateway that gathers several sources.
 */
export const ANY_CHANNEL = 'any';

/** Throws INVALID_INPUT for a name no adapter has. */
export function channelAdapter(channel: string): ChannelAdapter {
  const adapter = ADAPTERS.get(channel);
  if (adapter === undefined) throw appError('INVALID_INPUT', { field: 'channel', fix: '没有这个渠道' });
  return adapter;
}

/** Which adapter reads the payload, and what it is given to read. Throws PayloadRejection. */
export function routePayload(channel: string, raw: unknown): { adapter: ChannelAdapter; raw: unknown } {
  if (channel !== ANY_CHANNEL) return { adapter: channelAdapter(channel), raw };
  if (typeof raw !== 'object' || raw === null || !Object.hasOwn(raw, 'channel')) {
    return { adapter: siteForm, raw };
  }
  const { channel: named, ...rest } = raw as Record<string, unknown>;
  const adapter = typeof named === 'string' ? ADAPTERS.get(named) : undefined;
  // Only a platform's own verified callback may say that somebody added a member.
  if (adapter === undefined || adapter === wecomContact) {
    throw new PayloadRejection('channel', '没有这个渠道');
  }
  return { adapter, raw: rest };
}
