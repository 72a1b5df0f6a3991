import type { Clock } from '#domain/kernel/clock';
import { getStaffByIds } from '#domain/staff/index';
import type { Subscriber } from '#events/subscriber';
import type { WecomConfig } from '#infra/config';
import type { Logger } from '#infra/logger';
import type { WorkQueue } from '#infra/work-queue';
import { createActionTable } from './actions/action.ts';
import { cardActions } from './actions/card.actions.ts';
import { leadActions } from './actions/lead.actions.ts';
import { campaignCardBuilder } from './cards/campaign.card.ts';
import { createCardBuilders } from './cards/card-builder.ts';
import { leadCardBuilders } from './cards/lead-builders.ts';
import { createDirectorySync, type DirectorySync } from './contacts/directory-sync.ts';
import { createSender } from './deliveries/sender.ts';
import { type AcceptInbound, createAcceptInbound } from './inbox/accept-inbound.ts';
import { createInboxWorker } from './inbox/inbox-worker.ts';
import type { ChatPlatform, PlatformName } from './platform.ts';
import { createWecomPlatform } from './platforms/wecom/index.ts';
import { createDispatch } from './router.ts';
import { alarmEscalated, alarmUnassigned } from './subscribers/alarm-managers.ts';
import { createChannelOf } from './subscribers/channel-of.ts';
import { pushLeadCard } from './subscribers/push-lead-card.ts';
import { refreshLeadCards } from './subscribers/refresh-lead-cards.ts';
import { sendClockNotices } from './subscribers/send-clock-notices.ts';
import { tellParked } from './subscribers/tell-parked.ts';
import { loadTemplates } from './templates.ts';

export type { AcceptInbound } from './inbox/accept-inbound.ts';
export type { CallbackRequest, ChatPlatform, PlatformName, VerifiedMessage } from './platform.ts';
export { measureQueues, purgeChat } from './upkeep.ts';

export interface Bot {
  /** Keeps a verified message durably; the HTTP layer acknowledges after it resolves. */
  readonly acceptInbound: AcceptInbound;
  readonly subscribers: readonly Subscriber[];
  /** Loops for the worker role: inbound messages and outbound deliveries. */
  readonly queues: readonly WorkQueue[];
  readonly directory: DirectorySync;
}

/** The chat platforms for which credentials are configured. */
export function createPlatforms(options: {
  wecom: WecomConfig | null;
  clock: Clock;
  logger: Logger;
}): ReadonlyMap<PlatformName, ChatPlatform> {
  const platforms = new Map<PlatformName, ChatPlatform>();
  if (options.wecom !== null) {
    platforms.set(
      'wecom',
      createWecomPlatform({ config: options.wecom, clock: options.clock, logger: options.logger }),
    );
  }
  return platforms;
}

/** Wires the bot: what buttons do, how cards look, who is told what. */
export function createBot(options: {
  platforms: ReadonlyMap<PlatformName, ChatPlatform>;
  templatesDirectory: string;
  publicUrl: string;
  clock: Clock;
  logger: Logger;
}): Bot {
  const { platforms, clock, logger, publicUrl } = options;
  const render = loadTemplates(options.templatesDirectory);
  const builders = createCardBuilders([
    ...leadCardBuilders({ clock, render, publicUrl }),
    campaignCardBuilder({ publicUrl, render }),
  ]);
  const channelOf = createChannelOf([...platforms.keys()]);
  const directory = createDirectorySync({ platforms, clock, logger });
  const dispatch = createDispatch({
    actions: createActionTable(leadActions, cardActions),
    render,
    clock,
    requestDirectorySync: (platform) => directory.request(platform),
  });
  return {
    acceptInbound: createAcceptInbound(clock),
    subscribers: [
      pushLeadCard(clock, channelOf),
      refreshLeadCards(clock),
      alarmUnassigned(clock, channelOf),
      alarmEscalated(clock, channelOf),
      sendClockNotices({ clock, render, publicUrl, channelOf }),
      tellParked(clock, render, channelOf),
    ],
    queues: [
      createInboxWorker({ platforms, dispatch, clock, logger }),
      createSender({ platforms, builders, addressesOf: activeAddresses, clock, logger }),
    ],
    directory,
  };
}

/** Platform ids of active staff: a leaver gets nothing any more, whatever was queued. */
async function activeAddresses(
  staffIds: readonly string[],
  platform: PlatformName,
): Promise<ReadonlyMap<string, string>> {
  const addresses = new Map<string, string>();
  for (const staff of await getStaffByIds(staffIds)) {
    const userId = staff.identities[platform];
    if (staff.status === 'active' && userId !== undefined) addresses.set(staff.id, userId);
  }
  return addresses;
}
