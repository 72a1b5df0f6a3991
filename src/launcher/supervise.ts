import { setTimeout as delay } from 'node:timers/promises';
import { monotonicMs } from '#infra/clock';
import type { Running } from './running.ts';

/** Exit code of a process that says: my configuration is wrong, starting me again will not help (EX_CONFIG). */
export const EXIT_CONFIG = 78;

/** Delay before each start in a row; a process that lived longer than this list's span begins anew. */
const BACKOFF_MS = [200, 500, 1_000, 2_000, 5_000, 15_000] as const;
const STEADY_AFTER_MS = 10_000;

export interface Supervised {
  /** Pid of the current process, null between two lives. */
  readonly pid: number | null;
  /** Settles when supervision gave up, with the reason; stays pending otherwise. */
  readonly gaveUp: Promise<string>;
  /** Ends the process for good. */
  stop(): Promise<void>;
}

/**
 * Starts a process and starts it again whenever it ends by itself: at once the first time, then more slowly.
 * Gives up on EXIT_CONFIG. Rejects when the very first start fails.
 */
export async function supervise(options: {
  name: string;
  start: () => Promise<Running>;
  say: (line: string) => void;
  /** Told each new pid, and null when there is none. */
  onPid?: (pid: number | null) => void;
}): Promise<Supervised> {
  let stopping = false;
  let current: Running | null = await options.start();
  options.onPid?.(current.pid);
  let giveUp: (reason: string) => void = () => {};
  const gaveUp = new Promise<string>((resolve) => {
    giveUp = resolve;
  });
  const watch = async () => {
    let inARow = 0;
    let startedAt = monotonicMs();
    while (!stopping) {
      const code = current === null ? null : await current.ended;
      current = null;
      options.onPid?.(null);
      if (stopping) return;
      if (code === EXIT_CONFIG) return giveUp(`${options.name}: 配置有误 · its configuration is wrong`);
      inARow = monotonicMs() - startedAt > STEADY_AFTER_MS ? 0 : inARow + 1;
      const pause = BACKOFF_MS[Math.min(inARow, BACKOFF_MS.length - 1)] ?? 0;
      options.say(`${options.name} 已退出，${pause} 毫秒后重启 · ended (${code ?? 'signal'}), restarting`);
      await delay(pause);
      if (stopping) return;
      startedAt = monotonicMs();
      current = await options.start().catch((error: unknown) => {
        options.say(error instanceof Error ? error.message : String(error));
        return null;
      });
      options.onPid?.(current?.pid ?? null);
    }
  };
  const watching = watch();
  return {
    get pid() {
      return current?.pid ?? null;
    },
    gaveUp,
    stop: async () => {
      stopping = true;
      await current?.stop();
      await watching;
      // A start that was under way when we were told to stop.
      await current?.stop();
    },
  };
}
