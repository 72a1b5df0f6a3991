import { getStaffByIds } from '#domain/staff/index';
import type { PlatformName } from '../platform.ts';

/** On which platform each of these people is reached; people who have none are missing. */
export type ChannelOf = (staffIds: readonly string[]) => Promise<ReadonlyMap<string, PlatformName>>;

/** Prefers a person's own choice, else any platform that is connected and on which the person is known. */
export function createChannelOf(connected: readonly PlatformName[]): ChannelOf {
  return async (staffIds) => {
    const channels = new Map<string, PlatformName>();
    for (const staff of await getStaffByIds([...new Set(staffIds)])) {
      const usable = connected.filter((platform) => staff.identities[platform] !== undefined);
      const platform = usable.find((name) => name === staff.preferredChannel) ?? usable[0];
      if (platform !== undefined) channels.set(staff.id, platform);
    }
    return channels;
  };
}
