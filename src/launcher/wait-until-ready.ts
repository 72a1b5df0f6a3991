import { setTimeout as delay } from 'node:timers/promises';
import { monotonicMs } from '#infra/clock';

/**
 * Polls an address until it answers 200. False after `timeoutMs`, or as soon as `signal` is aborted.
 */
export async function waitUntilReady(url: string, timeoutMs: number, signal: AbortSignal): Promise<boolean> {
  const deadline = monotonicMs() + timeoutMs;
  while (monotonicMs() < deadline && !signal.aborted) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
      await response.arrayBuffer();
      if (response.status === 200) return true;
    } catch {
      // Not listening yet.
    }
    await delay(50);
  }
  return false;
}
