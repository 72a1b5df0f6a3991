import type { SandboxBus } from './bus.ts';
import type { CallbackSender } from './callbacks/sender.ts';
import type { SandboxClock } from './clock.ts';
import type { RegisteredApp, SandboxCredentials } from './credentials.ts';
import type { Faults } from './faults.ts';
import type { Limits } from './limits.ts';
import type { SandboxLog } from './log.ts';
import type { SandboxState } from './state.ts';

/** What every part of the sandbox works with. */
export interface SandboxCore {
  readonly state: SandboxState;
  readonly clock: SandboxClock;
  readonly credentials: SandboxCredentials;
  readonly apps: readonly RegisteredApp[];
  readonly faults: Faults;
  readonly limits: Limits;
  readonly log: SandboxLog;
  readonly bus: SandboxBus;
  readonly sender: CallbackSender;
  /** Address of the product, without a slash at the end. */
  readonly productUrl: string;
  /** The product's own receiver. */
  readonly ownCallbackUrl: string;
  /** Address under which the sandbox answers; known once it listens. */
  baseUrl(): string;
  readonly random: (bytes: number) => Buffer;
  /** Real milliseconds for measuring how long something took. */
  readonly monotonicMs: () => number;
  /** To be called after every change of the state. */
  changed(): void;
  /** A fresh number for ids, never repeated in this data folder. */
  nextNumber(): number;
}
