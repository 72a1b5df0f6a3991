/** What the page hears as it happens (`GET /_sandbox/stream`). */
export interface SandboxEvents {
  message: { userid: string; message: unknown };
  log: unknown;
  clock: unknown;
  faults: unknown;
  members: unknown;
  callback: unknown;
  reset: unknown;
}

export interface SandboxBus {
  emit<K extends keyof SandboxEvents>(name: K, data: SandboxEvents[K]): void;
  /** Returns the way to stop listening. */
  listen(listener: (name: keyof SandboxEvents, data: unknown) => void): () => void;
}

export function createBus(): SandboxBus {
  const listeners = new Set<(name: keyof SandboxEvents, data: unknown) => void>();
  return {
    emit: (name, data) => {
      for (const listener of listeners) listener(name, data);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
