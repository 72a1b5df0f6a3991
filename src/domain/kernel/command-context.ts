import type { Clock } from './clock.ts';

/** Who acts. A button press is always the person's act, never the bot's. */
export type Actor =
  | { readonly type: 'staff'; readonly staffId: string }
  | { readonly type: 'channel'; readonly channel: string }
  | { readonly type: 'system'; readonly job: string };

/** What every command receives first: who acts, what time it is, and the request it belongs to. */
export interface CommandContext {
  readonly actor: Actor;
  readonly clock: Clock;
  readonly requestId: string;
}

/** The context of work nobody asked for directly: timers, relays, reconciliation. */
export function systemContext(clock: Clock, job: string, requestId = job): CommandContext {
  return { actor: { type: 'system', job }, clock, requestId };
}
