import { AsyncLocalStorage } from 'node:async_hooks';
import { newId } from '#domain/kernel/ids';

/** What belongs to one request wherever it goes: its id, and who turned out to ask. */
export interface RequestScope {
  readonly requestId: string;
  /** `staff:<id>`, `channel:<id>` or null; an id, never a name. */
  actor: string | null;
}

const storage = new AsyncLocalStorage<RequestScope>();

/** Runs `work` with its own scope. */
export function withRequestScope<T>(scope: RequestScope, work: () => T): T {
  return storage.run(scope, work);
}

/** The scope of the request being served, or undefined outside of one. */
export function currentRequest(): RequestScope | undefined {
  return storage.getStore();
}

/**
 * A caller's `X-Request-Id` when it is harmless, else a new id. Anything else is not echoed: it would let a
 * caller write into our logs and headers.
 */
export function requestIdFrom(header: string | undefined): string {
  return header !== undefined && /^[\w-]{8,64}$/.test(header) && !/\d{7,}/.test(header) ? header : newId();
}
