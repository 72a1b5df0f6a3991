import type { SandboxClock } from './clock.ts';

/** Counts per sliding window on platform time (wecom docs 90312). */
export interface Limits {
  /** False when the API has used up its calls for the minute: answer 45009. */
  allowCall(api: string, perMinute: number): boolean;
  /** False when this member has had 30 app messages in a minute or 1,000 in an hour: drop silently. */
  allowMessage(agentId: number, userid: string): boolean;
  /** Counts a wrong secret from an address. */
  wrongSecret(ip: string): void;
  /** True while an address is banned for guessing secrets. */
  banned(ip: string): boolean;
  clear(): void;
}

export const CALLS_PER_MINUTE = 10_000;
export const MESSAGES_PER_MINUTE = 30;
export const MESSAGES_PER_HOUR = 1_000;
/** How many wrong secrets an hour the sandbox forgives; the platform does not publish its figure. */
export const WRONG_SECRETS = 10;

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

export function createLimits(clock: SandboxClock): Limits {
  const calls = new Map<string, { minute: number; count: number }>();
  const messages = new Map<string, number[]>();
  const wrong = new Map<string, number[]>();
  const recent = (times: number[], now: number, windowMs: number) =>
    times.filter((time) => time > now - windowMs);
  return {
    allowCall: (api, perMinute) => {
      const minute = Math.floor(clock.ms() / MINUTE_MS);
      const seen = calls.get(api);
      const count = seen?.minute === minute ? seen.count + 1 : 1;
      calls.set(api, { minute, count });
      return count <= perMinute;
    },
    allowMessage: (agentId, userid) => {
      const now = clock.ms();
      const key = `${agentId} ${userid.toLowerCase()}`;
      const hour = recent(messages.get(key) ?? [], now, HOUR_MS);
      messages.set(key, hour);
      if (hour.length >= MESSAGES_PER_HOUR) return false;
      if (recent(hour, now, MINUTE_MS).length >= MESSAGES_PER_MINUTE) return false;
      hour.push(now);
      return true;
    },
    wrongSecret: (ip) => {
      wrong.set(ip, [...recent(wrong.get(ip) ?? [], clock.ms(), HOUR_MS), clock.ms()]);
    },
    banned: (ip) => recent(wrong.get(ip) ?? [], clock.ms(), HOUR_MS).length >= WRONG_SECRETS,
    clear: () => {
      calls.clear();
      messages.clear();
      wrong.clear();
    },
  };
}
