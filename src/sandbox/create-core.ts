import { createBus } from './bus.ts';
import { type CallbackSettings, createCallbackSender } from './callbacks/sender.ts';
import { createSandboxClock } from './clock.ts';
import { presentClock } from './control/clock.ts';
import type { SandboxCore } from './core.ts';
import { registeredApps } from './credentials.ts';
import { createFaults } from './faults.ts';
import { createLimits } from './limits.ts';
import { createLog } from './log.ts';
import { pruneState } from './prune-state.ts';
import type { SandboxOptions } from './server.ts';
import { createSnapshot, readSnapshot } from './snapshot.ts';
import { createState, type SandboxState } from './state.ts';

export interface BuiltCore {
  readonly core: SandboxCore;
  /** Writes what is not on disk yet. */
  readonly flush: () => void;
  /** Empties everything but time and credentials: the product lives on the same clock. */
  readonly reset: () => void;
}

export function createCore(
  options: SandboxOptions & { callbacks: CallbackSettings },
  baseUrl: () => string,
): BuiltCore {
  const productUrl = options.productUrl.replace(/\/+$/, '');
  const clock = createSandboxClock(options.clock, options.clockOffsetFile ?? null);
  const file = options.snapshotFile ?? null;
  const state: SandboxState = { ...createState(options.roster), ...readSnapshot(file) };
  const snapshot = createSnapshot({
    file,
    monotonicMs: options.monotonicMs,
    read: () => {
      pruneState(state, clock.ms());
      return state;
    },
  });
  const bus = createBus();
  const log = createLog(clock, (line) => bus.emit('log', line));
  const { token, aesKey } = options.credentials;
  const own = { url: options.callbackUrl ?? `${productUrl}/callbacks/wecom`, token, aesKey };
  const faults = createFaults(() => bus.emit('faults', { faults: faults.list() }));
  const limits = createLimits(clock);
  const core: SandboxCore = {
    state,
    clock,
    credentials: options.credentials,
    apps: registeredApps(options.credentials),
    faults,
    limits,
    log,
    bus,
    ownCallbackUrl: own.url,
    sender: createCallbackSender(() => core, own, options.callbacks),
    productUrl,
    baseUrl,
    random: options.random,
    monotonicMs: options.monotonicMs,
    changed: () => snapshot.changed(),
    nextNumber: () => {
      state.sequence += 1;
      return state.sequence;
    },
  };
  log.add('system', '沙盒已启动', `The sandbox started at platform time ${presentClock(core).now}`);
  return {
    core,
    flush: () => snapshot.flush(),
    reset: () => {
      // The counter goes on, so that an id never names two things.
      Object.assign(state, createState(options.roster), { sequence: state.sequence });
      faults.clear();
      limits.clear();
      log.clear();
      snapshot.changed();
    },
  };
}
