import type { Clock } from '#domain/kernel/clock';
import { systemContext } from '#domain/kernel/command-context';
import { syncDirectory } from '#domain/staff/index';
import type { Logger } from '#infra/logger';
import type { ChatPlatform, PlatformName } from '../platform.ts';

export interface DirectorySync {
  /** Asks for a full comparison soon; requests within `quietMs` share one. */
  request(platform: PlatformName): void;
  /** Compares every platform now: at start and every 15 minutes, because events may be lost. */
  runAll(): Promise<void>;
  stop(): Promise<void>;
}

/** Keeps our staff in step with the address books. A comparison that could not be read whole changes nothing. */
export function createDirectorySync(options: {
  platforms: ReadonlyMap<PlatformName, ChatPlatform>;
  clock: Clock;
  logger: Logger;
  quietMs?: number;
}): DirectorySync {
  const { platforms, clock, logger, quietMs = 1_000 } = options;
  const timers = new Map<PlatformName, NodeJS.Timeout>();
  let running: Promise<void> = Promise.resolve();

  const run = async (platform: ChatPlatform) => {
    const outcome = await platform.listDirectory();
    if (outcome.type !== 'ok') {
      logger.warn(
        { platform: platform.name, outcome: outcome.type, code: outcome.code },
        'directory not read',
      );
      return;
    }
    const { members, departments } = outcome.value;
    await syncDirectory(systemContext(clock, 'directory-sync'), {
      platform: platform.name,
      members,
      departments,
    });
  };
  const enqueue = (platform: ChatPlatform) => {
    // One after the other: two comparisons at once could undo each other.
    running = running
      .then(() => run(platform))
      .catch((error: unknown) => {
        logger.error({ err: error, platform: platform.name }, 'directory sync failed');
      });
    return running;
  };
  return {
    request: (name) => {
      const platform = platforms.get(name);
      if (platform === undefined || timers.has(name)) return;
      timers.set(
        name,
        setTimeout(() => {
          timers.delete(name);
          void enqueue(platform);
        }, quietMs),
      );
    },
    runAll: async () => {
      await Promise.all([...platforms.values()].map(enqueue));
    },
    stop: async () => {
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
      await running;
    },
  };
}
